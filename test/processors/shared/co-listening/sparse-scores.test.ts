import { describe, expect, it } from 'vitest'
import {
  denseScores,
  scatter,
  sparseScores,
  targetsBySource,
  unscatter,
} from '../../../../processors/shared/co-listening/sparse-scores.ts'

/** Scores of three targets: by target, then by source; halves are exact in 32 bits. */
const WEIGHTS = [
  [0, 0.5, 1],
  [2, 0, 0],
  [0.5, 4, 0],
]

const scores = sparseScores(3, 2, (item) => {
  const row = Float64Array.from(WEIGHTS[item] ?? [])
  const sources = Int32Array.from(row.keys()).filter((source) => row[source] !== 0)
  return {
    item,
    successorWeights: row,
    coOccurrenceWeights: row.map((value) => 2 * value),
    successorCounts: row.map((value) => 3 * value),
    commonListeners: row.map((value) => 4 * value),
    sources: [sources, sources.slice(0, 1)],
  }
})

describe('sparse scores', () => {
  it('give back each target’s rows, and leave them empty', () => {
    const rows = denseScores(3)
    for (const [item, row] of WEIGHTS.entries()) {
      scatter(scores, item, rows)
      expect([...rows.successorWeights]).toStrictEqual(row)
      expect([...rows.coOccurrenceWeights]).toStrictEqual(row.map((value) => 2 * value))
      expect([...rows.successorCounts]).toStrictEqual(row.map((value) => 3 * value))
      expect([...rows.commonListeners]).toStrictEqual(row.map((value) => 4 * value))
      unscatter(scores, item, rows)
      expect(rows).toStrictEqual(denseScores(3))
    }
  })

  it('give the targets of a source, the largest weights first', () => {
    expect(targetsBySource(scores, 2).map((targets) => [...targets])).toStrictEqual([[1, 2], [2, 0], [0]])
    expect(targetsBySource(scores, 1).map((targets) => [...targets])).toStrictEqual([[1], [2], [0]])
  })
})
