/** What comes within this time is read, processed and committed for little more than a single record costs. */
const GATHER_MS = 250
/** With so many records of a partition still to come there is no need to wait for more. */
const FAR_BEHIND = 100

/**
 * Lets records gather for a consumer that nobody waits for: it takes the first one at once, and those that follow together.
 * @returns call it with each batch as it arrives, and how many records of its partition are there and not in it; what that returns
 *   gives, once the batch is done with, for how many milliseconds the next fetch should wait.
 */
export function gathering(nowMs: () => number): (lag: number) => () => number {
  let behindAtMs = -Infinity
  return (lag) => {
    const arrivedAtMs = nowMs()
    if (lag > FAR_BEHIND) behindAtMs = arrivedAtMs
    return () => (nowMs() - behindAtMs < GATHER_MS ? 0 : Math.max(0, arrivedAtMs + GATHER_MS - nowMs()))
  }
}
