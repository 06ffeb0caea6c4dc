/** A suggestion that was shown by chance: how likely it was then, how likely another policy would have shown it, and what came of it. */
export interface Shown {
  /** Above 0. */
  readonly propensity: number
  readonly chanceUnderPolicy: number
  readonly reward: number
}

/** What a policy would have earned for each suggestion, with the 95 % interval of that estimate. */
export interface PolicyValue {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** The 97.5 % quantile of the normal distribution. */
const Z = 1.959964

/**
 * Estimates the value of a policy from what another one showed, by inverse propensity (Horvitz and Thompson 1952): right on average
 * when the policy shows nothing that the log could not have shown. Its interval is that of a mean of many.
 * @param shown at least two.
 */
export function policyValue(shown: readonly Shown[]): PolicyValue {
  const weighted = shown.map(({ propensity, chanceUnderPolicy, reward }) => (chanceUnderPolicy / propensity) * reward)
  const value = weighted.reduce((sum, each) => sum + each, 0) / weighted.length
  const variance = weighted.reduce((sum, each) => sum + (each - value) ** 2, 0) / (weighted.length - 1)
  const margin = Z * Math.sqrt(variance / weighted.length)
  return { value, low: value - margin, high: value + margin }
}
