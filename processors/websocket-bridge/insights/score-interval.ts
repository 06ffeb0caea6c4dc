import { Z } from '../../shared/share-interval.ts'

/** Observations that are added before the interval is taken: two of 1 and two of -1. */
export const ADDED = 4

/**
 * The interval of a score, a mean of values from -1 to 1 that are 0 where a play was in no list. As Agresti and Coull (1998,
 * "Approximate is better than exact for interval estimation of binomial proportions") do for a share: four observations are
 * added, so that it is never empty, also of a few plays or without a hit. Feedback keeps the sum of the values and not of their
 * squares, and no square is larger than 1: the interval is wider than need be, and holds at least 95 in 100.
 * @param gained the sum of the values. @param found how many of them are not 0.
 */
export function scoreInterval(
  gained: number,
  found: number,
  judged: number,
): { readonly low: number; readonly high: number } {
  const n = judged + ADDED
  const middle = gained / n
  const margin = Z * Math.sqrt(Math.max(0, (found + ADDED) / n - middle ** 2) / n)
  return { low: Math.max(-1, middle - margin), high: Math.min(1, middle + margin) }
}
