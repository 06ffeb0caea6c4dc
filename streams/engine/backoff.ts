const FIRST_MS = 100
const LONGEST_MS = 30_000

/**
 * How long to wait before another try, in ms: doubling from a tenth of a second to half a minute. Without jitter: each
 * process of one machine fails at its own time already.
 * @param failures how often it has failed in a row, from 1.
 */
export function backoff(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20))
}
