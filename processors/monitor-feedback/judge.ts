import type { HeldList, PlayEvent, Recommendation, TrackId } from '../../schemas/generated.ts'
import { murmur2 } from '../../streams/engine/partition.ts'

/** Listeners whose newest list is held, for each model; who was heard of longest ago makes room. */
export const MAX_LISTENERS = 100

/** What a listener did next, seen from the list that a model had for them. */
export interface Verdict {
  /** Where the track stood in it, from 1; 0: nowhere. */
  readonly rank: number
  /** Whether they took to the track (began it, heard it out, liked it), or not (skipped it). */
  readonly isWelcome: boolean
  /** When a track was begun: how old the newest play was by then that the list knew of, in milliseconds. */
  readonly ageMs: number | null
}

export interface Judgement {
  /** Newest first. */
  readonly lists: readonly HeldList[]
  /** Null when there was no list yet, or what was done says nothing about one. */
  readonly verdict: Verdict | null
}

const WELCOME: ReadonlySet<PlayEvent> = new Set(['started', 'finished', 'liked'])

/**
 * Judges the list that a model had made before by the play that this recommendation answers, whether the list was shown to
 * the listener or not; then holds the new list. A track is sought in the list that there was when it was begun, since what
 * plays is in no later one.
 *
 * It needs recommendations only, and of each listener and model in their order.
 * @param at event time of the play, epoch ms.
 */
export function judge(
  lists: readonly HeldList[],
  { listenerId, causedBy, items }: Recommendation,
  at: number,
): Judgement {
  const held = lists.find((list) => list.listenerId === listenerId)
  const others = lists.filter((list) => list !== held)
  const track = causedBy.trackId === null ? null : hashOf(causedBy.trackId)
  const isStart = causedBy.event === 'started'
  const isPlaying = held !== undefined && !isStart && held.playing === track
  const rank = held === undefined || track === null ? 0 : isPlaying ? held.playingRank : held.items.indexOf(track) + 1
  const next: HeldList = {
    listenerId,
    madeFor: at,
    items: items.map(({ trackId }) => hashOf(trackId)),
    playing: isStart ? track : (held?.playing ?? null),
    playingRank: isStart ? rank : (held?.playingRank ?? 0),
  }
  const isWelcome = WELCOME.has(causedBy.event)
  const saysNothing = held === undefined || track === null || !(isWelcome || causedBy.event === 'skipped')
  return {
    lists: [next, ...others].slice(0, MAX_LISTENERS),
    verdict: saysNothing ? null : { rank, isWelcome, ageMs: isStart ? at - held.madeFor : null },
  }
}

/** How much a place in a list counts: 1 for the first, less further down, as in nDCG (Järvelin and Kekäläinen 2002). */
export const discount = (rank: number): number => (rank === 0 ? 0 : 1 / Math.log2(1 + rank))

const encoder = new TextEncoder()
/** Two tracks in a few billions share one. */
const hashOf = (track: TrackId): number => murmur2(encoder.encode(track))
