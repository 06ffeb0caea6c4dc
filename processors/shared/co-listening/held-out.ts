import type { LogitModel } from './conditional-logit.ts'
import { fitLogit, utility } from './conditional-logit.ts'
import { itemItemModel } from './item-item.ts'
import type { ItemItemModel, TargetScores } from './item-item.ts'
import type { ItemHistory } from './logit-features.ts'
import { LOGIT_FEATURES, logitFeaturesOf, UNFITTED } from './logit-features.ts'
import type { Sequences } from './sequences.ts'
import { withoutLast } from './sequences.ts'
import { checked } from '../numeric.ts'

/** For each listener `u` the items that the held-out one is ranked against: `items` from `starts[u]` to `starts[u + 1]`. */
export interface Negatives {
  readonly starts: Int32Array
  readonly items: Int32Array
}

/** Listeners that the logit model is fitted to, and negatives of each, at most. */
const FITTED_LISTENERS = 4_000
const FITTED_NEGATIVES = 60

/** The model and its baselines. */
export const SUBJECTS = ['co-listening', 'cosine', 'popularity', 'last-item'] as const
export type Subject = (typeof SUBJECTS)[number]

/** Scores of all alternatives, those of listener `u` from `starts[u]`, the held-out item first. */
export interface HeldOutScores {
  readonly starts: Int32Array
  readonly scores: Readonly<Record<Subject, Float32Array>>
  readonly logit: LogitModel
}

const WIDTH = LOGIT_FEATURES.length

/**
 * Leave-one-out evaluation: scores each listener's last item and its negatives by a model trained on all items before. The
 * logit model is fitted to the items before the last, on a model trained without either. The baselines are trained on the
 * same items: item-item cosine is summed over the whole history (Sarwar et al. 2001), `last-item` is the frequency of
 * successors of the last item.
 */
export function scoreLastItems(sequences: Sequences, negatives: Negatives): HeldOutScores {
  const seen = withoutLast(sequences, 1)
  const logit = fitToLast(seen, negatives)
  const model = itemItemModel(seen)
  const alternatives = alternativesOf(sequences, negatives)
  const places = alternatives.items.length
  const scores = {
    'co-listening': new Float32Array(places),
    cosine: new Float32Array(places),
    popularity: new Float32Array(places),
    'last-item': new Float32Array(places),
  }
  const features = new Float64Array(WIDTH)
  eachAlternative(model, sequences, alternatives, (slot, target, history) => {
    logitFeaturesOf(target, model, history, features, 0)
    scores['co-listening'][slot] = utility(logit, features)
    scores.cosine[slot] = cosine(target, model, history)
    scores.popularity[slot] = checked(model.plays[target.item])
    scores['last-item'][slot] = checked(features[LOGIT_FEATURES.indexOf('lastSuccessorFrequency')])
  })
  return { starts: alternatives.starts, scores, logit }
}

function cosine(
  { item, commonListeners }: TargetScores,
  { listeners }: ItemItemModel,
  { items, from, to }: ItemHistory,
): number {
  let sum = 0
  for (let p = from; p < to; p += 1) {
    const source = checked(items[p])
    const both = checked(commonListeners[source])
    if (both > 0) sum += both / Math.sqrt(checked(listeners[source]) * checked(listeners[item]))
  }
  return sum
}

/** Fits the logit model to the last item of each sequence, on an item-item model of the others. */
export function fitToLast(sequences: Sequences, negatives: Negatives): LogitModel {
  const model = itemItemModel(withoutLast(sequences, 1))
  const listeners = sequences.starts.length - 1
  const fitting = Array.from({ length: listeners }, (_, u) => u).filter(
    (u) =>
      checked(sequences.starts[u + 1]) - checked(sequences.starts[u]) >= 2 &&
      checked(negatives.starts[u + 1]) - checked(negatives.starts[u]) >= 1,
  )
  const stride = Math.max(1, Math.ceil(fitting.length / FITTED_LISTENERS))
  const chosen = new Set(fitting.filter((_, i) => i % stride === 0))
  if (chosen.size === 0) return UNFITTED
  const fewest = Math.min(
    FITTED_NEGATIVES,
    ...[...chosen].map((u) => checked(negatives.starts[u + 1]) - checked(negatives.starts[u])),
  )
  const starts = new Int32Array(listeners + 1)
  for (let u = 0; u < listeners; u += 1) {
    starts[u + 1] = checked(starts[u]) + (chosen.has(u) ? Math.max(0, fewest) : 0)
  }
  const items = new Int32Array(checked(starts[listeners]))
  for (const u of chosen) {
    const from = checked(negatives.starts[u])
    items.set(negatives.items.subarray(from, from + fewest), checked(starts[u]))
  }
  const alternatives = alternativesOf(sequences, { starts, items }, chosen)
  const features = new Float64Array(alternatives.items.length * WIDTH)
  eachAlternative(model, sequences, alternatives, (slot, target, history) =>
    logitFeaturesOf(target, model, history, features, slot * WIDTH),
  )
  return fitLogit(features, WIDTH, fewest + 1)
}

interface Alternatives {
  readonly starts: Int32Array
  readonly items: Int32Array
}

function alternativesOf(sequences: Sequences, negatives: Negatives, only?: ReadonlySet<number>): Alternatives {
  const listeners = sequences.starts.length - 1
  const starts = new Int32Array(listeners + 1)
  const isIn = (u: number) =>
    (only?.has(u) ?? true) &&
    checked(sequences.starts[u + 1]) - checked(sequences.starts[u]) >= 2 &&
    checked(negatives.starts[u + 1]) > checked(negatives.starts[u])
  for (let u = 0; u < listeners; u += 1) {
    const count = checked(negatives.starts[u + 1]) - checked(negatives.starts[u])
    starts[u + 1] = checked(starts[u]) + (isIn(u) ? count + 1 : 0)
  }
  const items = new Int32Array(checked(starts[listeners]))
  for (let u = 0; u < listeners; u += 1) {
    if (!isIn(u)) continue
    items[checked(starts[u])] = checked(sequences.items[checked(sequences.starts[u + 1]) - 1])
    items.set(
      negatives.items.subarray(checked(negatives.starts[u]), checked(negatives.starts[u + 1])),
      checked(starts[u]) + 1,
    )
  }
  return { starts, items }
}

/** Visits alternatives target by target, so that the scores of each target are computed once. */
function eachAlternative(
  model: ItemItemModel,
  sequences: Sequences,
  { starts, items }: Alternatives,
  visit: (slot: number, target: TargetScores, history: ItemHistory) => void,
): void {
  const first = new Int32Array(model.size + 1)
  for (const item of items) first[item + 1] = checked(first[item + 1]) + 1
  for (let i = 0; i < model.size; i += 1) first[i + 1] = checked(first[i + 1]) + checked(first[i])
  const fill = first.slice()
  const slots = new Int32Array(items.length)
  const listenerOf = new Int32Array(items.length)
  for (let u = 0; u + 1 < starts.length; u += 1) {
    for (let slot = checked(starts[u]); slot < checked(starts[u + 1]); slot += 1) {
      const item = checked(items[slot])
      const place = checked(fill[item])
      fill[item] = place + 1
      slots[place] = slot
      listenerOf[place] = u
    }
  }
  for (let item = 0; item < model.size; item += 1) {
    const [from, to] = [checked(first[item]), checked(first[item + 1])]
    if (from === to) continue
    const target = model.target(item)
    for (let k = from; k < to; k += 1) {
      const u = checked(listenerOf[k])
      const history = {
        items: sequences.items,
        from: checked(sequences.starts[u]),
        to: checked(sequences.starts[u + 1]) - 1,
      }
      visit(checked(slots[k]), target, history)
    }
  }
}
