import type { FeedbackWindow } from '../../schemas/generated.ts'

export const WINDOW_MS = 3_600_000
/**
 * Windows from the newest back that are still counted: two days, for partitions are not read in step with one another.
 * A record of an older window is late, and is dropped; older windows stand as they were last written.
 */
export const OPEN_WINDOWS = 48

export type Counts = Omit<FeedbackWindow, 'windowStart'>

const NONE: Counts = { recommendations: 0, offered: 0, started: 0, finished: 0, skipped: 0, liked: 0 }

export interface Counted {
  /** Oldest first, with what is too old dropped. */
  readonly windows: readonly FeedbackWindow[]
  /** The window that was added to. */
  readonly changed: FeedbackWindow
}

/**
 * Adds to the window that a moment falls into.
 * @param at event time, epoch ms. @returns null when the moment is too late for every open window.
 */
export function count(windows: readonly FeedbackWindow[], at: number, added: Partial<Counts>): Counted | null {
  const windowStart = Math.floor(at / WINDOW_MS) * WINDOW_MS
  const newest = Math.max(windowStart, windows.at(-1)?.windowStart ?? windowStart)
  const oldest = newest - (OPEN_WINDOWS - 1) * WINDOW_MS
  if (windowStart < oldest) return null
  const before = windows.find((window) => window.windowStart === windowStart) ?? { windowStart, ...NONE }
  const changed = {
    windowStart,
    recommendations: before.recommendations + (added.recommendations ?? 0),
    offered: before.offered + (added.offered ?? 0),
    started: before.started + (added.started ?? 0),
    finished: before.finished + (added.finished ?? 0),
    skipped: before.skipped + (added.skipped ?? 0),
    liked: before.liked + (added.liked ?? 0),
  }
  const others = windows.filter((window) => window.windowStart !== windowStart && window.windowStart >= oldest)
  return { windows: [...others, changed].sort((a, b) => a.windowStart - b.windowStart), changed }
}

/** The share of suggestions that pleased, of those that are known to have pleased or not; null when none is. */
export function satisfaction({ finished, liked, skipped }: Counts): number | null {
  const known = finished + liked + skipped
  return known === 0 ? null : (finished + liked) / known
}
