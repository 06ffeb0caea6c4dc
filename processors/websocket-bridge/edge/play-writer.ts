import { LRUCache } from 'lru-cache'
import type { ListenerId, Play } from '../../../schemas/generated.ts'
import type { RecordProducer } from '../../../streams/engine/runtime/context.ts'
import { reach } from '../../../streams/engine/fail-points.ts'
import type { Position } from '../../../streams/engine/topic.ts'
import { record } from '../../../streams/engine/topic.ts'
import { plays } from '../../../schemas/topics.ts'

/** Plays that may wait for Kafka; beyond that a play is refused at once, to be sent again. */
const MAX_WAITING = 10_000
const MAX_BATCH = 1_000
/** Plays whose position is remembered, of all listeners together: a resent one is acknowledged without another write. */
const REMEMBERED = 50_000

export interface PlayWriter {
  /**
   * Writes one play, at the latest with the next batch.
   * @returns where Kafka has it. One that was written lately, or is just being written, is not written again.
   * @throws when Kafka did not confirm it, or too many wait: it may come again.
   */
  write(listener: ListenerId, play: Play): Promise<Position>
  /** When Kafka last failed to confirm a batch, epoch ms; null once it has confirmed one again. */
  failedAt(): number | null
}

interface Waiting {
  readonly listener: ListenerId
  readonly play: Play
  resolve(position: Position): void
  reject(error: unknown): void
}

/**
 * Sends the plays of all listeners together: at once while nothing is on its way, else what has gathered when that is
 * confirmed. One batch at a time keeps each listener's order.
 */
export function playWriter(producer: RecordProducer, now: () => number): PlayWriter {
  const remembered = new LRUCache<string, Promise<Position>>({ max: REMEMBERED })
  let waiting: Waiting[] = []
  let sending = false
  let failedAt: number | null = null

  const send = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      reach('before-produce', plays.name)
      const positions = await producer.send(
        batch.map(({ listener, play }) => record(plays, listener, play, play.arrivedAt)),
      )
      reach('after-produce-before-ack', plays.name)
      failedAt = null
      for (const [index, each] of batch.entries()) {
        const position = positions[index]
        if (position === undefined) each.reject(new Error('Kafka confirmed fewer records than it was sent.'))
        else each.resolve(position)
      }
    } catch (error) {
      failedAt = now()
      for (const each of batch) each.reject(error)
    }
  }

  const drain = async (): Promise<void> => {
    if (sending) return
    sending = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MAX_BATCH)
      waiting = waiting.slice(MAX_BATCH)
      await send(batch)
    }
    sending = false
  }

  return {
    write(listener, play) {
      const name = `${listener}/${play.playId}`
      const known = remembered.get(name)
      if (known !== undefined) return known
      if (waiting.length >= MAX_WAITING) return Promise.reject(new Error('Too many plays wait for Kafka.'))
      const written = new Promise<Position>((resolve, reject) => {
        waiting.push({ listener, play, resolve, reject })
      })
      remembered.set(name, written)
      written.catch(() => remembered.delete(name))
      void drain()
      return written
    },
    failedAt: () => failedAt,
  }
}
