import { expect, it } from 'vitest'
import { measure } from '../../../../../processors/shared/similarity/training/measure.ts'

/** 12 rows at 0 to 11 and 4 at 1,000 to 1,003, in an order that mixes both. */
const places = [0, 1_000, 1, 2, 3, 1_001, 4, 5, 6, 1_002, 7, 8, 9, 1_003, 10, 11]
const rows = { rows: Float32Array.from(places), dimensions: 1 }

it('counts the sizes of the cells and their imbalance', () => {
  const { smallestCell, medianCell, largestCell, imbalance } = measure(rows, Float32Array.of(5, 1_000))
  expect({ smallestCell, medianCell, largestCell }).toStrictEqual({ smallestCell: 4, medianCell: 12, largestCell: 12 })
  expect(imbalance).toBeCloseTo((2 * (12 ** 2 + 4 ** 2)) / 16 ** 2, 12)
})

it('probes every cell when the ten nearest of the rows in a small one lie in the other', () => {
  const { probes, measuredRecall, comparisons } = measure(rows, Float32Array.of(5, 1_000))
  // Each of four rows finds three of its ten in its own cell: 12 * 10 + 4 * 3 of 160 with one probe.
  expect({ probes, measuredRecall, comparisons }).toStrictEqual({ probes: 2, measuredRecall: 1, comparisons: 2 + 16 })
})

it('probes one cell when that holds all', () => {
  const { probes, measuredRecall, comparisons } = measure(rows, Float32Array.of(5))
  expect({ probes, measuredRecall, comparisons }).toStrictEqual({ probes: 1, measuredRecall: 1, comparisons: 1 + 16 })
})

it('finds no hubs where each row is as often a neighbour as any', () => {
  const line = { rows: Float32Array.from({ length: 11 }, (_, i) => i), dimensions: 1 }
  expect(measure(line, Float32Array.of(5)).hubSkew).toBe(0)
})
