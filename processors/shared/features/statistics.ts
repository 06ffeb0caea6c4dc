import type { FeatureSummary } from '../../../schemas/generated.ts'

export interface Statistics {
  /** Adds one value of each dimension; a dimension whose value is NaN is left out. */
  add(values: Float64Array): void
  /** Mean and population deviation of some dimensions in a row; 0 where nothing was added. */
  summary(first: number, count: number): FeatureSummary
}

/**
 * Running mean and deviation (B. P. Welford, "Note on a method for calculating corrected sums of squares and products",
 * 1962): one pass, bounded memory, and no loss of digits where the deviation is small against the mean.
 */
export function statistics(dimensions: number): Statistics {
  const counts = new Float64Array(dimensions)
  const means = new Float64Array(dimensions)
  const squares = new Float64Array(dimensions)
  return {
    add(values) {
      for (let d = 0; d < dimensions; d += 1) {
        const value = values[d] ?? NaN
        if (Number.isNaN(value)) continue
        const count = (counts[d] ?? NaN) + 1
        const before = means[d] ?? NaN
        const mean = before + (value - before) / count
        counts[d] = count
        means[d] = mean
        squares[d] = (squares[d] ?? NaN) + (value - before) * (value - mean)
      }
    },
    summary(first, count) {
      const range = Array.from({ length: count }, (_, i) => first + i)
      return {
        mean: range.map((d) => means[d] ?? NaN),
        deviation: range.map((d) => Math.sqrt((squares[d] ?? NaN) / Math.max(1, counts[d] ?? NaN))),
      }
    },
  }
}
