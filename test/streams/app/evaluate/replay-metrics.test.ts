import { describe, expect, it } from 'vitest'
import { replayMetrics } from '../../../../streams/app/evaluate/replay-metrics.ts'
import { ids } from '../../../support/builders.ts'

const [a, b, c, d] = ids('a', 'b', 'c', 'd')
const all = ids('a', 'b', 'c', 'd')

describe('metrics of a replay, computed by hand', () => {
  it('are those of two lists, one with a hit at rank 2, one without', () => {
    const metrics = replayMetrics([all, ids('a')], (x, y) => Number(x === a && y === b))
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('no tracks')
    metrics.add([a, b], b)
    metrics.add([c], d)
    const values = metrics.values()
    expect(values['hr@10']?.value).toBe(1 / 2)
    expect(values['ndcg@10']?.value).toBeCloseTo(1 / Math.log2(3) / 2, 12)
    expect(values['mrr']?.value).toBe(1 / 4)
    expect(values['coverage']?.value).toBe(3 / 4)
    // a is two of five plays, b and c are one each.
    expect(values['novelty']?.value).toBeCloseTo((Math.log2(5 / 2) + 2 * Math.log2(5)) / 3, 12)
    // The first list has one pair of similarity 1, the second has none.
    expect(values['diversity']?.value).toBe((0 + 1) / 2)
  })
})
