import { fileKey } from '../library-path.ts'
import type { FilePlace } from '../library-path.ts'

/** A file that has not changed for this long counts as completely written. */
export const STABLE_AFTER_MS = 1_000
/**
 * The same of a file that was in the library before. It is retagged, by a program that has all of it at hand; a new one may come over
 * a network that stops for a moment.
 */
export const RETAGGED_AFTER_MS = 500

export interface StabilityCheck {
  /** Begins a scan. Files that the scan before did not ask about are forgotten. */
  begin(): void
  /**
   * Whether a file may still be being written: its modification time is recent by our clock, and it has not been seen
   * unchanged for STABLE_AFTER_MS. The second condition bounds the wait when the disk has another clock.
   * @param isKnown whether the library has a file at its place.
   */
  isUnstable(file: FilePlace, isKnown?: boolean): boolean
  /** When the first of the unstable files of this scan will count as written, epoch ms; null: there are none. */
  settlesAt(): number | null
}

/** @param now epoch ms. */
export function stabilityCheck(now: () => number): StabilityCheck {
  let seenBefore = new Map<string, number>()
  let seen = new Map<string, number>()
  let settlesAt: number | null = null
  return {
    begin() {
      seenBefore = seen
      seen = new Map()
      settlesAt = null
    },
    isUnstable(file, isKnown = false) {
      const at = now()
      const afterMs = isKnown ? RETAGGED_AFTER_MS : STABLE_AFTER_MS
      if (Math.abs(at - file.modifiedAt) >= afterMs) return false
      const key = fileKey(file)
      const firstSeenAt = seenBefore.get(key) ?? at
      if (at - firstSeenAt >= afterMs) return false
      seen.set(key, firstSeenAt)
      const since = Math.min(file.modifiedAt, firstSeenAt)
      settlesAt = Math.min(settlesAt ?? Infinity, since + afterMs)
      return true
    },
    settlesAt: () => settlesAt,
  }
}
