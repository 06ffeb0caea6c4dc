import type { Report } from './terminal.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** npm passes on what its terminal has sent to this process already. */
const SAME_KEY_WITHIN_MS = 1_000
const STOP_WITHIN_MS = 9_800
const KILLED_BY_HAND = 130

/** @returns a signal that is aborted by Ctrl-C or SIGTERM. A second one, or too slow a stop, ends this process and all children at once. */
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
    setTimeout(() => {
      report.line('Not everything stopped in order: what was left is killed.')
      process.exit(1)
    }, STOP_WITHIN_MS).unref()
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return stop.signal
}
