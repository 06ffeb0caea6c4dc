import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { ListenerId, Play, PlayId } from '../../../schemas/generated.ts'
import type { RefusalCode } from '../../../schemas/live.ts'
import type { RecordProducer } from '../../../streams/engine/runtime/context.ts'
import type { Position } from '../../../streams/engine/topic.ts'
import { plays } from '../../../schemas/topics.ts'
import { playOrder } from '../play-order.ts'
import { playQueue } from './play-queue.ts'

/** Plays whose position is remembered, of all listeners together: a resent one is acknowledged without another write. */
const REMEMBERED = 50_000

export interface PlayWriter {
  /**
   * Writes one play, at the latest with the next batch.
   * @returns where Kafka has it. One that was written lately, or is just being written, is not written again.
   * @throws {RefusedPlay} `bad-message`: for good; `not-stored`: Kafka did not confirm it, too many wait, or an earlier play of
   *   this listener must come again first.
   */
  write(listener: ListenerId, play: Play): Promise<Position>
  /** A play was refused before it came here, to be sent again: later ones wait for it. */
  postponed(listener: ListenerId, playId: PlayId): void
  /** When Kafka last failed to confirm a batch, epoch ms; null once it has confirmed one again. */
  failedAt(): number | null
}

/** A play that was not written. */
export class RefusedPlay extends Error {
  override readonly name = 'RefusedPlay'
  readonly code: RefusalCode

  constructor(code: RefusalCode, message: string, options?: { readonly cause: unknown }) {
    super(message, options)
    this.code = code
  }
}

interface Written {
  /** A hash of all that the player said. */
  readonly content: string
  readonly position: Promise<Position>
}

/**
 * Writes the plays of all listeners, each listener's in the order sent. What is wrong with one play is found before it joins
 * a batch with those of others.
 * @param onFailure told of each batch that Kafka did not confirm.
 */
export function playWriter(
  producer: RecordProducer,
  now: () => number,
  onFailure: (error: unknown, plays: number) => void = () => undefined,
): PlayWriter {
  const remembered = new LRUCache<string, Written>({ max: REMEMBERED })
  const order = playOrder()
  let failedAt: number | null = null
  const queue = playQueue(producer, (failed) => {
    failedAt = failed === null ? null : now()
    if (failed === null) return
    for (const [listener, playId] of failed.firsts) order.failed(listener, playId, now())
    onFailure(failed.error, failed.plays)
  })

  /** @throws {RefusedPlay} why a play cannot be taken now. */
  const admit = (listener: ListenerId, { playId }: Play) => {
    if (!order.takes(listener, playId, now()))
      throw new RefusedPlay('not-stored', 'An earlier play of this listener must come again first.')
    if (queue.hasRoomFor(listener)) return
    order.postponed(listener, playId, now())
    throw new RefusedPlay('not-stored', 'Too many plays wait for Kafka.')
  }

  const enqueue = async (listener: ListenerId, play: Play, bytes: number): Promise<Position> => {
    try {
      return await queue.add(listener, play, bytes)
    } catch (cause) {
      throw new RefusedPlay('not-stored', 'Kafka did not confirm the play: send it again.', { cause })
    }
  }

  return {
    async write(listener, play) {
      const { bytes, content } = encoded(play)
      const name = `${listener}/${play.playId}`
      const known = remembered.get(name)
      if (known?.content === content) return known.position
      if (known !== undefined)
        throw new RefusedPlay('bad-message', `A play ${play.playId} with another content was sent before.`)
      admit(listener, play)
      const position = enqueue(listener, play, bytes)
      remembered.set(name, { content, position })
      position.catch(() => remembered.delete(name))
      return position
    },
    postponed: (listener, playId) => order.postponed(listener, playId, now()),
    failedAt: () => failedAt,
  }
}

/** @throws {RefusedPlay} when the play does not fit its schema. */
function encoded(play: Play): { readonly bytes: number; readonly content: string } {
  try {
    // What the bridge adds may be another when the play is sent again.
    const said = plays.value.encode({ ...play, arrivedAt: 0, title: null, artist: null })
    const content = createHash('sha1').update(said).digest('base64')
    return { bytes: plays.value.encode(play).length, content }
  } catch (cause) {
    throw new RefusedPlay('bad-message', 'The play does not fit the schema of plays.', { cause })
  }
}
