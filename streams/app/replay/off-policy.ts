import { mean, weightedMean } from './intervals.ts'
import type { Estimate } from './intervals.ts'

/** A track that was drawn by chance and shown, what another policy shows there, and whether it was the one that was played next. */
export interface LoggedDraw {
  /** The chance that the drawn track had, above 0 and below 1. */
  readonly propensity: number
  /** Whether the other policy, which draws nothing, would have shown the same track there. */
  readonly isAgreed: boolean
  readonly reward: number
}

/** What another policy would have earned in the place of the drawn tracks. */
export interface OffPolicyValue {
  readonly ips: Estimate | null
  readonly snips: Estimate | null
  /** What was drawn earned so much. */
  readonly asDrawn: Estimate | null
  readonly draws: number
  /** How many observations of the policy itself the weighted ones are worth. */
  readonly effectiveSize: number
  /** Whether that is enough to compare by. */
  readonly isConclusive: boolean
}

/** Below this effective sample size a few draws decide: no conclusion is drawn. */
export const LEAST_EFFECTIVE_SIZE = 100

/**
 * Off-policy evaluation. IPS: inverse propensity scoring (Horvitz and Thompson 1952). SNIPS: self-normalised (Swaminathan and
 * Joachims 2015, "The self-normalized estimator for counterfactual learning"). Effective sample size (Kish 1965):
 * (Σ w)² / Σ w². There is support only where the policy's own track could have been drawn: nothing else is given here.
 */
export function offPolicyValue(draws: readonly LoggedDraw[]): OffPolicyValue {
  const weights = draws.map(({ propensity, isAgreed }) => (isAgreed ? 1 / propensity : 0))
  const weighted = draws.map(({ reward }, i) => (weights[i] ?? 0) * reward)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const squares = weights.reduce((total, weight) => total + weight ** 2, 0)
  const effectiveSize = squares === 0 ? 0 : sum ** 2 / squares
  return {
    ips: squares === 0 ? null : mean(weighted),
    snips: weightedMean(weights, weighted),
    asDrawn: mean(draws.map(({ reward }) => reward)),
    draws: draws.length,
    effectiveSize,
    isConclusive: effectiveSize >= LEAST_EFFECTIVE_SIZE,
  }
}
