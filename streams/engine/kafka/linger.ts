/** Records that arrive within this time are read, processed and committed together for little more than one of them costs. */
const LINGER_MS = 250
/** A partition with a lag of more records fills its next fetch anyway. */
const MAX_LAG_TO_LINGER = 100

export interface Linger {
  /**
   * Notes that a batch arrived.
   * @param lag records of its partition that are in the log beyond the batch.
   * @returns to be called when the batch is done: for how many ms more the next fetch should wait.
   */
  onBatch(lag: number): () => number
}

/**
 * Micro-batching by delaying the next fetch, not the present one: the first record after a pause is processed at once, and
 * those that follow it together.
 */
export function createLinger(nowMs: () => number): Linger {
  let laggedAtMs = -Infinity
  return {
    onBatch(lag) {
      const arrivedAtMs = nowMs()
      if (lag > MAX_LAG_TO_LINGER) laggedAtMs = arrivedAtMs
      return () => (nowMs() - laggedAtMs < LINGER_MS ? 0 : Math.max(0, arrivedAtMs + LINGER_MS - nowMs()))
    },
  }
}
