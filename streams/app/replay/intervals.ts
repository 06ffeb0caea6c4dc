import { mulberry32 } from '../../../processors/shared/random.ts'
import type { Estimate } from '../../../processors/shared/share-interval.ts'

export type { Estimate } from '../../../processors/shared/share-interval.ts'
export { share } from '../../../processors/shared/share-interval.ts'

const TAIL = 0.025
const RESAMPLES = 1_000
const LEAST_RESAMPLES = 200
/** Draws at most, so that a large sample is resampled less often: its interval is narrow, and steady. */
const DRAWS = 1e8

/**
 * What is computed from a sample, with the percentile interval of the bootstrap (Efron and Tibshirani 1993, "An Introduction to
 * the Bootstrap", chapter 13). The seed is fixed: the same sample has the same interval. Null for an empty sample.
 * @param of a statistic of the sums of weights and of weighted values.
 */
function bootstrapped(
  weights: Float64Array,
  weighted: Float64Array,
  of: (weight: number, value: number) => number,
): Estimate | null {
  const n = weights.length
  if (n === 0) return null
  const random = mulberry32(1)
  const resamples = Math.max(LEAST_RESAMPLES, Math.min(RESAMPLES, Math.floor(DRAWS / n)))
  const found: number[] = []
  for (let r = 0; r < resamples; r += 1) {
    let [weight, value] = [0, 0]
    for (let i = 0; i < n; i += 1) {
      const drawn = Math.floor(random() * n)
      weight += weights[drawn] ?? 0
      value += weighted[drawn] ?? 0
    }
    const resampled = of(weight, value)
    if (Number.isFinite(resampled)) found.push(resampled)
  }
  found.sort((a, b) => a - b)
  const sum = (numbers: Float64Array) => numbers.reduce((total, each) => total + each, 0)
  const value = of(sum(weights), sum(weighted))
  const at = (p: number) => found[Math.min(found.length - 1, Math.floor(p * found.length))] ?? value
  return { value, n, low: at(TAIL), high: at(1 - TAIL) }
}

/** A mean with its interval by the bootstrap; null for the mean of nothing. */
export function mean(values: ArrayLike<number>): Estimate | null {
  const weighted = Float64Array.from(values)
  return bootstrapped(new Float64Array(weighted.length).fill(1), weighted, (weight, value) => value / weight)
}

/** Σ value / Σ weight with its interval by the bootstrap; null where the weights add up to nothing. */
export function weightedMean(weights: ArrayLike<number>, weighted: ArrayLike<number>): Estimate | null {
  const all = Float64Array.from(weights)
  if (!all.some((weight) => weight > 0)) return null
  return bootstrapped(all, Float64Array.from(weighted), (weight, value) => value / weight)
}
