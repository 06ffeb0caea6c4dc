import type { TrackId } from '../../schemas/generated.ts'

/**
 * Codes of failures that are the storage's and not the file's: once a scan finds the file, its analysis is tried again.
 * `library-away` is that of an analysis which waits for the folder; the others are dead letters.
 */
export const STORAGE_FAILURES: ReadonlySet<string> = new Set([
  'library-away',
  'file-gone',
  'file-unreadable',
  'file-changed',
  'folder-not-configured',
])

const FIRST_AFTER_MS = 60_000
const LONGEST_MS = 6 * 3_600_000

/** When to try tracks again that failed: at once, after a minute, then twice as long each time, up to six hours. */
export interface Retries {
  /** Begins a scan. Tracks that the scan before did not ask about are forgotten: that bounds it by the failures there are. */
  begin(): void
  /** Whether to try a track now; then it counts as tried. @param at epoch ms. */
  isDue(id: TrackId, at: number): boolean
}

interface Tried {
  readonly dueAt: number
  readonly waitMs: number
}

export function retries(): Retries {
  let before = new Map<TrackId, Tried>()
  let now = new Map<TrackId, Tried>()
  return {
    begin() {
      before = now
      now = new Map()
    },
    isDue(id, at) {
      const tried = before.get(id)
      const isDue = tried === undefined || at >= tried.dueAt
      const waitMs = tried === undefined ? FIRST_AFTER_MS : Math.min(LONGEST_MS, 2 * tried.waitMs)
      now.set(id, isDue ? { dueAt: at + waitMs, waitMs } : tried)
      return isDue
    },
  }
}
