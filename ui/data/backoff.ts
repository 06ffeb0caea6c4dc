const FIRST_MS = 500
const LONGEST_MS = 15_000

/**
 * How long to wait before the next attempt: doubled each time up to a bound, of which the upper half is left to chance,
 * so that players which lost the same server do not all come back at once.
 * @param attempt how many attempts failed since the last success, from 1
 * @param chance from 0 to 1
 */
export function backoffMs(attempt: number, chance: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, attempt - 1))
  return Math.round(full / 2 + (full / 2) * chance)
}
