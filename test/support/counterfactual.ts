/** A suggestion of a random policy, with its propensity, that of another policy, and its reward. */
export interface LoggedSuggestion {
  /** Above 0. */
  readonly propensity: number
  readonly policyPropensity: number
  readonly reward: number
}

/** The mean reward of a policy, with the 95 % interval of the estimate. */
export interface PolicyValue {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** The 97.5 % quantile of the normal distribution. */
const Z = 1.959964

/**
 * Off-policy evaluation by inverse propensity scoring (Horvitz and Thompson 1952): unbiased when the logging policy could
 * have shown whatever the evaluated one shows. The interval is that of a normal approximation.
 * @param shown at least two.
 */
export function policyValue(shown: readonly LoggedSuggestion[]): PolicyValue {
  const weighted = shown.map(
    ({ propensity, policyPropensity: chanceUnderPolicy, reward }) => (chanceUnderPolicy / propensity) * reward,
  )
  const value = weighted.reduce((sum, each) => sum + each, 0) / weighted.length
  const variance = weighted.reduce((sum, each) => sum + (each - value) ** 2, 0) / (weighted.length - 1)
  const margin = Z * Math.sqrt(variance / weighted.length)
  return { value, low: value - margin, high: value + margin }
}
