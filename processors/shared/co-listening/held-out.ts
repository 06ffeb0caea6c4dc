import type { Choice } from './choice.ts'
import { fitChoice, utility } from './choice.ts'
import { coListening } from './co-listening.ts'
import type { CoListening, Target } from './co-listening.ts'
import type { History } from './scoring.ts'
import { FEATURES, featuresOf, UNFITTED } from './scoring.ts'
import type { Sequences } from './sequences.ts'
import { withoutLast } from './sequences.ts'

/** For each listener the items that the held-out one is ranked against; `items` from `starts[u]` to `starts[u + 1]`. */
export interface Negatives {
  readonly starts: Int32Array
  readonly items: Int32Array
}

/** The weights are fitted to so many listeners at most, against so many of their negatives. */
const FITTED_LISTENERS = 4_000
const FITTED_NEGATIVES = 60

/** Ways to score that are compared. */
export const SUBJECTS = ['co-listening', 'cosine', 'popularity', 'last-item'] as const
export type Subject = (typeof SUBJECTS)[number]

/** Scores of all alternatives, listener by listener from `starts[u]`, the held-out item first. */
export interface Scored {
  readonly starts: Int32Array
  readonly scores: Readonly<Record<Subject, Float32Array>>
  readonly choice: Choice
}

const WIDTH = FEATURES.length

/**
 * Scores each listener's last item and its negatives by a model that has seen all before. The weights of the features are
 * fitted to the item before the last, by a model that has seen neither. The peers have seen what the model has: item-item
 * cosine is summed over the whole history (Sarwar et al. 2001), the last item counts what followed it.
 */
export function scoreLastItems(sequences: Sequences, negatives: Negatives): Scored {
  const seen = withoutLast(sequences, 1)
  const choice = fitToLast(seen, negatives)
  const model = coListening(seen)
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
    featuresOf(target, model, history, features, 0)
    scores['co-listening'][slot] = utility(choice, features)
    scores.cosine[slot] = cosine(target, model, history)
    scores.popularity[slot] = model.plays[target.item] ?? 0
    scores['last-item'][slot] = features[FEATURES.indexOf('last')] ?? 0
  })
  return { starts: alternatives.starts, scores, choice }
}

function cosine({ item, shared }: Target, { listeners }: CoListening, { items, from, to }: History): number {
  let sum = 0
  for (let p = from; p < to; p += 1) {
    const source = items[p] ?? 0
    const both = shared[source] ?? 0
    if (both > 0) sum += both / Math.sqrt((listeners[source] ?? 0) * (listeners[item] ?? 0))
  }
  return sum
}

/** Fits the weights to the last item of each sequence, by what the others say. */
export function fitToLast(sequences: Sequences, negatives: Negatives): Choice {
  const model = coListening(withoutLast(sequences, 1))
  const listeners = sequences.starts.length - 1
  const fitting = Array.from({ length: listeners }, (_, u) => u).filter(
    (u) =>
      (sequences.starts[u + 1] ?? 0) - (sequences.starts[u] ?? 0) >= 2 &&
      (negatives.starts[u + 1] ?? 0) - (negatives.starts[u] ?? 0) >= 1,
  )
  const stride = Math.max(1, Math.ceil(fitting.length / FITTED_LISTENERS))
  const chosen = new Set(fitting.filter((_, i) => i % stride === 0))
  if (chosen.size === 0) return UNFITTED
  const fewest = Math.min(
    FITTED_NEGATIVES,
    ...[...chosen].map((u) => (negatives.starts[u + 1] ?? 0) - (negatives.starts[u] ?? 0)),
  )
  const starts = new Int32Array(listeners + 1)
  for (let u = 0; u < listeners; u += 1) {
    starts[u + 1] = (starts[u] ?? 0) + (chosen.has(u) ? Math.max(0, fewest) : 0)
  }
  const items = new Int32Array(starts[listeners] ?? 0)
  for (const u of chosen) {
    const from = negatives.starts[u] ?? 0
    items.set(negatives.items.subarray(from, from + fewest), starts[u] ?? 0)
  }
  const alternatives = alternativesOf(sequences, { starts, items }, chosen)
  const features = new Float64Array(alternatives.items.length * WIDTH)
  eachAlternative(model, sequences, alternatives, (slot, target, history) =>
    featuresOf(target, model, history, features, slot * WIDTH),
  )
  return fitChoice(features, WIDTH, fewest + 1)
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
    (sequences.starts[u + 1] ?? 0) - (sequences.starts[u] ?? 0) >= 2 &&
    (negatives.starts[u + 1] ?? 0) > (negatives.starts[u] ?? 0)
  for (let u = 0; u < listeners; u += 1) {
    const count = (negatives.starts[u + 1] ?? 0) - (negatives.starts[u] ?? 0)
    starts[u + 1] = (starts[u] ?? 0) + (isIn(u) ? count + 1 : 0)
  }
  const items = new Int32Array(starts[listeners] ?? 0)
  for (let u = 0; u < listeners; u += 1) {
    if (!isIn(u)) continue
    items[starts[u] ?? 0] = sequences.items[(sequences.starts[u + 1] ?? 0) - 1] ?? 0
    items.set(negatives.items.subarray(negatives.starts[u] ?? 0, negatives.starts[u + 1] ?? 0), (starts[u] ?? 0) + 1)
  }
  return { starts, items }
}

/** Goes through alternatives target by target, since the rows of a target are made once. */
function eachAlternative(
  model: CoListening,
  sequences: Sequences,
  { starts, items }: Alternatives,
  visit: (slot: number, target: Target, history: History) => void,
): void {
  const first = new Int32Array(model.size + 1)
  for (const item of items) first[item + 1] = (first[item + 1] ?? 0) + 1
  for (let i = 0; i < model.size; i += 1) first[i + 1] = (first[i + 1] ?? 0) + (first[i] ?? 0)
  const fill = first.slice()
  const slots = new Int32Array(items.length)
  const listenerOf = new Int32Array(items.length)
  for (let u = 0; u + 1 < starts.length; u += 1) {
    for (let slot = starts[u] ?? 0; slot < (starts[u + 1] ?? 0); slot += 1) {
      const item = items[slot] ?? 0
      const place = fill[item] ?? 0
      fill[item] = place + 1
      slots[place] = slot
      listenerOf[place] = u
    }
  }
  for (let item = 0; item < model.size; item += 1) {
    const [from, to] = [first[item] ?? 0, first[item + 1] ?? 0]
    if (from === to) continue
    const target = model.target(item)
    for (let k = from; k < to; k += 1) {
      const u = listenerOf[k] ?? 0
      const history = { items: sequences.items, from: sequences.starts[u] ?? 0, to: (sequences.starts[u + 1] ?? 0) - 1 }
      visit(slots[k] ?? 0, target, history)
    }
  }
}
