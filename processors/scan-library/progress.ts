import type { LibraryScan } from '../../schemas/generated.ts'
import { record } from '../../streams/engine/topic.ts'
import type { RecordOf } from '../../streams/engine/topic.ts'
import { SCANNER_KEY } from '../../schemas/keys.ts'
import { libraryScans } from '../../schemas/topics.ts'

/** Numbers of files in one scan; `failed` counts files and folders that could not be read, without library folders that are away; `removed` tracks. */
export interface ScanCounts {
  readonly found: number
  /** Of those found: reconciled, or failed. */
  readonly visited: number
  readonly hashed: number
  readonly hashedBytes: number
  readonly new: number
  readonly changed: number
  readonly unchanged: number
  readonly duplicate: number
  readonly removed: number
  /** Tracks that could be looked for before, and cannot now. */
  readonly putAway: number
  readonly failed: number
  /** Perhaps still being written, and left to the next scan. */
  readonly unstable: number
  /** Tracks that a data set describes and has no file of. */
  readonly withoutFile: number
}

export const NO_COUNTS: ScanCounts = {
  ...{ found: 0, visited: 0, hashed: 0, hashedBytes: 0, new: 0, changed: 0, unchanged: 0 },
  ...{ duplicate: 0, removed: 0, putAway: 0, failed: 0, unstable: 0, withoutFile: 0 },
}

/** Sums over the earlier scans of this process. */
export interface Totals {
  readonly newTracks: number
  readonly changedTracks: number
  readonly removedTracks: number
  readonly readFiles: number
  readonly readBytes: number
}

export const NO_TOTALS: Totals = { newTracks: 0, changedTracks: 0, removedTracks: 0, readFiles: 0, readBytes: 0 }

export function totalsAfter(before: Totals, counts: ScanCounts): Totals {
  return {
    newTracks: before.newTracks + counts.new,
    changedTracks: before.changedTracks + counts.changed,
    removedTracks: before.removedTracks + counts.removed,
    readFiles: before.readFiles + counts.hashed,
    readBytes: before.readBytes + counts.hashedBytes,
  }
}

/** Keeps a record, paths included, far below the largest size that Kafka accepts. */
const MAX_PROBLEMS = 200

export type ScanRecord = RecordOf<typeof libraryScans>

/** @param before sums over the earlier scans. @param at timestamp of the record, epoch ms. */
export function scanRecord(
  scan: Pick<LibraryScan, 'phase' | 'startedAt' | 'passStartedAt' | 'current' | 'problems' | 'away' | 'mounted'>,
  before: Totals,
  counts: ScanCounts,
  at: number,
): ScanRecord {
  const { found, visited: looked, unchanged, duplicate, failed, unstable: settling, withoutFile: missing } = counts
  const value: LibraryScan = {
    ...scan,
    ...totalsAfter(before, counts),
    ...{ found, looked, unchanged, duplicates: duplicate, failed, settling, missing },
    problems: scan.problems.slice(0, MAX_PROBLEMS),
  }
  return record(libraryScans, SCANNER_KEY, value, at)
}
