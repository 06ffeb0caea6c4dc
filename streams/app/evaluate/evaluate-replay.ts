import type { TrackId } from '../../../schemas/generated.ts'
import { countedPlays } from './counted-plays.ts'
import type { ReplayedPlay } from './parse-plays.ts'
import { share } from '../replay/intervals.ts'
import type { Estimate } from '../replay/intervals.ts'
import { replayMetrics } from './replay-metrics.ts'
import type { ReplayMetrics } from './replay-metrics.ts'
import { MODELS, replayModels } from './replay-models.ts'

/** The share of positive plays that the models are trained on; predictions are made for the rest. */
const TRAINED = 0.8
/** What says that a track was wanted, as for the models that serve. */
const POSITIVE: ReadonlySet<string> = new Set(['finished', 'listened', 'liked'])
/** Predictions at most, spread evenly over the rest: more hardly narrow the figures. */
const MAX_PREDICTIONS = 5_000

export interface Replayed {
  readonly predictions: number
  /** By model, then by metric. */
  readonly metrics: Readonly<Record<string, ReturnType<ReplayMetrics['values']>>>
  /** The share of suggested tracks that were skipped, as recorded; null when none was played. */
  readonly skipRate: Estimate | null
}

/**
 * Replays plays in order of time: trains on the earlier part, then predicts each later track that was finished or liked, and
 * compares; what listeners took back is left out. The split is one moment for all listeners, so that nothing later is known (no leakage).
 * @param served models whose lists the plays carry; only places where all of them have one are predicted.
 */
export function replay(plays: readonly ReplayedPlay[], served: readonly string[] = []): Replayed {
  const inOrder = countedPlays(plays.toSorted((a, b) => a.at - b.at))
  const positive = inOrder.filter(({ event }) => POSITIVE.has(event))
  const split = positive[Math.floor(positive.length * TRAINED)]?.at ?? Infinity
  const histories = historiesOf(positive.filter(({ at }) => at < split))
  const lists = [...histories.values()]
  const { models, similarity } = replayModels(lists)
  const measured = MODELS.map((name) => ({ name, model: models[name], metrics: replayMetrics(lists, similarity) }))
  const later = positive.filter(({ at }) => at >= split)
  const stride = Math.max(1, Math.ceil(later.length / MAX_PREDICTIONS))
  let predictions = 0
  const servedMetrics = served.map((name) => ({ name, metrics: replayMetrics(lists, similarity) }))
  for (const [position, { listener, track, served: before }] of later.entries()) {
    const history = histories.get(listener) ?? []
    if (history.at(-1) === track) continue
    const isServed = servedMetrics.every(({ name }) => before?.has(name) === true)
    if (position % stride === 0 && history.length > 0 && isServed) {
      predictions += 1
      for (const { name, metrics } of servedMetrics) metrics.add(before?.get(name) ?? [], track)
      for (const { model, metrics } of measured) metrics.add(model(history, position), track)
    }
    histories.set(listener, [...history, track])
  }
  const metrics = Object.fromEntries(
    [...servedMetrics, ...measured].map(({ name, metrics: of }) => [name, of.values()]),
  )
  return { predictions, metrics, skipRate: skipRateOf(inOrder) }
}

/** Tracks by listener, without immediate repeats. */
function historiesOf(plays: readonly ReplayedPlay[]): Map<string, readonly TrackId[]> {
  const histories = new Map<string, readonly TrackId[]>()
  for (const { listener, track } of plays) {
    const history = histories.get(listener) ?? []
    if (history.at(-1) !== track) histories.set(listener, [...history, track])
  }
  return histories
}

function skipRateOf(plays: readonly ReplayedPlay[]): Estimate | null {
  const suggested = plays.filter(({ via }) => via === 'recommended' || via === 'radio')
  const skipped = suggested.filter(({ event }) => event === 'skipped').length
  const ended = skipped + suggested.filter(({ event }) => event === 'finished').length
  return share(skipped, ended)
}
