import type { ScanPhase } from '../../../schemas/generated.ts'
import { NO_TOTALS, scanRecord, totalsAfter } from '../progress.ts'
import type { ScanCounts, ScanRecord } from '../progress.ts'
import type { ScanResult } from './scanner.ts'

/** Writes a record of the scan's progress twice a second at most, and one after each scan that changed something. */
export interface ScanReporter {
  started(): void
  progress(counts: ScanCounts, current: string | null): void
  /** Resolves once the record is sent. @throws what `send` threw, now or for a progress record. */
  completed(result: Omit<ScanResult, 'playlists'>, phase: ScanPhase): Promise<void>
}

const INTERVAL_MS = 500

/**
 * @param now epoch ms.
 * @param before what the record of the earlier runs says of the library folders.
 * @param problemsBefore what the last scan could not read: a scan under way has not looked at everything again.
 */
export function scanReporter(
  send: (record: ScanRecord) => Promise<void>,
  now: () => number,
  before: ScanResult['folders'] = { away: [], mounted: [] },
  problemsBefore: ScanResult['problems'] = [],
): ScanReporter {
  let folders = before
  let lastProblems = problemsBefore
  const startedAt = now()
  let passStartedAt = startedAt
  let sentAt = -Infinity
  let totals = NO_TOTALS
  let lastContent = ''
  let sending: Promise<void> = Promise.resolve()
  let failure: { readonly error: unknown } | null = null

  return {
    started() {
      passStartedAt = now()
    },
    progress(counts, current) {
      const at = now()
      // The first record of a scan comes after one interval: shorter scans need none.
      if (at - Math.max(sentAt, passStartedAt) < INTERVAL_MS) return
      sentAt = at
      const record = scanRecord(
        { phase: 'scanning', startedAt, passStartedAt, current, problems: lastProblems, ...folders },
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
    async completed({ counts, problems, folders: foldersNow }, phase) {
      await sending
      if (failure !== null) throw failure.error
      const at = now()
      folders = foldersNow
      lastProblems = problems
      const scan = { phase, startedAt, passStartedAt, current: null, problems, ...folders }
      const record = scanRecord(scan, totals, counts, at)
      totals = totalsAfter(totals, counts)
      const content = JSON.stringify({ ...record.value, passStartedAt: 0 })
      // Nothing is written when nothing changed, unless a progress record of this scan has to be superseded.
      if (content === lastContent && sentAt < passStartedAt) return
      lastContent = content
      await send(record)
    },
  }
}
