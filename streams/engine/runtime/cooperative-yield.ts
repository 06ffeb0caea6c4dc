import { setImmediate } from 'node:timers/promises'

/** Longest time for which steps run without a yield: heartbeats, responses of Kafka and the watchdog need the event loop. */
export const TIME_SLICE_MS = 100

/**
 * Gives the event loop a turn. Callers resume one for each turn: time slices of many tasks in a row would hold up every response
 * of Kafka, and a transaction, which needs several, would expire.
 */
export function cooperativeYield(): () => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  return () => {
    last = last.then(() => setImmediate())
    return last
  }
}
