/** Metrics of the ranks of held-out items. */
export interface RankSummary {
  readonly 'hr@10': number
  readonly 'ndcg@10': number
  readonly mrr: number
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
  const mean = (valueOf: (rank: number) => number) => ranks.reduce((sum, rank) => sum + valueOf(rank), 0) / ranks.length
  return {
    'hr@10': mean((rank) => Number(rank <= AT)),
    'ndcg@10': mean((rank) => (rank <= AT ? 1 / Math.log2(rank + 1) : 0)),
    mrr: mean((rank) => 1 / rank),
  }
}
