import { describe, expect, it } from 'vitest'
import { ranksOf, rankSummary } from '../../../../streams/app/evaluate/ranked.ts'

describe('the rank of a held-out item', () => {
  it('is 1 more than the better ones, and half of the equal ones, rounded up, are before it', () => {
    const scores = Float32Array.of(2, 3, 1, 2, 2, 2, 5, 1, 1)
    // Sets: [2 | 3 1 2 2 2], an empty one, [5 | 1 1].
    expect(ranksOf(scores, Int32Array.of(0, 6, 6, 9))).toStrictEqual([1 + 1 + 2, 1])
  })
})

describe('the summary of ranks, by hand', () => {
  it('has hits and gain to rank 10, and reciprocal ranks of all', () => {
    const summary = rankSummary([1, 3, 10, 11])
    expect(summary['hr@10'].value).toBe(3 / 4)
    expect(summary['ndcg@10'].value).toBeCloseTo((1 + 1 / 2 + 1 / Math.log2(11)) / 4, 12)
    expect(summary.mrr.value).toBeCloseTo((1 + 1 / 3 + 1 / 10 + 1 / 11) / 4, 12)
  })
})
