import type { HeldList, PlayEvent, Recommendation, TrackId } from '../../schemas/generated.ts'
import { murmur2 } from '../../streams/engine/partition.ts'

/** Tracks of one list that are held; lists are shorter, unless another program writes them. */
export const MAX_HELD_TRACKS = 100
/** Listeners whose newest list is held, for each model; the least recently active one is evicted. */
export const MAX_LISTENERS = 100

/**
 * Plays of one listener in an hour that are outcomes: one every 15 seconds, so more than anybody means. A program that likes
 * the same track again and again does not decide between two models.
 */
export const MAX_PLAYS_AN_HOUR = 240
const HOUR_MS = 3_600_000

/**
 * Over a longer time the listener was away, or one of the two plays was stamped by a clock that was wrong: the age says nothing
 * of the system then. As long as windows are open, for the same reason.
 */
const LONGEST_AGE_MS = 48 * HOUR_MS

/** The outcome of a play for the list that a model had made before it. */
export interface ListOutcome {
  /** The rank of the played track in the list, from 1; 0 when it was not in it. */
  readonly rank: number
  /** Started, finished or liked, rather than skipped: a skipped track of the list is a false positive. */
  readonly isPositive: boolean
  /** Of a started track: the age of the newest play that the list was made from, in milliseconds; null of one that is no age. */
  readonly ageMs: number | null
}

export interface Evaluation {
  /** Newest first. */
  readonly lists: readonly HeldList[]
  /** Null when there was no list yet, the event is no outcome, or the listener's plays count no more in this hour. */
  readonly outcome: ListOutcome | null
}

const POSITIVE: ReadonlySet<PlayEvent> = new Set(['started', 'finished', 'liked'])

/**
 * Online evaluation: evaluates a model's previous list by the play that this recommendation answers, whether the list was
 * shown or not; then holds the new list. A track is looked up in the list as of its start, since later lists exclude the
 * playing track.
 *
 * Reads recommendations only, those of each listener and model in order.
 * @param at event time of the play, epoch ms.
 */
export function evaluateOnline(
  lists: readonly HeldList[],
  { listenerId, causedBy, items }: Recommendation,
  at: number,
): Evaluation {
  const held = lists.find((list) => list.listenerId === listenerId)
  const others = lists.filter((list) => list !== held)
  const track = causedBy.trackId === null ? null : hashOf(causedBy.trackId)
  const isStart = causedBy.event === 'started'
  const isPlaying = held !== undefined && !isStart && held.playing === track
  const rank = held === undefined || track === null ? 0 : isPlaying ? held.playingRank : held.items.indexOf(track) + 1
  const isPositive = POSITIVE.has(causedBy.event)
  const saysSomething = isPositive || causedBy.event === 'skipped'
  const hour = Math.floor(at / HOUR_MS) * HOUR_MS
  const plays = (held?.hour === hour ? held.plays : 0) + Number(saysSomething)
  const next: HeldList = {
    listenerId,
    madeFor: at,
    items: items.slice(0, MAX_HELD_TRACKS).map(({ trackId }) => hashOf(trackId)),
    playing: isStart ? track : (held?.playing ?? null),
    playingRank: isStart ? rank : (held?.playingRank ?? 0),
    hour,
    plays,
  }
  const isNoOutcome = held === undefined || track === null || !saysSomething || plays > MAX_PLAYS_AN_HOUR
  return {
    lists: [next, ...others].slice(0, MAX_LISTENERS),
    outcome: isNoOutcome ? null : { rank, isPositive, ageMs: isStart ? ageOf(held, at) : null },
  }
}

function ageOf({ madeFor }: HeldList, at: number): number | null {
  const ageMs = at - madeFor
  return ageMs >= 0 && ageMs <= LONGEST_AGE_MS ? ageMs : null
}

/** The discount of a rank: 1 for the first, less further down, as in nDCG (Järvelin and Kekäläinen 2002). */
export const discount = (rank: number): number => (rank === 0 ? 0 : 1 / Math.log2(1 + rank))

const encoder = new TextEncoder()
/** Tracks of a held list are kept as hashes of 32 bits. */
const hashOf = (track: TrackId): number => murmur2(encoder.encode(track))
