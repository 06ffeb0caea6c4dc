import type * as z from 'zod/mini'
import { MAX_PLAYED_BEFORE, MAX_QUEUED } from '../../schemas/http.ts'
import type { queueSources, repeatModes } from '../../schemas/http.ts'
import type { listenerQueueShape } from '../../schemas/http.ts'
import { inRealOrder, shuffledBy } from './shuffle.ts'
import type { Track } from './tracks.ts'

export type QueueSourceKind = (typeof queueSources)[number]
export type RepeatMode = (typeof repeatModes)[number]
/** What a press on the button of each leads to. */
export const NEXT_REPEAT: Readonly<Record<RepeatMode, RepeatMode>> = { off: 'all', all: 'one', one: 'off' }
export const REPEAT_WORDS: Readonly<Record<RepeatMode, string>> = {
  off: 'Repeat: off',
  all: 'Repeat: all',
  one: 'Repeat: this song',
}
export type ListenerQueue = z.output<typeof listenerQueueShape>

/** Where a track was taken from, in words that people know it by. */
export interface QueueSource {
  readonly kind: QueueSourceKind
  readonly id: string | null
  readonly name: string
}

/** From which recommendation a track was taken, and from which place of it, from 1. */
export interface Offered {
  readonly recommendationId: string
  readonly itemRank: number
}

export interface QueueEntry {
  readonly entryId: string
  readonly track: Track
  readonly source: QueueSource
  /** Place before the shuffle; -1: it was not shuffled. */
  readonly unshuffled: number
  readonly offered?: Offered
  /** In Before: its copy at the end of Yours, which plays again while everything is repeated. */
  readonly copyId?: string
  /** In Before: the playback that is over, so that it can be taken back; left out where another player played it. */
  readonly playbackId?: string
}

/** Going back puts what played into Yours again, so that it may hold as many more as can be gone back. */
export const MAX_YOURS = MAX_QUEUED + MAX_PLAYED_BEFORE

/**
 * The zones of the listener: what plays, what they chose to follow, and what was played. Live is not in it; it follows
 * where Yours is empty.
 */
export interface Queue {
  readonly now: QueueEntry | null
  readonly yours: readonly QueueEntry[]
  /** Newest first. */
  readonly before: readonly QueueEntry[]
  /** Whether Live plays when Yours is empty. */
  readonly goesOn: boolean
  /** Null: not shuffled. */
  readonly shuffleSeed: number | null
  readonly repeat: RepeatMode
}

export const emptyQueue: Queue = { now: null, yours: [], before: [], goesOn: true, shuffleSeed: null, repeat: 'off' }

/** A list of tracks as entries, each of an id that no other has. */
export function entriesOf(tracks: readonly Track[], source: QueueSource, newId: () => string): readonly QueueEntry[] {
  return tracks.map((track) => ({ entryId: newId(), track, source, unshuffled: -1 }))
}

/** One entry plays, and the rest of its list is Yours: what stands after it; in any order when the queue is shuffled. */
export function withList(queue: Queue, entries: readonly QueueEntry[], at: number): Queue {
  const picked = entries[at]
  if (picked === undefined) return queue
  const after = entries.slice(at + 1)
  const { shuffleSeed } = queue
  const rest = (shuffleSeed === null ? after : [...after, ...entries.slice(0, at)]).slice(0, MAX_QUEUED)
  const yours = shuffleSeed === null ? rest : shuffledBy(shuffleSeed, rest)
  return { ...withNow(queue, picked), yours }
}

/** The entry that was left, in Before, with the playback that it was. */
export function withPlaybackId(queue: Queue, left: { readonly entryId: string; readonly playbackId: string }): Queue {
  const at = queue.before.findIndex(({ entryId }) => entryId === left.entryId)
  const entry = queue.before[at]
  if (entry === undefined || left.playbackId === '') return queue
  return { ...queue, before: queue.before.with(at, { ...entry, playbackId: left.playbackId }) }
}

/** More of a list in Yours, as much as there is room for: at its end, or mixed into it where it is shuffled. */
export function withRest(queue: Queue, entries: readonly QueueEntry[], isMixed: boolean): Queue {
  const { yours, shuffleSeed } = queue
  const added = entries.slice(0, Math.max(0, MAX_QUEUED - yours.length))
  if (shuffleSeed === null || !isMixed) return { ...queue, yours: [...yours, ...added] }
  return { ...queue, yours: shuffledBy(shuffleSeed, [...inRealOrder(yours), ...added]) }
}

/** An entry plays, and what played is in Before. Yours stays. */
export function withNow(queue: Queue, entry: QueueEntry): Queue {
  const { now, before } = queue
  return { ...queue, now: entry, before: now === null ? before : [now, ...before].slice(0, MAX_PLAYED_BEFORE) }
}

/**
 * What stands first in Yours plays. Null: Yours is empty.
 * @param newId for the copy of what played, which is put to the end of Yours while everything is repeated
 */
export function advanced(queue: Queue, newId: () => string): Queue | null {
  const { now } = queue
  const repeats = queue.repeat === 'all' && now !== null && now.offered === undefined
  const copyId = repeats ? newId() : ''
  const copies = repeats ? [{ ...now, entryId: copyId }] : []
  const [first, ...yours] = [...queue.yours, ...copies]
  if (first === undefined) return null
  const passing = repeats ? { ...queue, now: { ...now, copyId } } : queue
  return { ...withNow(passing, first), yours }
}

/** Back to what played before; what plays now stands first in Yours, so that going on comes back to it. Null: nothing did. */
export function wentBack(queue: Queue): Queue | null {
  const [last, ...before] = queue.before
  if (last === undefined) return null
  const { copyId, ...entry } = last
  const yours = (queue.now === null ? [] : [queue.now]).concat(queue.yours)
  // A copy that plays now waits, so that Next comes back to it, unless Next makes another copy.
  const isCopiedByNext = queue.repeat === 'all' && queue.yours.length === 0
  const isCopyWaiting = queue.now?.entryId === copyId && !isCopiedByNext
  const kept = isCopyWaiting ? yours : yours.filter(({ entryId }) => entryId !== copyId)
  return { ...queue, now: entry, before, yours: kept.slice(0, MAX_YOURS) }
}

/** An entry of Yours plays; those that stood before it were passed over, and are gone back to like what was played. */
export function jumpedTo(queue: Queue, wanted: string): Queue {
  const at = queue.yours.findIndex(({ entryId }) => entryId === wanted)
  const entry = queue.yours[at]
  if (entry === undefined) return queue
  const passed = queue.yours.slice(0, at).reduce<Queue>(withNow, queue)
  return { ...withNow(passed, entry), yours: queue.yours.slice(at + 1) }
}

/** As many as there is room for are added: behind an entry of Yours; null: before all of them. */
export function withAdded(queue: Queue, added: readonly QueueEntry[], after: string | null): Queue {
  const room = Math.max(0, MAX_QUEUED - queue.yours.length)
  return { ...queue, yours: inserted(queue.yours, added.slice(0, room), after) }
}

export function without(queue: Queue, entryIds: ReadonlySet<string>): Queue {
  return { ...queue, yours: queue.yours.filter(({ entryId }) => !entryIds.has(entryId)) }
}

/** Moves entries of Yours behind another, in the order that they had; null: before all of them. */
export function withMoved(queue: Queue, entryIds: ReadonlySet<string>, after: string | null): Queue {
  if (after !== null && entryIds.has(after)) return queue
  const moved = queue.yours.filter(({ entryId }) => entryIds.has(entryId))
  const others = queue.yours.filter(({ entryId }) => !entryIds.has(entryId))
  return { ...queue, yours: inserted(others, moved, after) }
}

/** @param seed null: in the order before the shuffle again */
export function withShuffle(queue: Queue, seed: number | null): Queue {
  const real = inRealOrder(queue.yours)
  return { ...queue, shuffleSeed: seed, yours: seed === null ? real : shuffledBy(seed, real) }
}

/** What is known of a track changed: its entries show that. */
export function withDescribed(queue: Queue, track: Track): Queue {
  const { trackId } = track
  const text = JSON.stringify(track)
  const isOf = (entry: QueueEntry) => entry.track.trackId === trackId && JSON.stringify(entry.track) !== text
  const described = (entry: QueueEntry) => (isOf(entry) ? { ...entry, track } : entry)
  const list = (entries: readonly QueueEntry[]) => (entries.some(isOf) ? entries.map(described) : entries)
  const { now, yours, before } = queue
  if (![...(now === null ? [] : [now]), ...yours, ...before].some(isOf)) return queue
  return { ...queue, now: now === null ? null : described(now), yours: list(yours), before: list(before) }
}

function inserted(
  into: readonly QueueEntry[],
  added: readonly QueueEntry[],
  after: string | null,
): readonly QueueEntry[] {
  const found = after === null ? -1 : into.findIndex(({ entryId }) => entryId === after)
  // The entry to stand behind may have begun to play meanwhile.
  const at = found + 1
  return [...into.slice(0, at), ...added, ...into.slice(at)]
}
