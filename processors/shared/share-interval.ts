/** A figure, how many observations it rests on, and its 95 % interval. */
export interface Estimate {
  readonly value: number
  readonly n: number
  readonly low: number
  readonly high: number
}

/** The 97.5 % quantile of the normal distribution. */
export const Z = 1.959964

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
