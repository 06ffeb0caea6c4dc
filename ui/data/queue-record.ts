import type * as z from 'zod/mini'
import { MAX_QUEUED, MAX_QUEUE_SOURCES } from '../../schemas/http.ts'
import type { putQueue } from '../../schemas/http.ts'
import type { ListenerQueue, Queue, QueueEntry, QueueSource } from './queue.ts'
import { MAX_YOURS } from './queue.ts'
import type { Track } from './tracks.ts'

export type QueuePut = z.input<(typeof putQueue)['body']>
type RecordEntry = ListenerQueue['yours'][number]

const UNKNOWN: QueueSource = { kind: 'unknown', id: null, name: '' }

/** What of a queue only the player knows that puts it. */
export interface PutBy {
  readonly positionMs: number
  readonly deviceId: string
  readonly sessionId: string
  /** Of the queue that this one replaces. */
  readonly revision: number
}

/** The queue as it is put on the server: tracks by their ids, and each source once. */
export function queuePut(queue: Queue, { positionMs, deviceId, sessionId, revision }: PutBy): QueuePut {
  const sources: QueueSource[] = []
  const places = new Map<string, number>()
  const placeOf = (source: QueueSource): number => {
    const key = JSON.stringify([source.kind, source.id, source.name])
    const known = places.get(key)
    if (known !== undefined) return known
    if (sources.length >= MAX_QUEUE_SOURCES) return -1
    places.set(key, sources.length)
    sources.push(source)
    return sources.length - 1
  }
  const entryOf = ({ entryId, track, source, unshuffled }: QueueEntry): RecordEntry => ({
    entryId,
    trackId: track.trackId,
    source: placeOf(source),
    unshuffled,
  })
  return {
    now: queue.now === null ? null : entryOf(queue.now),
    yours: queue.yours.slice(0, MAX_QUEUED).map(entryOf),
    before: queue.before.map(entryOf),
    sources,
    positionMs: Math.max(0, Math.round(positionMs)),
    live: queue.goesOn,
    shuffleSeed: queue.shuffleSeed,
    repeat: queue.repeat,
    ...{ deviceId, sessionId, revision },
  }
}

/** Ids of the tracks in a queue, those first that are seen and heard first, each once. */
export function trackIdsOf({ now, yours, before }: ListenerQueue): readonly string[] {
  const entries = [...(now === null ? [] : [now]), ...yours, ...before]
  return [...new Set(entries.map(({ trackId }) => trackId))]
}

/** A queue of the server. Entries whose track is not known are left out. */
export function queueOf(record: ListenerQueue, known: (trackId: string) => Track | null): Queue {
  const entriesOf = (entries: readonly RecordEntry[]) =>
    entries.flatMap(({ entryId, trackId, source, unshuffled }): readonly QueueEntry[] => {
      const track = known(trackId)
      return track === null ? [] : [{ entryId, track, source: record.sources[source] ?? UNKNOWN, unshuffled }]
    })
  return {
    now: entriesOf(record.now === null ? [] : [record.now])[0] ?? null,
    yours: entriesOf(record.yours),
    before: entriesOf(record.before),
    goesOn: record.live,
    shuffleSeed: record.shuffleSeed,
    repeat: record.repeat,
  }
}

/** Ids of everything that a queue holds. */
export function entryIdsOf({ now, yours, before }: Queue): ReadonlySet<string> {
  return new Set([...(now === null ? [] : [now]), ...yours, ...before].map(({ entryId }) => entryId))
}

/**
 * Two players changed a queue without knowing of each other: the newer one stands, and what the listener put in the other
 * one meanwhile follows after it, so that nothing is lost.
 * @param base ids of the entries of the queue that both had before
 */
export function mergedQueue(newer: Queue, older: Queue, base: ReadonlySet<string>): Queue {
  const held = entryIdsOf(newer)
  const put = older.yours.filter(({ entryId }) => !base.has(entryId) && !held.has(entryId))
  return put.length === 0 ? newer : { ...newer, yours: [...newer.yours, ...put].slice(0, MAX_YOURS) }
}
