import { checked } from '../numeric.ts'
import type { LogitModel } from './conditional-logit.ts'
import type { ItemItemModel, TargetScores } from './item-item.ts'
import { SUCCESSOR_DECAY, SUCCESSOR_WINDOW } from './item-item.ts'

/** The last items of a history that are used. */
const HISTORY = 200
/** Decay of the co-occurrence features for each position back in the history; that of the successor features is `SUCCESSOR_DECAY`. */
const CO_OCCURRENCE_DECAY = 0.985
/** Additive smoothing of successor frequencies: a pseudo-count, in proportion to the item's share of all plays. */
const SMOOTHING = 0.02

/** The features of one target for one listener, in the order of `logitFeaturesOf`. */
export const LOGIT_FEATURES = [
  'popularity',
  'successor',
  'successorTail',
  'coOccurrence',
  'coOccurrenceTail',
  'successorFrequency',
  'cosine',
  'cosineTail',
  'lastSuccessorFrequency',
  'repeat',
] as const

/** The history of one listener: `items` from `from` to `to`, the newest last. */
export interface ItemHistory {
  readonly items: Int32Array
  readonly from: number
  readonly to: number
}

/** The weights while nothing can be fitted: successor frequency and cosine alone. */
export const UNFITTED: LogitModel = {
  weights: LOGIT_FEATURES.map((name) => Number(name === 'successorFrequency' || name === 'cosineTail')),
  mean: LOGIT_FEATURES.map(() => 0),
  deviation: LOGIT_FEATURES.map(() => 1),
}

/** Writes the features of a target into `into` from `at`. */
export function logitFeaturesOf(
  { item, successorWeights, coOccurrenceWeights, successorCounts, commonListeners }: TargetScores,
  { plays, listeners, size, total }: ItemItemModel,
  { items, from, to }: ItemHistory,
  into: Float64Array,
  at: number,
): void {
  const ownListeners = checked(listeners[item])
  let [successor, coOccurrence, frequency, cosine, lastFrequency, repeat] = [0, 0, 0, 0, 0, 0]
  let successorDecay = 1
  let coOccurrenceDecay = 1
  const first = Math.max(from, to - HISTORY)
  for (let p = to - 1; p >= first; p -= 1) {
    const source = checked(items[p])
    if (to - p <= SUCCESSOR_WINDOW) {
      successor += successorDecay * checked(successorWeights[source])
      frequency += (successorDecay * checked(successorCounts[source])) / (checked(plays[source]) + 1)
      successorDecay *= SUCCESSOR_DECAY
    }
    if (p === to - 1) lastFrequency = checked(successorCounts[source]) / (checked(plays[source]) + 1)
    coOccurrence += coOccurrenceDecay * checked(coOccurrenceWeights[source])
    cosine +=
      (coOccurrenceDecay * checked(commonListeners[source])) / Math.sqrt(checked(listeners[source]) * ownListeners + 1)
    coOccurrenceDecay *= CO_OCCURRENCE_DECAY
    if (source === item) repeat = 1
  }
  const share = (checked(plays[item]) + 0.5) / (total + 0.5 * size)
  const pseudoCount = SMOOTHING * share
  into[at] = Math.log(checked(plays[item]) + 1)
  into[at + 1] = successor
  into[at + 2] = tail(successor)
  into[at + 3] = coOccurrence
  into[at + 4] = tail(coOccurrence)
  into[at + 5] = Math.log(frequency + pseudoCount + 1e-6)
  into[at + 6] = cosine
  into[at + 7] = tail(cosine)
  into[at + 8] = Math.log(lastFrequency + pseudoCount + 1e-6)
  into[at + 9] = repeat
}

/** Spreads small values, which a linear term leaves indistinguishable. */
const tail = (value: number): number => Math.log(Math.max(0, value) + 0.003)
