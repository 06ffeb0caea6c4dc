import type { Logger } from 'pino'

const EVERY_MS = 1_000
const numbers = new Intl.NumberFormat('en')

/** Logs the progress of a long read once a second; a read of less than a second logs nothing. */
export function progressLog(log: Logger, what: string): (done: number, total: number) => void {
  let loggedMs = performance.now()
  return (done, total) => {
    if (performance.now() - loggedMs < EVERY_MS) return
    loggedMs = performance.now()
    log.info(
      { done, total, userFacing: true },
      `Reading ${what}: ${numbers.format(done)} of ${numbers.format(total)} records.`,
    )
  }
}
