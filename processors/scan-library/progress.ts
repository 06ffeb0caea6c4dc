import type { LibraryScan } from '../../schemas/generated.ts'
import { record } from '../../streams/engine/topic.ts'
import type { RecordOf } from '../../streams/engine/topic.ts'
import { SCANNER_KEY } from '../../schemas/keys.ts'
import { libraryScans } from '../../schemas/topics.ts'

/** How many files there were of each kind in one pass; `failed` counts files and folders that could not be read. */
export interface Counts {
  readonly found: number
  /** Dealt with, of those found. */
  readonly looked: number
  readonly hashed: number
  readonly hashedBytes: number
  readonly new: number
  readonly changed: number
  readonly unchanged: number
  readonly duplicate: number
  readonly removed: number
  readonly failed: number
  /** Still being written, as it seems: left to the next pass. */
  readonly settling: number
  /** Tracks that a data set describes, but brings no file of. */
  readonly missing: number
}

/** What was found by all passes before the present one. */
export interface Totals {
  readonly newTracks: number
  readonly changedTracks: number
  readonly removedTracks: number
  readonly readFiles: number
  readonly readBytes: number
}

export const NO_TOTALS: Totals = { newTracks: 0, changedTracks: 0, removedTracks: 0, readFiles: 0, readBytes: 0 }

export function totalsAfter(before: Totals, counts: Counts): Totals {
  return {
    newTracks: before.newTracks + counts.new,
    changedTracks: before.changedTracks + counts.changed,
    removedTracks: before.removedTracks + counts.removed,
    readFiles: before.readFiles + counts.hashed,
    readBytes: before.readBytes + counts.hashedBytes,
  }
}

/** With their paths far below the largest record. */
const MOST_PROBLEMS = 200

export type ScanRecord = RecordOf<typeof libraryScans>

/** How far the scan is, as a record. @param before what earlier passes found; @param at time of the record, epoch ms. */
export function scanRecord(
  scan: Pick<LibraryScan, 'phase' | 'startedAt' | 'passStartedAt' | 'current' | 'problems'>,
  before: Totals,
  counts: Counts,
  at: number,
): ScanRecord {
  const { found, looked, unchanged, duplicate, failed, settling, missing } = counts
  const value: LibraryScan = {
    ...scan,
    ...totalsAfter(before, counts),
    ...{ found, looked, unchanged, duplicates: duplicate, failed, settling, missing },
    problems: scan.problems.slice(0, MOST_PROBLEMS),
  }
  return record(libraryScans, SCANNER_KEY, value, at)
}
