import type { PlayEvent } from '../../schemas/live.ts'
import type { Recommendation } from '../data/recommendations.ts'

/**
 * What Live shows. The record says the order, and nothing here changes it: this only decides when the newest list is shown.
 * One act of the listener makes one change; without an act the list changes rarely; while somebody is at it, not at all.
 *
 * Times are of a clock that only goes forward, in milliseconds.
 */

/** Plays within this after an act belong to it: the track that begins after a skip. */
export const JOINED_MS = 700
/** What an act leads to is shown no later than this after it, when an answer has come. */
export const SHOWN_WITHIN_MS = 680
/** Until then the answer to the second play of an act is waited for. */
const WAITS_FOR_ALL_MS = 400
/** The same, after the first answer, where that came late. */
const WAITS_AFTER_FIRST_MS = 100
/** Without an act, the least time from one change to the next; so long the start after a skip is waited for too. */
export const PASSING_PACE_MS = 10_000

/** Acts after which another track may begin: then both plays are answered. */
const GOES_ON: ReadonlySet<PlayEvent> = new Set(['skipped', 'disliked', 'neverTrack', 'neverArtist'])
/** After these another track begins without anybody picking it. */
const FOLLOWED: ReadonlySet<PlayEvent> = new Set(['skipped', 'finished'])

/** What the listener did. */
export interface Act {
  readonly playId: string
  readonly event: PlayEvent
  readonly trackId: string
  /** Of the track; empty when it is not known. */
  readonly title: string
  readonly atMs: number
}

/** A play as it is sent, with what is known of its track. */
export type PostedPlay = Omit<Act, 'atMs'>

interface OpenAct {
  readonly act: Act
  /** The plays that it consists of. */
  readonly playIds: ReadonlySet<string>
  readonly answered: ReadonlySet<string>
  readonly firstAnswerMs: number | null
  /** Whether another track is expected to begin. */
  readonly goesOn: boolean
}

/** How the list that is shown came about. An answer that comes after its act was shown joins that change. */
export interface Change {
  /** Null: nobody caused it. */
  readonly by: Act | null
  /** Tracks that the list before the change did not have; empty for the first list. */
  readonly fresh: ReadonlySet<string>
  /** From the act to its answer; null without an act. */
  readonly tookMs: number | null
}

export interface Suggestions {
  readonly shown: Recommendation | null
  /** The newest list, while it is not shown. */
  readonly waiting: Recommendation | null
  readonly waitingSinceMs: number
  /** Whether the list may not move now. */
  readonly held: boolean
  readonly change: Change | null
  readonly changedAtMs: number
  /** The first row, once it is loaded ahead: only an act replaces it. */
  readonly committed: string | null
  readonly open: OpenAct | null
  /** The act of `change`: answers to its plays may still come. */
  readonly shownAct: OpenAct | null
  /** The last play that tells anything of the listener; null: none was sent. */
  readonly lastPlayId: string | null
  /** Whether the track that begins next was not picked, but comes after another one. */
  readonly followed: boolean
}

export const noSuggestions: Suggestions = {
  shown: null,
  waiting: null,
  waitingSinceMs: 0,
  held: false,
  change: null,
  changedAtMs: -Infinity,
  committed: null,
  open: null,
  shownAct: null,
  lastPlayId: null,
  followed: false,
}

/**
 * A play was sent: it is an act, a part of the one before, or nothing that anybody did. What answers an act is shown before the next
 * one: who skips quickly sees the list follow too.
 */
export function playPosted(before: Suggestions, play: PostedPlay, nowMs: number): Suggestions {
  const { event, playId } = play
  if (event === 'progressed') return before
  const joined = event === 'started' ? withStart(before, playId, nowMs) : null
  if (joined !== null) return shownIfDue({ ...joined, lastPlayId: playId, followed: false }, nowMs)
  const state = withAnswer(before, nowMs)
  if (event === 'finished') return { ...state, lastPlayId: playId, followed: true }
  const next = { ...state, lastPlayId: playId, followed: FOLLOWED.has(event) }
  return event === 'started' && state.followed ? next : shownIfDue({ ...next, open: opened(play, nowMs) }, nowMs)
}

/** A list came. One that is shown already, as after a reconnection, changes nothing. */
export function arrived(state: Suggestions, recommendation: Recommendation, nowMs: number): Suggestions {
  if (recommendation.recommendationId === state.shown?.recommendationId) return { ...state, waiting: null }
  if (recommendation.recommendationId === state.waiting?.recommendationId) return state
  const open = answeredBy(state.open, recommendation, nowMs)
  return shownIfDue({ ...state, open, waiting: recommendation, waitingSinceMs: nowMs }, nowMs)
}

/** Somebody is at the list now, or leaves it: then what waits is shown at once. */
export function attended(state: Suggestions, held: boolean, nowMs: number): Suggestions {
  if (held === state.held) return state
  const next = { ...state, held }
  return held || state.waiting === null ? next : showing(next, state.waiting, nowMs)
}

/** The listener asked for what waits. */
export function released(state: Suggestions, nowMs: number): Suggestions {
  return state.waiting === null ? state : showing(state, state.waiting, nowMs)
}

/** The first row is loaded ahead; null: it plays, or is not any more. */
export function committed(state: Suggestions, trackId: string | null, nowMs: number): Suggestions {
  return trackId === state.committed ? state : shownIfDue({ ...state, committed: trackId }, nowMs)
}

/** Shows what waits, if it is time. */
export function shownIfDue(state: Suggestions, nowMs: number): Suggestions {
  const due = dueAtMs(state)
  return state.waiting === null || due === null || due > nowMs ? state : showing(state, state.waiting, nowMs)
}

/** When what waits is shown, if nothing else happens; null: not by itself. */
export function dueAtMs(state: Suggestions): number | null {
  const { shown, waiting, waitingSinceMs, held, open, changedAtMs, committed: first } = state
  if (waiting === null) return null
  if (shown === null || shown.items.length === 0) return waitingSinceMs
  if (held) return null
  if (open !== null && open.firstAnswerMs !== null) {
    const all = !open.goesOn && [...open.playIds].every((id) => open.answered.has(id))
    if (all) return waitingSinceMs
    const patient = Math.max(open.act.atMs + WAITS_FOR_ALL_MS, open.firstAnswerMs + WAITS_AFTER_FIRST_MS)
    return Math.max(waitingSinceMs, Math.min(patient, open.act.atMs + SHOWN_WITHIN_MS))
  }
  if (first !== null && waiting.items[0]?.trackId !== first) return null
  const joined = open === null ? waitingSinceMs : open.act.atMs + JOINED_MS
  return Math.max(joined, changedAtMs + PASSING_PACE_MS)
}

/** Rows that would be new in what waits, but at least one: the order alone may change. */
export function waitingChanges({ shown, waiting }: Suggestions): number {
  return waiting === null ? 0 : Math.max(1, freshIn(waiting, shown).size)
}

/** Whether the list that is shown answers the last thing that the listener did. */
export function knowsLastPlay({ shown, lastPlayId }: Suggestions): boolean {
  return shown !== null && lastPlayId !== null && shown.causedBy.playId === lastPlayId
}

/** Adds a start to the act that it is a part of: the one that waits, or else the one that is shown. Null: it is of none. */
function withStart(state: Suggestions, playId: string, nowMs: number): Suggestions | null {
  const { open, shownAct, followed } = state
  const act = open ?? shownAct
  if (act === null) return null
  const sinceMs = nowMs - act.act.atMs
  const isAwaited = act.goesOn && followed && act.act.event === 'skipped' && sinceMs < PASSING_PACE_MS
  const isJoined = sinceMs <= JOINED_MS && (open !== null || act.goesOn)
  if (!isAwaited && !isJoined) return null
  const joined = { ...act, goesOn: false, playIds: new Set([...act.playIds, playId]) }
  return open === null ? { ...state, shownAct: joined } : { ...state, open: joined }
}

function withAnswer(state: Suggestions, nowMs: number): Suggestions {
  const { waiting, held, open } = state
  return waiting !== null && !held && open !== null && open.firstAnswerMs !== null
    ? showing(state, waiting, nowMs)
    : state
}

function opened(play: PostedPlay, nowMs: number): OpenAct {
  return {
    act: { ...play, atMs: nowMs },
    playIds: new Set([play.playId]),
    answered: new Set(),
    firstAnswerMs: null,
    goesOn: GOES_ON.has(play.event),
  }
}

function answeredBy(open: OpenAct | null, { causedBy }: Recommendation, nowMs: number): OpenAct | null {
  if (open?.playIds.has(causedBy.playId) !== true) return open
  const answered = new Set([...open.answered, causedBy.playId])
  return { ...open, answered, firstAnswerMs: open.firstAnswerMs ?? nowMs }
}

function showing(state: Suggestions, recommendation: Recommendation, nowMs: number): Suggestions {
  const { open, shownAct } = state
  const isAnswer = open !== null && open.firstAnswerMs !== null
  const isLate = !isAnswer && shownAct?.playIds.has(recommendation.causedBy.playId) === true
  const answered = isAnswer ? open : isLate ? shownAct : null
  const fresh = state.shown === null ? new Set<string>() : freshIn(recommendation, state.shown)
  return {
    ...state,
    shown: recommendation,
    waiting: null,
    changedAtMs: nowMs,
    change: {
      by: answered?.act ?? null,
      fresh: isLate ? joinedFresh(state.change, fresh, recommendation) : fresh,
      tookMs: answered === null ? null : state.waitingSinceMs - answered.act.atMs,
    },
    open: isAnswer ? null : open,
    shownAct: answered,
  }
}

/** What the change before had as new, and the list still has, is new in the change that joins it. */
function joinedFresh(
  change: Change | null,
  fresh: ReadonlySet<string>,
  { items }: Recommendation,
): ReadonlySet<string> {
  return new Set(items.map(({ trackId }) => trackId).filter((id) => fresh.has(id) || change?.fresh.has(id)))
}

function freshIn({ items }: Recommendation, before: Recommendation | null): ReadonlySet<string> {
  const had = new Set(before?.items.map(({ trackId }) => trackId))
  return new Set(items.map(({ trackId }) => trackId).filter((id) => !had.has(id)))
}
