import { playableShape } from '../../schemas/http.ts'
import { MAX_ITEM_RANK, vias } from '../../schemas/live.ts'
import type { PlayEvent, SessionIntent } from '../../schemas/live.ts'
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
  /** Whether it was taken from a shuffled queue. */
  shuffled: z._default(z.boolean(), false),
  /** Place in the list that it was taken from, from 1; null when not known. */
  itemRank: z._default(z.nullable(z.number()), null),
  /** Whether sound has begun. */
  started: z.boolean(),
  positionMs: z.number().check(z.minimum(0)),
  playedMs: z.number().check(z.minimum(0)),
  /** `playedMs` of the last `progressed` that was sent. */
  toldMs: z.number().check(z.minimum(0)),
  progressed: z.number().check(z.minimum(0)),
  /** What the ids of its plays are made of; empty: it was kept by an earlier version. */
  playbackId: z._default(z.string(), ''),
})
export type PlaybackSession = z.infer<typeof playbackSessionShape>

/** How a playback ended: by itself, as the next was asked for, or as another one was picked. */
export type Ending = 'ended' | 'next' | 'other'

/** A track counts as finished from this share of it on that was heard: seeking to its end is no listening. */
const FINISHED_SHARE = 0.5
/** Leaving in the last part of a track is no judgement of it: at most so long, and at most that share. */
const LAST_MS = 10_000
const LAST_SHARE = 0.1

export interface Fact {
  readonly event: PlayEvent
  readonly positionMs: number
  readonly playedMs: number
  readonly wish?: SessionIntent
  readonly artistId?: string
  /** The play that is taken back. */
  readonly retracts?: string
}

/** A session after something happened, and the facts to be sent of it. */
export interface SessionStep {
  readonly session: PlaybackSession
  readonly facts: readonly Fact[]
}

/** How a track came to be played. */
export type Way = Pick<PlaybackSession, 'via' | 'recommendationId' | 'shuffled' | 'itemRank'>

export const CHOSEN: Way = { via: 'chosen', recommendationId: null, shuffled: false, itemRank: null }

/** @param playbackId an id of its own; empty where nothing is told of its playing */
export function begun(track: Track, way: Way, playbackId = ''): PlaybackSession {
  const { via, recommendationId, shuffled, itemRank } = way
  const none = { started: false, positionMs: 0, playedMs: 0, toldMs: 0, progressed: 0, playbackId }
  return { track, via, recommendationId, shuffled, itemRank, ...none }
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

/**
 * Another track plays, or none. What was heard to a good part and up to its end is finished; asking for the next track
 * before that is feedback on this one. Anything else is not, so then only what was heard since is told.
 * @param durationMs of the track; 0 when it is not known
 */
export function left(session: PlaybackSession, how: Ending, durationMs: number): readonly Fact[] {
  if (!session.started) return []
  const remainingMs = durationMs - session.positionMs
  const isAtEnd = how === 'ended' || (durationMs > 0 && remainingMs <= Math.min(LAST_MS, LAST_SHARE * durationMs))
  // Of a track without a known length all that is known is that it sounded to its end.
  const isHeard = durationMs <= 0 || session.playedMs >= FINISHED_SHARE * durationMs
  if (isAtEnd && isHeard && how !== 'other') return [factOf('finished', session)]
  if (!isAtEnd && how === 'next') return [factOf('skipped', session)]
  return session.playedMs > session.toldMs ? [factOf('progressed', session)] : []
}

/** The fact as it is sent. */
export function playMessageOf(session: PlaybackSession, fact: Fact, identity: PlayIdentity): SentPlay {
  const { track, via, recommendationId, shuffled, itemRank } = session
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
    shuffled,
    ...(itemRank === null || itemRank > MAX_ITEM_RANK ? {} : { itemRank }),
    ...(fact.artistId === undefined ? {} : { artistId: fact.artistId }),
    ...(fact.retracts === undefined ? {} : { retracts: fact.retracts }),
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
