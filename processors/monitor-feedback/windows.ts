import type { FeedbackWindow, TrackId } from '../../schemas/generated.ts'
import { withDuration, withoutDuration } from './buckets.ts'
import { withCounted } from './linear-counting.ts'
import { discount } from './online-evaluation.ts'
import type { ListOutcome } from './online-evaluation.ts'

export const WINDOW_MS = 3_600_000
/**
 * Open windows of a stretch, from its newest back: a grace period of two days, because partitions are not read in step with
 * one another. A record of an older window is late and is dropped.
 */
export const OPEN_WINDOWS = 48
const GRACE_MS = OPEN_WINDOWS * WINDOW_MS
/** Windows of all stretches; the one that was changed longest ago is evicted. */
export const MAX_WINDOWS_KEPT = 2 * OPEN_WINDOWS

/** @param at event time, epoch ms. */
export const windowStartOf = (at: number): number => Math.floor(at / WINDOW_MS) * WINDOW_MS

/** The windows of a model that are still counted. */
export interface OpenWindows {
  /** In the order of their last change. */
  readonly windows: readonly FeedbackWindow[]
  /** Windows that begin earlier are closed, epoch ms. */
  readonly closedBefore: number
}

export interface Counted extends OpenWindows {
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
 *
 * Windows with less than the grace period between them are a stretch. A stretch that has lasted longer than the grace period
 * closes what is before it. One that has not may come from a clock that was wrong: it is put aside, so that the present,
 * when it goes on before it, is not late; and it is forgotten when the present has come as far as that.
 * @param at event time, epoch ms. @returns null when the window is closed.
 */
export function countInWindow(
  { windows, closedBefore }: OpenWindows,
  at: number,
  add: (window: FeedbackWindow) => FeedbackWindow,
): Counted | null {
  const windowStart = windowStartOf(at)
  if (windowStart < closedBefore) return null
  const starts = windows.map((window) => window.windowStart)
  const overtaken = overtakenStretch(starts, windowStart)
  const stretch = stretchOf([...starts.filter((start) => !overtaken.has(start)), windowStart], windowStart)
  const oldest = Math.max(...stretch) - GRACE_MS + WINDOW_MS
  if (windowStart < oldest) return null
  const closes = [...stretch].some((start) => start < oldest)
  const isKept = (start: number) => start !== windowStart && !overtaken.has(start) && (!closes || start >= oldest)
  const held = overtaken.has(windowStart) ? undefined : windows.find((window) => window.windowStart === windowStart)
  const changed = add(held ?? emptyWindow(windowStart))
  const kept = windows.filter((window) => isKept(window.windowStart))
  return {
    windows: [...kept, changed].slice(-MAX_WINDOWS_KEPT),
    closedBefore: closes ? Math.max(closedBefore, oldest) : closedBefore,
    changed,
  }
}

/** The windows that are reached from one of them by steps shorter than the grace period. */
function stretchOf(starts: readonly number[], from: number): ReadonlySet<number> {
  const sorted = [...new Set(starts)].sort((a, b) => a - b)
  const isGap = (i: number) => (sorted[i] ?? NaN) - (sorted[i - 1] ?? NaN) >= GRACE_MS
  const at = sorted.indexOf(from)
  let [first, last] = [at, at]
  while (first > 0 && !isGap(first)) first -= 1
  while (last + 1 < sorted.length && !isGap(last + 1)) last += 1
  return new Set(sorted.slice(first, last + 1))
}

/** The stretch ahead that was put aside, when a window joins it to the one that was counted last. */
function overtakenStretch(starts: readonly number[], windowStart: number): ReadonlySet<number> {
  const present = starts.at(-1)
  if (present === undefined || windowStart < present) return new Set()
  const own = stretchOf(starts, present)
  const joined = stretchOf([...starts, windowStart], windowStart)
  if (!joined.has(present)) return new Set()
  return new Set([...joined].filter((start) => start > windowStart && !own.has(start)))
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

export const withOutcome = (window: FeedbackWindow, outcome: ListOutcome): FeedbackWindow =>
  changedBy(window, outcome, 1)

/** @param outcome one that was counted in the window. */
export const withoutOutcome = (window: FeedbackWindow, outcome: ListOutcome): FeedbackWindow =>
  changedBy(window, outcome, -1)

function changedBy(window: FeedbackWindow, outcome: ListOutcome, change: 1 | -1): FeedbackWindow {
  const { rank, isPositive: isWelcome, ageMs } = outcome
  const isFound = rank > 0
  const withAge = change === 1 ? withDuration : withoutDuration
  return {
    ...window,
    judged: window.judged + change,
    hits: window.hits + (isFound && isWelcome ? change : 0),
    misled: window.misled + (isFound && !isWelcome ? change : 0),
    gain: window.gain + (isWelcome ? change * discount(rank) : 0),
    loss: window.loss + (isWelcome ? 0 : change * discount(rank)),
    ages: ageMs === null ? window.ages : withAge(window.ages, ageMs),
  }
}
