import type { ScanPhase } from '../../../schemas/generated.ts'
import { NO_TOTALS, scanRecord, totalsAfter } from '../progress.ts'
import type { Counts, ScanRecord } from '../progress.ts'
import type { Pass } from './scan.ts'

/** Tells the stream how far the scan is: now and then while a pass goes on, and after each that found something. */
export interface ScanReporter {
  began(): void
  progressed(counts: Counts, current: string | null): void
  /** Resolves once it is sent. @throws what sending did, now or since the last call. */
  passed(pass: Pass, phase: ScanPhase): Promise<void>
}

const EVERY_MS = 500

export function scanReporter(send: (record: ScanRecord) => Promise<void>, now: () => number): ScanReporter {
  const startedAt = now()
  let passStartedAt = startedAt
  let sentAt = -Infinity
  let totals = NO_TOTALS
  let last = ''
  let sending: Promise<void> = Promise.resolve()
  let failure: { readonly error: unknown } | null = null

  return {
    began() {
      passStartedAt = now()
    },
    progressed(counts, current) {
      const at = now()
      // A pass that is over before a person would look is not worth a record.
      if (at - Math.max(sentAt, passStartedAt) < EVERY_MS) return
      sentAt = at
      const record = scanRecord(
        { phase: 'scanning', startedAt, passStartedAt, current, problems: [] },
        totals,
        counts,
        at,
      )
      sending = sending
        .then(() => send(record))
        .catch((error: unknown) => {
          failure = { error }
        })
    },
    async passed({ counts, troubles }, phase) {
      await sending
      if (failure !== null) throw failure.error
      const at = now()
      const problems = troubles.map(({ library, path, why }) => ({ library, path, why }))
      const record = scanRecord({ phase, startedAt, passStartedAt, current: null, problems }, totals, counts, at)
      totals = totalsAfter(totals, counts)
      const said = JSON.stringify({ ...record.value, passStartedAt: 0 })
      // A pass that changes nothing says nothing, unless progress was told of.
      if (said === last && sentAt < passStartedAt) return
      last = said
      await send(record)
    },
  }
}
