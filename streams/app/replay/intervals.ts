import { mulberry32 } from '../../../processors/shared/random.ts'

/** A figure, how many observations it rests on, and its 95 % interval. */
export interface Estimate {
  readonly value: number
  readonly n: number
  readonly low: number
  readonly high: number
}

/** The 97.5 % quantile of the normal distribution. */
const Z = 1.959964
const TAIL = 0.025
const RESAMPLES = 1_000
const LEAST_RESAMPLES = 200
/** Draws at most, so that a large sample is resampled less often: its interval is narrow, and steady. */
const DRAWS = 1e8

/**
 * A share, with the score interval of Wilson (1927, "Probable inference, the law of succession, and statistical inference"):
 * it holds also for few observations, and near 0 and 1. Observations are taken as independent; those of one listener are alike,
 * so the interval is rather too narrow. Null for a share of nothing.
 */
export function share(hits: number, n: number): Estimate | null {
  if (n === 0) return null
  const value = hits / n
  const scale = 1 + Z ** 2 / n
  const middle = (value + Z ** 2 / (2 * n)) / scale
  const margin = (Z * Math.sqrt((value * (1 - value)) / n + Z ** 2 / (4 * n ** 2))) / scale
  return { value, n, low: Math.max(0, middle - margin), high: Math.min(1, middle + margin) }
}

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
