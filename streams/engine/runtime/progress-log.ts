import type { Logger } from 'pino'

const EVERY_MS = 1_000
const numbers = new Intl.NumberFormat('en')

/** Says how far a long read has come, once a second; what takes less than a second is not worth a line. */
export function progressLog(log: Logger, what: string): (done: number, total: number) => void {
  let saidMs = performance.now()
  return (done, total) => {
    if (performance.now() - saidMs < EVERY_MS) return
    saidMs = performance.now()
    log.info(
      { done, total, forPerson: true },
      `Reading ${what}: ${numbers.format(done)} of ${numbers.format(total)} records.`,
    )
  }
}
