import type { Report } from './terminal.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** npm forwards the signal that the terminal has sent to this process too. */
const SAME_KEY_WITHIN_MS = 1_000
/** Processors 5 s, stores 2 s, Kafka 30 s; most stops take two. */
const STOP_WITHIN_MS = 40_000
const SAID_AFTER_MS = 10_000
const KILLED_BY_HAND = 130

/** A signal that Ctrl-C or SIGTERM aborts. A second one, or a stop that takes longer than 40 s, kills this process and its children. */
export function stopSignal(report: Report): AbortSignal {
  const stop = new AbortController()
  let firstMs = 0
  const onSignal = () => {
    if (stop.signal.aborted) {
      if (performance.now() - firstMs > SAME_KEY_WITHIN_MS) process.exit(KILLED_BY_HAND)
      return
    }
    firstMs = performance.now()
    report.line('Stopping. (Ctrl-C again kills everything at once.)')
    stop.abort()
    setTimeout(() => report.line('Kafka is still writing to the disk.'), SAID_AFTER_MS).unref()
    setTimeout(() => {
      report.line('Not everything stopped in time: the remaining processes are killed.')
      process.exit(1)
    }, STOP_WITHIN_MS).unref()
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return stop.signal
}
