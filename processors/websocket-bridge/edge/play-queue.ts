import type { ListenerId, Play, PlayId } from '../../../schemas/generated.ts'
import { plays } from '../../../schemas/topics.ts'
import { reach } from '../../../streams/engine/fail-points.ts'
import type { RecordProducer } from '../../../streams/engine/runtime/context.ts'
import type { Position } from '../../../streams/engine/topic.ts'
import { record } from '../../../streams/engine/topic.ts'

/** Plays of all listeners that may wait for Kafka. */
const MAX_WAITING = 10_000
/** Of one listener: what the permitted rate gives in the 15 s that the producer tries for. */
const MAX_WAITING_OF_LISTENER = 400
const MAX_BATCH = 1_000
/** Half of what a broker takes in one batch of a partition (1,048,588 bytes), as all plays may be of one partition. */
const MAX_BATCH_BYTES = 512 * 1024
/** Key, headers and framing of a record, generously. */
const RECORD_OVERHEAD_BYTES = 200

/** Plays on their way to Kafka, in batches of several listeners. */
export interface PlayQueue {
  hasRoomFor(listener: ListenerId): boolean
  /** @throws what the producer threw for the batch that it went with, or would have gone after. */
  add(listener: ListenerId, play: Play, bytes: number): Promise<Position>
}

/** A batch that Kafka did not confirm. */
export interface FailedBatch {
  readonly error: unknown
  /** The first play of each listener in it. */
  readonly firsts: ReadonlyMap<ListenerId, PlayId>
  /** Its plays, and those that waited behind it. */
  readonly plays: number
}

interface Waiting {
  readonly listener: ListenerId
  readonly play: Play
  readonly bytes: number
  resolve(position: Position): void
  reject(error: unknown): void
}

/**
 * Sends at once while nothing is on its way, else what has gathered when that is confirmed. The plays of a listener stay in
 * order: one batch is on its way at a time, and when it fails, what its listeners sent later fails with it.
 * @param onSent called after each batch; with `null` when it was confirmed. The plays reject after that.
 */
export function playQueue(producer: RecordProducer, onSent: (failed: FailedBatch | null) => void): PlayQueue {
  const waitingOf = new Map<ListenerId, number>() // listeners of plays that wait or are on their way, so bounded as these are
  let waiting: Waiting[] = []
  let sending = false

  const refuse = (batch: readonly Waiting[], error: unknown) => {
    const firsts = new Map<ListenerId, PlayId>()
    for (const { listener, play } of batch) if (!firsts.has(listener)) firsts.set(listener, play.playId)
    const refused = [...batch, ...waiting.filter(({ listener }) => firsts.has(listener))]
    waiting = waiting.filter(({ listener }) => !firsts.has(listener))
    onSent({ error, firsts, plays: refused.length })
    for (const { reject } of refused) reject(error)
  }

  const send = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      reach('before-produce', plays.name)
      const positions = await producer.send(
        batch.map(({ listener, play }) => record(plays, listener, play, play.arrivedAt)),
      )
      reach('after-produce-before-ack', plays.name)
      onSent(null)
      for (const [index, each] of batch.entries()) {
        const position = positions[index]
        if (position === undefined) throw new Error('Kafka confirmed fewer records than it was sent.')
        each.resolve(position)
      }
    } catch (error) {
      refuse(batch, error)
    }
  }

  const drain = async (): Promise<void> => {
    if (sending) return
    sending = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchLength(waiting))
      waiting = waiting.slice(batch.length)
      await send(batch)
    }
    sending = false
  }

  return {
    hasRoomFor: (listener) => waiting.length < MAX_WAITING && (waitingOf.get(listener) ?? 0) < MAX_WAITING_OF_LISTENER,
    async add(listener, play, bytes) {
      waitingOf.set(listener, (waitingOf.get(listener) ?? 0) + 1)
      try {
        const position = new Promise<Position>((resolve, reject) => {
          waiting.push({ listener, play, bytes, resolve, reject })
        })
        void drain()
        return await position
      } finally {
        const left = (waitingOf.get(listener) ?? 1) - 1
        if (left === 0) waitingOf.delete(listener)
        else waitingOf.set(listener, left)
      }
    },
  }
}

/** How many of those that wait, one at least, go together. */
function batchLength(waiting: readonly Waiting[]): number {
  let bytes = 0
  const tooMany = waiting.findIndex((each, index) => {
    bytes += each.bytes + RECORD_OVERHEAD_BYTES
    return index > 0 && (index >= MAX_BATCH || bytes > MAX_BATCH_BYTES)
  })
  return tooMany === -1 ? waiting.length : tooMany
}
