import type { TrackId } from '../../../schemas/generated.ts'
import { mean, share, weightedMean } from '../replay/intervals.ts'
import type { Estimate } from '../replay/intervals.ts'

/** Similarity of two tracks by their listeners, from 0 to 1. */
export type TrackSimilarity = (a: TrackId, b: TrackId) => number

export interface ReplayMetrics {
  /** Adds one list, and the track that was played next. */
  add(suggested: readonly TrackId[], actual: TrackId): void
  /** Coverage is a count of the tracks, and no estimate: it has no interval. */
  values(): Readonly<Record<string, Estimate | { readonly value: number; readonly n: number }>>
}

/** How often each track occurs. */
export function trackCounts(lists: readonly (readonly TrackId[])[]): Map<TrackId, number> {
  const counts = new Map<TrackId, number>()
  for (const list of lists) for (const id of list) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

/** Accuracy (hit rate, nDCG, MRR) and what it does not show: coverage, novelty and diversity of the lists. */
export function replayMetrics(histories: readonly (readonly TrackId[])[], similarity: TrackSimilarity): ReplayMetrics {
  const counts = trackCounts(histories)
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const shown = new Set<TrackId>()
  const lists = {
    gains: [] as number[],
    reciprocals: [] as number[],
    novelty: [] as number[],
    diversity: [] as number[],
  }
  let hits = 0
  const tracks: number[] = []
  return {
    add(suggested, actual) {
      const rank = suggested.indexOf(actual) + 1
      hits += Number(rank > 0)
      lists.gains.push(rank === 0 ? 0 : 1 / Math.log2(rank + 1))
      lists.reciprocals.push(rank === 0 ? 0 : 1 / rank)
      lists.diversity.push(diversityOf(suggested, similarity))
      lists.novelty.push(suggested.reduce((sum, id) => sum - Math.log2((counts.get(id) ?? 1) / total), 0))
      tracks.push(suggested.length)
      for (const id of suggested) shown.add(id)
    },
    values: () =>
      known({
        'hr@10': share(hits, tracks.length),
        'ndcg@10': mean(lists.gains),
        mrr: mean(lists.reciprocals),
        coverage: { value: shown.size / counts.size, n: counts.size },
        novelty: weightedMean(tracks, lists.novelty),
        diversity: mean(lists.diversity),
      }),
  }
}

/** Without what there is nothing of. */
function known<V>(values: Readonly<Record<string, V | null>>): Readonly<Record<string, V>> {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, value]])))
}

/** Intra-list diversity (Ziegler et al. 2005): 1 when no two tracks have a listener in common, 0 when all have the same ones. */
function diversityOf(list: readonly TrackId[], similarity: TrackSimilarity): number {
  let sum = 0
  for (const [i, a] of list.entries()) for (const b of list.slice(i + 1)) sum += similarity(a, b)
  const pairs = (list.length * (list.length - 1)) / 2
  return pairs === 0 ? 1 : 1 - sum / pairs
}
