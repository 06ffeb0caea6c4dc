const FIRST_MS = 100
const MAX_MS = 30_000

/**
 * Exponential backoff from 100 ms to 30 s, in ms. Without jitter: the processes of one machine fail at different times anyway.
 * @param failures consecutive failures, from 1.
 */
export function backoff(failures: number): number {
  return Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20))
}
