import { playableShape } from '../../schemas/http.ts'
import { vias } from '../../schemas/live.ts'
import type { PlayEvent, SessionIntent, Via } from '../../schemas/live.ts'
import type { PlayIdentity, SentPlay } from './plays.ts'
import { z } from './shape.ts'
import type { Track } from './tracks.ts'

/** A `progressed` is sent each time this much more was played. */
const PROGRESS_MS = 10_000
/** A long track tells it more rarely, so that one session makes at most about this many records. */
const MAX_PROGRESS = 30

/** The playback of one track, from the pick until another track plays. It is kept in the browser as it is. */
export const playbackSessionShape = z.object({
  track: playableShape,
  via: z.enum(vias),
  recommendationId: z.nullable(z.string()),
  /** Whether sound has begun. */
  started: z.boolean(),
  positionMs: z.number().check(z.minimum(0)),
  playedMs: z.number().check(z.minimum(0)),
  /** `playedMs` of the last `progressed` that was sent. */
  toldMs: z.number().check(z.minimum(0)),
  progressed: z.number().check(z.minimum(0)),
})
export type PlaybackSession = z.infer<typeof playbackSessionShape>

export interface Fact {
  readonly event: PlayEvent
  readonly positionMs: number
  readonly playedMs: number
  readonly wish?: SessionIntent
}

/** A session after something happened, and the facts to be sent of it. */
export interface SessionStep {
  readonly session: PlaybackSession
  readonly facts: readonly Fact[]
}

export function begun(track: Track, via: Via, recommendationId: string | null): PlaybackSession {
  return { track, via, recommendationId, started: false, positionMs: 0, playedMs: 0, toldMs: 0, progressed: 0 }
}

/** Sound plays. Only the first time is a fact; resuming after a pause is none. */
export function sounded(session: PlaybackSession): SessionStep {
  if (session.started) return { session, facts: [] }
  const next = { ...session, started: true }
  return { session: next, facts: [factOf('started', next)] }
}

/** Playback reached a position by itself: what lies between was played. */
export function moved(session: PlaybackSession, positionMs: number): SessionStep {
  const next = advanced(session, positionMs)
  if (!next.started || next.progressed >= MAX_PROGRESS || next.playedMs - next.toldMs < progressMs(next)) {
    return { session: next, facts: [] }
  }
  const reported = { ...next, toldMs: next.playedMs, progressed: next.progressed + 1 }
  return { session: reported, facts: [factOf('progressed', reported)] }
}

/** The listener sought to another position: what lies between was not played. */
export function sought(session: PlaybackSession, positionMs: number): PlaybackSession {
  return { ...session, positionMs: Math.max(0, positionMs) }
}

export function finished(session: PlaybackSession, positionMs: number): SessionStep {
  const next = advanced(session, positionMs)
  return { session: next, facts: [factOf('finished', next)] }
}

/**
 * The listener left before the end. Asking for the next track is feedback on this one; picking another or going back is
 * not, so then only the progress is sent.
 */
export function left(session: PlaybackSession, how: 'next' | 'other'): readonly Fact[] {
  if (!session.started) return []
  if (how === 'next') return [factOf('skipped', session)]
  return session.playedMs > session.toldMs ? [factOf('progressed', session)] : []
}

/** The fact as it is sent. */
export function playMessageOf(session: PlaybackSession, fact: Fact, identity: PlayIdentity): SentPlay {
  const { track, via, recommendationId } = session
  const positionMs = Math.round(fact.positionMs)
  const playedMs = Math.round(fact.playedMs)
  return {
    type: 'play',
    trackId: track.trackId,
    event: fact.event,
    positionMs,
    playedMs,
    via,
    recommendationId,
    ...(fact.wish === undefined ? {} : { wish: fact.wish }),
    ...identity,
  }
}

export function factOf(event: PlayEvent, { positionMs, playedMs }: PlaybackSession): Fact {
  return { event, positionMs, playedMs }
}

function advanced(session: PlaybackSession, positionMs: number): PlaybackSession {
  const newMs = Math.max(0, positionMs - session.positionMs)
  return { ...session, positionMs: Math.max(0, positionMs), playedMs: session.playedMs + newMs }
}

function progressMs({ track }: PlaybackSession): number {
  return Math.max(PROGRESS_MS, (track.durationMs ?? 0) / MAX_PROGRESS)
}
