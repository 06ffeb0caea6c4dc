import type { ListenerId, Queue, QueueEntry } from '../../schemas/generated.ts'
import { entryId, trackId } from '../../schemas/generated.ts'
import type { AnswerOf, putQueue, readQueue } from '../../schemas/http.ts'
import type * as z from 'zod/mini'

type Put = z.output<(typeof putQueue)['body']>
type PutEntry = NonNullable<Put['now']>

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
