import type { SentPlay } from './plays.ts'

/** Plays kept for a server that is away; a listener makes about that many in a day. */
export const MAX_WAITING = 500
/** Together with the pace at which an outbox is emptied, this stays below the 20 messages a second that the bridge takes of a listener. */
const MAX_IN_FLIGHT = 10
/** The least time between two looks into an outbox that something waits in. */
export const PACE_MS = 600
/** A play without an answer for this long is sent again. */
const RESEND_MS = 5_000
/** Without any answer for this long the connection is taken for dead, whatever the browser believes. */
const SILENCE_MS = 12_000
/** How long nothing is sent after the server asked for that. */
const REST_MS = 2_000

interface Waiting {
  readonly play: SentPlay
  /** Null: not sent on this connection. */
  readonly sentAtMs: number | null
  /** When it was first sent on this connection. */
  readonly firstSentAtMs: number | null
}

/** Plays that Kafka is not known to have, oldest first. Times are of a clock that only goes forward, in milliseconds. */
export interface Outbox {
  readonly waiting: readonly Waiting[]
  readonly restsUntilMs: number
}

export function outboxOf(plays: readonly SentPlay[]): Outbox {
  const waiting = plays.map((play): Waiting => ({ play, sentAtMs: null, firstSentAtMs: null }))
  return { waiting, restsUntilMs: 0 }
}

export interface Posted {
  readonly outbox: Outbox
  /** What had to make room: the oldest news of progress, else the oldest play. */
  readonly dropped: SentPlay | null
}

export function posted(outbox: Outbox, play: SentPlay): Posted {
  const waiting = [...outbox.waiting, { play, sentAtMs: null, firstSentAtMs: null }]
  if (waiting.length <= MAX_WAITING) return { outbox: { ...outbox, waiting }, dropped: null }
  const progress = waiting.findIndex((item) => item.play.event === 'progressed')
  const [dropped] = waiting.splice(Math.max(0, progress), 1)
  return { outbox: { ...outbox, waiting }, dropped: dropped?.play ?? null }
}

/** What to send now, oldest first: nothing overtakes, and only so much is under way at a time. */
export function due(outbox: Outbox, nowMs: number): readonly SentPlay[] {
  if (nowMs < outbox.restsUntilMs) return []
  return outbox.waiting
    .slice(0, MAX_IN_FLIGHT)
    .filter(({ sentAtMs }) => sentAtMs === null || nowMs - sentAtMs >= RESEND_MS)
    .map(({ play }) => play)
}

export function sent(outbox: Outbox, plays: readonly SentPlay[], nowMs: number): Outbox {
  const ids = new Set(plays.map(({ playId }) => playId))
  const waiting = outbox.waiting.map((item) =>
    ids.has(item.play.playId) ? { ...item, sentAtMs: nowMs, firstSentAtMs: item.firstSentAtMs ?? nowMs } : item,
  )
  return { ...outbox, waiting }
}

/** A play is done with: acknowledged, or refused for good. */
export function settled(outbox: Outbox, playId: string): Outbox {
  return { ...outbox, waiting: outbox.waiting.filter((item) => item.play.playId !== playId) }
}

/**
 * The server cannot take a play now: it comes again after a rest, in which nothing is sent. What was sent after it overtakes
 * nothing: the server refuses that too until this one has come again.
 */
export function refusedForNow(outbox: Outbox, playId: string, nowMs: number): Outbox {
  const waiting = outbox.waiting.map((item) =>
    item.play.playId === playId ? { ...item, sentAtMs: null, firstSentAtMs: null } : item,
  )
  return { waiting, restsUntilMs: nowMs + REST_MS }
}

/** The connection is gone: whether the server has what was under way is not known, so it is sent again. */
export function disconnected(outbox: Outbox): Outbox {
  return outboxOf(outbox.waiting.map(({ play }) => play))
}

export function isSilent(outbox: Outbox, nowMs: number): boolean {
  return outbox.waiting.some(({ firstSentAtMs }) => firstSentAtMs !== null && nowMs - firstSentAtMs >= SILENCE_MS)
}
