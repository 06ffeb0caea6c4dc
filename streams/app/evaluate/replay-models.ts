import type { TrackId } from '../../../schemas/generated.ts'
import { trainCoListening } from '../../../processors/shared/co-listening/model.ts'
import { fmix32 } from '../../../processors/shared/random.ts'
import type { TrackSimilarity } from './replay-metrics.ts'
import { trackCounts } from './replay-metrics.ts'

/** The co-listening model and its baselines. */
export const MODELS = ['co-listening', 'cosine', 'last-item', 'popularity', 'random'] as const
export type ModelName = (typeof MODELS)[number]

/** @param history oldest first. @param position of the prediction in the replay, which seeds the random baseline. */
export type NextTracks = (history: readonly TrackId[], position: number) => readonly TrackId[]

/** Items of a list, and the last tracks of a history that are used and not suggested again. */
const AT = 10
const HISTORY = 8
const SEED = 1

export interface ReplayModels {
  readonly models: Readonly<Record<ModelName, NextTracks>>
  /** Cosine of the listeners of two tracks. */
  readonly similarity: TrackSimilarity
}

/** Trains all models on the same histories. Lists that are too short are filled up by popularity. */
export function replayModels(lists: readonly (readonly TrackId[])[]): ReplayModels {
  const popular = byCount(trackCounts(lists))
  const coListening = trainCoListening(lists, SEED)
  const successors = pairCounts(lists, (a, b) => b - a === 1)
  const uniqueLists = lists.map((list) => [...new Set(list)])
  const common = pairCounts(uniqueLists, (a, b) => a !== b)
  const listeners = trackCounts(uniqueLists)
  const filled = (first: readonly TrackId[], history: readonly TrackId[]): readonly TrackId[] => {
    const recent = new Set(history.slice(-HISTORY))
    return [...new Set([...first, ...popular])].filter((id) => !recent.has(id)).slice(0, AT)
  }
  const similarity: TrackSimilarity = (a, b) =>
    (common.get(a)?.get(b) ?? 0) / Math.sqrt((listeners.get(a) ?? 1) * (listeners.get(b) ?? 1))
  const models: ReplayModels['models'] = {
    'co-listening': (history) => {
      const found = coListening.nextItems(history.slice(-HISTORY), AT + HISTORY)
      return filled(found.map(({ trackId }) => trackId), history) // prettier-ignore
    },
    cosine(history) {
      const scores = new Map<TrackId, number>()
      for (const source of history) {
        for (const id of common.get(source)?.keys() ?? [])
          scores.set(id, (scores.get(id) ?? 0) + similarity(source, id))
      }
      return filled(byCount(scores).slice(0, AT + HISTORY), history)
    },
    'last-item': (history) => {
      const last = history.at(-1)
      return filled(byCount((last === undefined ? undefined : successors.get(last)) ?? new Map()), history)
    },
    popularity: (history) => filled([], history),
    random(history, position) {
      const drawn = Array.from({ length: AT }, (_, i) => popular[fmix32(position * AT + i) % popular.length])
      return filled(drawn.flatMap((id) => id ?? []), history) // prettier-ignore
    },
  }
  return { models, similarity }
}

/** The last plays of a history whose pairs are counted. */
const COUNTED = 100

function pairCounts(
  lists: readonly (readonly TrackId[])[],
  isPair: (a: number, b: number) => boolean,
): Map<TrackId, Map<TrackId, number>> {
  const counts = new Map<TrackId, Map<TrackId, number>>()
  for (const list of lists) {
    const recent = list.slice(-COUNTED)
    for (const [a, source] of recent.entries()) {
      const row = counts.get(source) ?? new Map<TrackId, number>()
      counts.set(source, row)
      for (const [b, target] of recent.entries()) if (isPair(a, b)) row.set(target, (row.get(target) ?? 0) + 1)
    }
  }
  return counts
}

const byCount = (counts: ReadonlyMap<TrackId, number>): readonly TrackId[] =>
  [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([id]) => id)
