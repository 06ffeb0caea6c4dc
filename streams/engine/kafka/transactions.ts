import { setTimeout as wait } from 'node:timers/promises'
import type { Producer, Transaction } from 'kafkajs'
import type { OutgoingRecord } from '../serde/log-record.ts'
import { reach } from '../fail-points.ts'
import type { KafkaClients } from './kafka.ts'

export interface NextOffset {
  readonly topic: string
  readonly partition: number
  /** Offset of the next record to be read. */
  readonly next: number
}

/**
 * Writes of one owner under one transactional id. After any error its outcome is unknown and it must be thrown away with
 * `discard`: kafkajs would reuse sequence numbers and lose records in silence.
 */
export interface TransactionalWriter {
  /** Sends into the open transaction, opening one if there is none. */
  send(records: readonly OutgoingRecord[]): Promise<void>
  /** Commits outputs and input offsets together. Without an open transaction the offsets are committed alone, in one. */
  commit(offsets: readonly NextOffset[]): Promise<void>
  readonly isOpen: boolean
  /** The offset after the last record sent to a partition; null when none was, or Kafka did not say. */
  end(topic: string, partition: number): number | null
  discard(): Promise<void>
}

/** Open transactions of a dead owner hold up every committed reader for so long, unless a new owner comes earlier. */
const TRANSACTION_TIMEOUT_MS = 10_000
/**
 * In all 6 to 9 s between tries, on purpose less than the transaction lasts: what is still not done by then would meet a
 * transaction that the broker has ended. The next owner begins from what was committed.
 */
const RETRY = { initialRetryTime: 5, multiplier: 2, maxRetryTime: 1_000, retries: 14 }
/** A request without an answer is given up before the transaction is. */
const REQUEST_TIMEOUT_MS = 8_000

/**
 * Refusals of a request that has had no effect: the markers of the last transaction are still being written, or a broker
 * that has just started has not loaded its groups. kafkajs knows the last three by other names, and gives up at once.
 */
const NOT_YET = new Set([
  'CONCURRENT_TRANSACTIONS',
  'NOT_COORDINATOR_FOR_GROUP',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'GROUP_LOAD_IN_PROGRESS',
])
const NOT_YET_FOR_MS = 6_000
const NOT_YET_WAIT_MS = 5
/** A send of so many small records is encoded in one go: longer, and nothing else would have its turn. */
const RECORDS_PER_SEND = 4_000
/** What is sent to one partition at once is one batch, of which a broker takes a megabyte unless told otherwise. */
const BYTES_PER_SEND = 512 * 1024

/**
 * Takes over the transactional id: whoever held it is fenced, and what it left open is aborted, before this returns.
 * @param group the consumer group that input offsets are committed for.
 */
export async function takeOver(
  clients: KafkaClients,
  transactionalId: string,
  group: string,
): Promise<TransactionalWriter> {
  const producer = clients.producer({
    transactionalId,
    maxInFlightRequests: 1,
    transactionTimeout: TRANSACTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: RETRY,
  })
  await producer.connect()
  try {
    // kafkajs initialises the producer id with the first transaction only, and fences nobody before.
    const empty = await producer.transaction()
    await empty.abort()
  } catch (error) {
    await disconnect(producer)
    throw error
  }
  return writer(producer, transactionalId, group)
}

function writer(producer: Producer, transactionalId: string, group: string): TransactionalWriter {
  let open: Transaction | null = null
  const ends = new Map<string, number | null>()
  return {
    end: (topic, partition) => ends.get(`${topic}/${partition}`) ?? null,
    get isOpen() {
      return open !== null
    },
    async send(records) {
      if (records.length === 0) return
      reach('before-produce', transactionalId)
      open ??= await producer.transaction()
      for (const portion of portionsOf(records)) {
        const written = await open.sendBatch({ acks: -1, topicMessages: messagesByTopic(portion) })
        for (const { topicName, partition, baseOffset } of written) {
          const sent = portion.filter((each) => each.topic === topicName && each.partition === partition).length
          ends.set(`${topicName}/${partition}`, Number(baseOffset ?? -1) < 0 ? null : Number(baseOffset) + sent)
        }
      }
      reach('after-produce', transactionalId)
    },
    async commit(offsets) {
      open ??= await producer.transaction()
      reach('between-produce-and-offsets', transactionalId)
      if (offsets.length > 0) await sendOffsets(open, group, offsets)
      reach('before-commit', transactionalId)
      await open.commit()
      open = null
      reach('after-commit', transactionalId)
    },
    discard: () => disconnect(producer),
  }
}

async function sendOffsets(transaction: Transaction, group: string, offsets: readonly NextOffset[]): Promise<void> {
  const deadline = performance.now() + NOT_YET_FOR_MS
  for (;;) {
    try {
      await transaction.sendOffsets({ consumerGroupId: group, topics: offsetsByTopic(offsets) })
      return
    } catch (error) {
      if (!NOT_YET.has(typeOf(error) ?? '') || performance.now() > deadline) throw error
      await wait(NOT_YET_WAIT_MS)
    }
  }
}

/** The broker's own name of a protocol error; null for any other error. */
export function typeOf(error: unknown): string | null {
  return error instanceof Error && 'type' in error && typeof error.type === 'string' ? error.type : null
}

/** In order, each small enough to be sent at once; a record that is larger than that goes alone. */
export function portionsOf(records: readonly OutgoingRecord[]): readonly (readonly OutgoingRecord[])[] {
  const portions: OutgoingRecord[][] = []
  let bytes = Infinity
  for (const record of records) {
    const size = bytesOf(record)
    const current = portions.at(-1)
    if (current === undefined || current.length === RECORDS_PER_SEND || bytes + size > BYTES_PER_SEND) {
      portions.push([record])
      bytes = size
    } else {
      current.push(record)
      bytes += size
    }
  }
  return portions
}

/** Without the few bytes of each record's frame: the limit leaves room for them. */
function bytesOf({ key, value, headers }: OutgoingRecord): number {
  let bytes = (key?.length ?? 0) + (value?.length ?? 0)
  for (const [name, content] of Object.entries(headers)) {
    bytes += name.length
    if (Array.isArray(content)) for (const each of content) bytes += each.length + name.length
    else bytes += content.length
  }
  return bytes
}

export function messagesByTopic(records: readonly OutgoingRecord[]) {
  const topics = new Map<string, OutgoingRecord[]>()
  for (const record of records) {
    const known = topics.get(record.topic)
    if (known === undefined) topics.set(record.topic, [record])
    else known.push(record)
  }
  return [...topics].map(([topic, ofTopic]) => ({
    topic,
    messages: ofTopic.map(({ partition, key, value, headers, timestamp }) => ({
      partition,
      key,
      value,
      headers: { ...headers },
      timestamp: String(timestamp),
    })),
  }))
}

function offsetsByTopic(offsets: readonly NextOffset[]) {
  return [...new Set(offsets.map((o) => o.topic))].map((topic) => ({
    topic,
    partitions: offsets
      .filter((o) => o.topic === topic)
      .map(({ partition, next }) => ({ partition, offset: String(next) })),
  }))
}

/** A producer that is thrown away has nothing more to tell: that its connection was broken already is no news. */
const disconnect = (producer: Producer): Promise<void> => producer.disconnect().catch(() => undefined)
