import pLimit from 'p-limit'
import type { Producer, RecordMetadata } from 'kafkajs'
import type { OutgoingRecord } from '../serde/log-record.ts'
import type { Position } from '../topic.ts'
import { classify } from './classify.ts'
import type { KafkaClients } from './clients.ts'
import type { IdempotentProducer } from './port.ts'
import { portionsOf, topicMessagesOf } from './produce-requests.ts'

/** In all about 15 s; then the caller gets an error, and sends again. */
const RETRY = { initialRetryTime: 50, multiplier: 2, maxRetryTime: 2_000, retries: 10 }

/** A leader that is silent so long is asked for elsewhere: with two of three brokers a send takes no longer than 10 s. */
const REQUEST_TIMEOUT_MS = 3_000

/**
 * After a failed send the kafkajs producer is discarded, as the outcome is unknown and kafkajs would use its sequence numbers
 * again (reused-sequence); the next send connects another. One send at a time, for the same reason: while a send is being
 * retried, another would take its sequence numbers, and the broker would drop it as a duplicate.
 */
export async function openIdempotentProducer(clients: Pick<KafkaClients, 'producer'>): Promise<IdempotentProducer> {
  const oneAtATime = pLimit(1)
  let current: Promise<Producer> | null = connect(clients)

  const discard = async () => {
    const discarded = current
    current = null
    await discarded?.then((producer) => producer.disconnect()).catch(() => undefined)
  }
  const send = async (records: readonly OutgoingRecord[]): Promise<readonly Position[]> => {
    try {
      current ??= connect(clients)
      const producer = await current
      const positions: Position[] = []
      for (const portion of portionsOf(records)) {
        const written = await producer.sendBatch({ acks: -1, topicMessages: topicMessagesOf(portion) })
        positions.push(...positionsOf(portion, written))
      }
      return positions
    } catch (error) {
      await discard()
      throw classify(error)
    }
  }

  try {
    await current
  } catch (error) {
    throw classify(error)
  }
  return {
    send: async (records) => (records.length === 0 ? [] : oneAtATime(send, records)),
    close: discard,
  }
}

async function connect(clients: Pick<KafkaClients, 'producer'>): Promise<Producer> {
  const producer = clients.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: RETRY,
  })
  await producer.connect()
  return producer
}

/** The broker reports the first offset of each partition; the records of a partition follow each other. -1: not reported. */
function positionsOf(records: readonly OutgoingRecord[], written: readonly RecordMetadata[]): readonly Position[] {
  const next = new Map(
    written.map((w) => [`${w.topicName}/${w.partition}`, Number(w.baseOffset ?? w.offset ?? -1)] as const),
  )
  return records.map(({ topic, partition }) => {
    const offset = next.get(`${topic}/${partition}`) ?? -1
    next.set(`${topic}/${partition}`, offset + 1)
    return { partition, offset }
  })
}
