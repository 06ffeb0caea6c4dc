import type { Producer } from 'kafkajs'
import type { AnyTopic, Position, RecordOf } from '../topic.ts'
import type { OutgoingRecord } from '../serde/log-record.ts'
import type { RecordProducer } from '../runtime/context.ts'
import type { Environment } from '../runtime/environment.ts'
import { SlipstreamError } from '../errors.ts'
import { messagesByTopic } from './transactions.ts'

/** In all about 15 s: then whoever sent is told, and sends again. */
const RETRY = { initialRetryTime: 50, multiplier: 2, maxRetryTime: 2_000, retries: 10 }

/**
 * An idempotent producer for facts from outside. After a failed send its producer is thrown away, as the outcome is
 * unknown and kafkajs would reuse sequence numbers: the next send makes a new one. One send at a time, for the same
 * reason: while a send waits to be tried again, another would take its sequence numbers and be dropped as its duplicate.
 */
export async function openProducer(environment: Environment, topics: readonly AnyTopic[]): Promise<RecordProducer> {
  const { clients, codec } = environment
  await codec.prepare(topics)
  let current: Promise<Producer> | null = null

  const connect = async (): Promise<Producer> => {
    const producer = clients.producer({ idempotent: true, maxInFlightRequests: 1, retry: RETRY })
    await producer.connect()
    return producer
  }
  const throwAway = async () => {
    const gone = current
    current = null
    await gone?.then((producer) => producer.disconnect()).catch(() => undefined)
  }

  const send = async (outgoing: readonly OutgoingRecord[]): Promise<readonly Position[]> => {
    try {
      current ??= connect()
      const producer = await current
      const written = await producer.sendBatch({ acks: -1, topicMessages: messagesByTopic(outgoing) })
      const next = new Map(
        written.map((w) => [`${w.topicName}/${w.partition}`, Number(w.baseOffset ?? w.offset ?? -1)] as const),
      )
      return outgoing.map(({ topic, partition }) => {
        const offset = next.get(`${topic}/${partition}`) ?? -1
        next.set(`${topic}/${partition}`, offset + 1)
        return { partition, offset }
      })
    } catch (error) {
      await throwAway()
      throw new SlipstreamError(
        'kafka-unavailable',
        'Kafka did not confirm the records: they may or may not be in it; send them again.',
        {
          retriable: true,
          cause: error,
        },
      )
    }
  }

  await (current = connect())
  let last: Promise<unknown> = Promise.resolve()
  return {
    async send<T extends AnyTopic>(records: readonly RecordOf<T>[]): Promise<readonly Position[]> {
      const outgoing = records.map((record) => codec.encode(record))
      if (outgoing.length === 0) return []
      const mine = last.then(() => send(outgoing))
      last = mine.catch(() => undefined)
      return mine
    },
    close: throwAway,
  }
}
