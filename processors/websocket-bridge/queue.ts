import type { ListenerId, Queue, QueueEntry, TrackId } from '../../schemas/generated.ts'
import { entryId, trackId } from '../../schemas/generated.ts'
import type { AnswerOf, putQueue, readQueue } from '../../schemas/http.ts'
import type * as z from 'zod/mini'

type Put = z.output<(typeof putQueue)['body']>
type PutEntry = NonNullable<Put['now']>

/** The `entryId` that more than one entry of what was put has; null when each has its own. */
export function repeatedEntry({ now, yours = [], before = [] }: Put): string | null {
  const known = new Set<string>()
  for (const { entryId: id } of [...(now === null ? [] : [now]), ...yours, ...before]) {
    if (known.has(id)) return id
    known.add(id)
  }
  return null
}

/** What was put without entries whose tracks are not in the library, and the ids of those. */
export function withoutUnknown(
  put: Put,
  isKnown: (id: TrackId) => boolean,
): { readonly put: Put; readonly dropped: readonly string[] } {
  const dropped: string[] = []
  const isKept = (entry: PutEntry): boolean => {
    const kept = isKnown(trackId(entry.trackId))
    if (!kept) dropped.push(entry.entryId)
    return kept
  }
  const { now, yours, before } = put
  const kept = {
    ...put,
    now: now !== null && isKept(now) ? now : null,
    ...(yours === undefined ? {} : { yours: yours.filter(isKept) }),
    ...(before === undefined ? {} : { before: before.filter(isKept) }),
  }
  return { put: { ...kept, positionMs: kept.now === now ? put.positionMs : 0 }, dropped }
}

/**
 * The queue that is held after a record: the later in the log. Where two bridges took one revision each, the later counts as one
 * more, so that the players of the other are told of a revision that they do not know, and read it.
 */
export function queueAfter(held: Queue | null, put: Queue): Queue {
  const revision = Math.max(put.revision, (held?.revision ?? 0) + 1)
  return revision === put.revision ? put : { ...put, revision }
}

/** The record that takes the place of the present queue; lists that a player leaves out stay. */
export function queueRecord(listener: ListenerId, put: Put, present: Queue | null, updatedAt: number): Queue {
  return {
    listenerId: listener,
    revision: put.revision + 1,
    now: put.now === null ? null : entryOf(put.now),
    positionMs: put.positionMs,
    yours: put.yours?.map(entryOf) ?? present?.yours ?? [],
    before: put.before?.map(entryOf) ?? present?.before ?? [],
    sources: put.sources ?? present?.sources ?? [],
    live: put.live,
    shuffleSeed: put.shuffleSeed,
    repeat: put.repeat,
    deviceId: put.deviceId,
    sessionId: put.sessionId,
    updatedAt,
  }
}

const entryOf = (entry: PutEntry): QueueEntry => ({
  entryId: entryId(entry.entryId),
  trackId: trackId(entry.trackId),
  source: entry.source,
  unshuffled: entry.unshuffled,
})

const NOTHING: AnswerOf<typeof readQueue> = {
  now: null,
  positionMs: 0,
  live: true,
  shuffleSeed: null,
  repeat: 'off',
  deviceId: null,
  sessionId: null,
  revision: 0,
  yours: [],
  before: [],
  sources: [],
  updatedAt: 0,
}

/** @param queue null: none was ever put. */
export function queueAnswer(queue: Queue | null): AnswerOf<typeof readQueue> {
  if (queue === null) return NOTHING
  const {
    revision,
    now,
    positionMs,
    yours,
    before,
    sources,
    live,
    shuffleSeed,
    repeat,
    deviceId,
    sessionId,
    updatedAt,
  } = queue
  return {
    ...{ revision, now, positionMs, yours, before, sources, live, shuffleSeed, deviceId, sessionId, updatedAt },
    repeat: repeat === 'unknown' ? 'off' : repeat,
  }
}
