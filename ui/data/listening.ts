import type { Minted, Play, PlayEvent, Via, Wish } from './plays.ts'
import { vias } from './plays.ts'
import { z } from './shape.ts'
import type { Track } from './tracks.ts'
import { trackShape } from './tracks.ts'

/** A `progressed` is told each time this much more was heard. */
const PROGRESS_MS = 10_000
/** A long track tells it more rarely, so that one listening makes at most about this many records. */
const MAX_PROGRESS = 30

/** One track being listened to, from the pick until something else plays. */
export const listeningShape = z.object({
  track: trackShape,
  via: z.enum(vias),
  recommendationId: z.nullable(z.string()),
  /** Whether sound has begun. */
  started: z.boolean(),
  positionMs: z.number().check(z.minimum(0)),
  playedMs: z.number().check(z.minimum(0)),
  /** `playedMs` when it was last told. */
  toldMs: z.number().check(z.minimum(0)),
  progressed: z.number().check(z.minimum(0)),
})
export type Listening = z.infer<typeof listeningShape>

export interface Fact {
  readonly event: PlayEvent
  readonly positionMs: number
  readonly playedMs: number
  readonly wish?: Wish
}

/** A listening after something happened, and what is to be told of it. */
export interface Heard {
  readonly listening: Listening
  readonly facts: readonly Fact[]
}

export function begun(track: Track, via: Via, recommendationId: string | null): Listening {
  return { track, via, recommendationId, started: false, positionMs: 0, playedMs: 0, toldMs: 0, progressed: 0 }
}

/** Sound is heard; only the first time is a fact, going on after a pause is none. */
export function sounded(listening: Listening): Heard {
  if (listening.started) return { listening, facts: [] }
  const next = { ...listening, started: true }
  return { listening: next, facts: [factOf('started', next)] }
}

/** Playing has come to a position by itself: what lies between was heard. */
export function moved(listening: Listening, positionMs: number): Heard {
  const next = advanced(listening, positionMs)
  if (!next.started || next.progressed >= MAX_PROGRESS || next.playedMs - next.toldMs < progressMs(next)) {
    return { listening: next, facts: [] }
  }
  const told = { ...next, toldMs: next.playedMs, progressed: next.progressed + 1 }
  return { listening: told, facts: [factOf('progressed', told)] }
}

/** The listener went to another position: what lies between was not heard. */
export function sought(listening: Listening, positionMs: number): Listening {
  return { ...listening, positionMs: Math.max(0, positionMs) }
}

export function finished(listening: Listening, positionMs: number): Heard {
  const next = advanced(listening, positionMs)
  return { listening: next, facts: [factOf('finished', next)] }
}

/**
 * The listener left before the end. Asking for the next track says something about this one; picking another or going
 * back does not, so then only what was heard is told.
 */
export function left(listening: Listening, how: 'next' | 'other'): readonly Fact[] {
  if (!listening.started) return []
  if (how === 'next') return [factOf('skipped', listening)]
  return listening.playedMs > listening.toldMs ? [factOf('progressed', listening)] : []
}

/** The fact as it is sent. */
export function playOf(listening: Listening, fact: Fact, minted: Minted): Play {
  const { track, via, recommendationId } = listening
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
    ...minted,
  }
}

export function factOf(event: PlayEvent, { positionMs, playedMs }: Listening): Fact {
  return { event, positionMs, playedMs }
}

function advanced(listening: Listening, positionMs: number): Listening {
  const heardMs = Math.max(0, positionMs - listening.positionMs)
  return { ...listening, positionMs: Math.max(0, positionMs), playedMs: listening.playedMs + heardMs }
}

function progressMs({ track }: Listening): number {
  return Math.max(PROGRESS_MS, (track.durationMs ?? 0) / MAX_PROGRESS)
}
