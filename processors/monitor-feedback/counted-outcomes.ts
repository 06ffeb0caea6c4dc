import type { Cause, CountedOutcome, FeedbackWindow } from '../../schemas/generated.ts'
import type { ListOutcome } from './online-evaluation.ts'
import type { Counted } from './windows.ts'
import { withoutOutcome, withOutcome, windowStartOf } from './windows.ts'

/**
 * What plays have added to windows, kept while a listener may take one back: what is subtracted then is what was added.
 */

/** Of all listeners of a model together; a play before these stays counted. */
export const MAX_OUTCOMES = 1_000

type Taken = 'started' | 'finished' | 'skipped' | 'liked'

/** The count that an event adds to; other events are no feedback on a suggestion. */
const COUNTED_AS: Partial<Record<CountedOutcome['event'], Taken>> = {
  started: 'started',
  finished: 'finished',
  skipped: 'skipped',
  liked: 'liked',
}

/** What a play adds to the window of its time: null when that is nothing, or the play itself does not count. */
export function outcomeOf(
  { partition, offset, event, takenFrom, takesBack }: Cause,
  outcome: ListOutcome | null,
  at: number,
): CountedOutcome | null {
  const taken = takenFrom !== null && COUNTED_AS[event] !== undefined
  if (takesBack.includes(offset) || (!taken && outcome === null)) return null
  const { rank, ageMs } = outcome ?? { rank: 0, ageMs: null }
  return { partition, offset, windowStart: windowStartOf(at), event, taken, judged: outcome !== null, rank, ageMs }
}

export const withCountedPlay = (window: FeedbackWindow, outcome: CountedOutcome): FeedbackWindow =>
  withTaken(outcome.judged ? withOutcome(window, listOutcome(outcome)) : window, outcome, 1)

const withoutCountedPlay = (window: FeedbackWindow, outcome: CountedOutcome): FeedbackWindow =>
  withTaken(outcome.judged ? withoutOutcome(window, listOutcome(outcome)) : window, outcome, -1)

const listOutcome = ({ event, rank, ageMs }: CountedOutcome): ListOutcome => ({ rank, isPositive: event !== 'skipped', ageMs }) // prettier-ignore

function withTaken(window: FeedbackWindow, { event, taken }: CountedOutcome, change: 1 | -1): FeedbackWindow {
  const name = taken ? COUNTED_AS[event] : undefined
  return name === undefined ? window : { ...window, [name]: window[name] + change }
}

export interface CountedWindows {
  /** In the order of their last count, which taking back does not change. */
  readonly windows: readonly FeedbackWindow[]
  /** Newest first. */
  readonly outcomes: readonly CountedOutcome[]
}

/** Subtracts what plays of one partition have added. */
export function withoutPlays(before: CountedWindows, { partition, takesBack }: Cause): CountedWindows {
  if (takesBack.length === 0) return before
  const offsets = new Set(takesBack)
  const gone = before.outcomes.filter((each) => each.partition === partition && offsets.has(each.offset))
  if (gone.length === 0) return before
  const removed = new Set(gone)
  return {
    windows: before.windows.map((window) =>
      gone.filter(({ windowStart }) => windowStart === window.windowStart).reduce(withoutCountedPlay, window),
    ),
    outcomes: before.outcomes.filter((each) => !removed.has(each)),
  }
}

/** What was added to a window is forgotten with it, also where one of the same time was begun by the present list. */
export function withCountedOutcome(
  outcomes: readonly CountedOutcome[],
  added: CountedOutcome | null,
  { windows, changed }: Pick<Counted, 'windows' | 'changed'>,
): readonly CountedOutcome[] {
  const open = new Set(windows.filter((window) => window !== changed || changed.recommendations > 1).map(({ windowStart }) => windowStart)) // prettier-ignore
  const isOpen = ({ windowStart }: CountedOutcome) => open.has(windowStart)
  const kept = outcomes.every(isOpen) ? outcomes : outcomes.filter(isOpen)
  return added === null ? kept : [added, ...kept].slice(0, MAX_OUTCOMES)
}
