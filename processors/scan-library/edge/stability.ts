import { fileKey } from '../library-path.ts'
import type { FilePlace } from '../library-path.ts'

/** A file that has not changed for this long counts as completely written. */
export const STABLE_AFTER_MS = 1_000

export interface StabilityCheck {
  /** Begins a scan. Files that the scan before did not ask about are forgotten. */
  begin(): void
  /**
   * Whether a file may still be being written: its modification time is recent by our clock, and it has not been seen
   * unchanged for STABLE_AFTER_MS. The second condition bounds the wait when the disk has another clock.
   */
  isUnstable(file: FilePlace): boolean
}

/** @param now epoch ms. */
export function stabilityCheck(now: () => number): StabilityCheck {
  let seenBefore = new Map<string, number>()
  let seen = new Map<string, number>()
  return {
    begin() {
      seenBefore = seen
      seen = new Map()
    },
    isUnstable(file) {
      const at = now()
      if (Math.abs(at - file.modifiedAt) >= STABLE_AFTER_MS) return false
      const key = fileKey(file)
      const firstSeenAt = seenBefore.get(key) ?? at
      if (at - firstSeenAt >= STABLE_AFTER_MS) return false
      seen.set(key, firstSeenAt)
      return true
    },
  }
}
