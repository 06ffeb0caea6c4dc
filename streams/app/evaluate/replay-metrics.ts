import type { TrackId } from '../../../schemas/generated.ts'

/** Similarity of two tracks by their listeners, from 0 to 1. */
export type TrackSimilarity = (a: TrackId, b: TrackId) => number

export interface ReplayMetrics {
  /** Adds one list, and the track that was played next. */
  add(suggested: readonly TrackId[], actual: TrackId): void
  values(): Readonly<Record<string, number>>
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
  const sums = { hits: 0, gain: 0, reciprocal: 0, novelty: 0, diversity: 0, shown: 0, lists: 0 }
  return {
    add(suggested, actual) {
      const rank = suggested.indexOf(actual) + 1
      sums.lists += 1
      sums.diversity += diversityOf(suggested, similarity)
      if (rank > 0) {
        sums.hits += 1
        sums.gain += 1 / Math.log2(rank + 1)
        sums.reciprocal += 1 / rank
      }
      for (const id of suggested) {
        shown.add(id)
        sums.novelty -= Math.log2((counts.get(id) ?? 1) / total)
        sums.shown += 1
      }
    },
    values: () => ({
      'hr@10': sums.hits / sums.lists,
      'ndcg@10': sums.gain / sums.lists,
      mrr: sums.reciprocal / sums.lists,
      coverage: shown.size / counts.size,
      novelty: sums.novelty / sums.shown,
      diversity: sums.diversity / sums.lists,
    }),
  }
}

/** Intra-list diversity (Ziegler et al. 2005): 1 when no two tracks have a listener in common, 0 when all have the same ones. */
function diversityOf(list: readonly TrackId[], similarity: TrackSimilarity): number {
  let sum = 0
  for (const [i, a] of list.entries()) for (const b of list.slice(i + 1)) sum += similarity(a, b)
  const pairs = (list.length * (list.length - 1)) / 2
  return pairs === 0 ? 1 : 1 - sum / pairs
}
