import { mean, share } from '../replay/intervals.ts'
import type { Estimate } from '../replay/intervals.ts'

/** Metrics of the ranks of held-out items. */
export interface RankSummary {
  readonly 'hr@10': Estimate
  readonly 'ndcg@10': Estimate
  readonly mrr: Estimate
}

const AT = 10

/** The rank, from 1, of the first of each set; half of the ties, rounded up, count as better. */
export function ranksOf(scores: Float32Array, starts: Int32Array): readonly number[] {
  const ranks: number[] = []
  for (let set = 0; set + 1 < starts.length; set += 1) {
    const [from, to] = [starts[set] ?? 0, starts[set + 1] ?? 0]
    if (from === to) continue
    const score = scores[from] ?? 0
    let [better, equal] = [0, 0]
    for (let slot = from + 1; slot < to; slot += 1) {
      const other = scores[slot] ?? 0
      if (other > score) better += 1
      else if (other === score) equal += 1
    }
    ranks.push(1 + better + Math.ceil(equal / 2))
  }
  return ranks
}

export function rankSummary(ranks: readonly number[]): RankSummary {
  return {
    'hr@10': share(ranks.filter((rank) => rank <= AT).length, ranks.length) ?? NOTHING,
    'ndcg@10': mean(ranks.map((rank) => (rank <= AT ? 1 / Math.log2(rank + 1) : 0))) ?? NOTHING,
    mrr: mean(ranks.map((rank) => 1 / rank)) ?? NOTHING,
  }
}

const NOTHING: Estimate = { value: NaN, n: 0, low: NaN, high: NaN }
