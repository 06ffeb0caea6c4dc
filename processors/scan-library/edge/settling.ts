import { fileKey } from '../compare.ts'
import type { FoundFile } from '../reference.ts'

/** A file that has not changed for so long is whole, as far as one can tell from outside. */
export const SETTLES_AFTER_MS = 1_000

export interface Settling {
  /** Begins a look at all files: what is not asked about again until the next one is forgotten. */
  begin(): void
  /**
   * Whether a file is perhaps still being written: it changed a moment ago by the clock of its disk, and has not yet
   * looked the same for a while by our own clock.
   */
  isSettling(file: FoundFile): boolean
}

/** @param now epoch ms. */
export function settling(now: () => number): Settling {
  let before = new Map<string, number>()
  let seen = new Map<string, number>()
  return {
    begin() {
      before = seen
      seen = new Map()
    },
    isSettling(file) {
      const at = now()
      if (Math.abs(at - file.modifiedAt) >= SETTLES_AFTER_MS) return false
      const key = fileKey(file)
      const firstAt = before.get(key) ?? at
      if (at - firstAt >= SETTLES_AFTER_MS) return false
      seen.set(key, firstAt)
      return true
    },
  }
}
