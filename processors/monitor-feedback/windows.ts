import type { FeedbackWindow, TrackId } from '../../schemas/generated.ts'
import { withDuration } from './buckets.ts'
import { withCounted } from './linear-counting.ts'
import { discount } from './online-evaluation.ts'
import type { ListOutcome } from './online-evaluation.ts'

export const WINDOW_MS = 3_600_000
/**
 * Open windows, from the newest back: a grace period of two days, because partitions are not read in step with one another.
 * A record of an older window is late and is dropped.
 */
export const OPEN_WINDOWS = 48

export interface Counted {
  /** The open windows, oldest first. */
  readonly windows: readonly FeedbackWindow[]
  /** The changed window. */
  readonly changed: FeedbackWindow
}

const emptyWindow = (windowStart: number): FeedbackWindow => ({
  windowStart,
  recommendations: 0,
  offered: 0,
  started: 0,
  finished: 0,
  skipped: 0,
  liked: 0,
  judged: 0,
  hits: 0,
  misled: 0,
  gain: 0,
  loss: 0,
  times: [],
  ages: [],
  tracks: Buffer.alloc(0),
})

/**
 * Adds to the window of a moment.
 * @param at event time, epoch ms. @returns null when the window is closed.
 */
export function countInWindow(
  windows: readonly FeedbackWindow[],
  at: number,
  add: (window: FeedbackWindow) => FeedbackWindow,
): Counted | null {
  const windowStart = Math.floor(at / WINDOW_MS) * WINDOW_MS
  const newest = Math.max(windowStart, windows.at(-1)?.windowStart ?? windowStart)
  const oldest = newest - (OPEN_WINDOWS - 1) * WINDOW_MS
  if (windowStart < oldest) return null
  const changed = add(windows.find((window) => window.windowStart === windowStart) ?? emptyWindow(windowStart))
  const others = windows.filter((window) => window.windowStart !== windowStart && window.windowStart >= oldest)
  return { windows: [...others, changed].sort((a, b) => a.windowStart - b.windowStart), changed }
}

/** @param tookMs from the play to the suggestion; null when unknown. */
export function withOffer(window: FeedbackWindow, tracks: readonly TrackId[], tookMs: number | null): FeedbackWindow {
  return {
    ...window,
    recommendations: window.recommendations + 1,
    offered: window.offered + tracks.length,
    tracks: withCounted(window.tracks, tracks),
    times: tookMs === null ? window.times : withDuration(window.times, tookMs),
  }
}

export function withOutcome(window: FeedbackWindow, outcome: ListOutcome | null): FeedbackWindow {
  if (outcome === null) return window
  const { rank, isPositive: isWelcome, ageMs } = outcome
  const isFound = rank > 0
  return {
    ...window,
    judged: window.judged + 1,
    hits: window.hits + Number(isFound && isWelcome),
    misled: window.misled + Number(isFound && !isWelcome),
    gain: window.gain + (isWelcome ? discount(rank) : 0),
    loss: window.loss + (isWelcome ? 0 : discount(rank)),
    ages: ageMs === null ? window.ages : withDuration(window.ages, ageMs),
  }
}
