import { setTimeout as wait } from 'node:timers/promises'
import type { Producer, Transaction } from 'kafkajs'
import type { Logger } from 'pino'
import { reach } from '../fail-points.ts'
import type { OutgoingRecord } from '../serde/log-record.ts'
import { classify, typeOf } from './classify.ts'
import type { KafkaClients } from './clients.ts'
import { endHangingWith } from './hanging-transactions.ts'
import { KafkaError } from './kafka-error.ts'
import type { NextOffset, TransactionalWriter, WriterOptions } from './port.ts'
import { portionsOf, topicMessagesOf } from './produce-requests.ts'

/** An open transaction of a dead owner blocks every read-committed reader this long, unless a new owner aborts it earlier. */
const TRANSACTION_TIMEOUT_MS = 10_000
/**
 * In all 6 to 9 s of waiting, on purpose less than the transaction timeout: a later try would meet a transaction that the
 * broker has aborted. The next owner begins from what was committed.
 */
const RETRY = { initialRetryTime: 5, multiplier: 2, maxRetryTime: 1_000, retries: 14 }
/** A request without an answer fails before the transaction times out. */
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

/** @see KafkaPort.transactionalWriter */
export async function openTransactionalWriter(
  clients: Pick<KafkaClients, 'producer' | 'cluster'>,
  log: Logger,
  {
    transactionalId,
    group,
    timeoutMs = TRANSACTION_TIMEOUT_MS,
    topics,
  }: WriterOptions & { readonly transactionalId: string; readonly group: string },
): Promise<TransactionalWriter> {
  const producer = clients.producer({
    transactionalId,
    maxInFlightRequests: 1,
    transactionTimeout: timeoutMs,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: RETRY,
  })
  const initialise = async (): Promise<void> => {
    await producer.connect()
    // kafkajs initialises the producer id with the first transaction only; connecting fences no earlier owner (connect-does-not-fence).
    const empty = await producer.transaction()
    await empty.abort()
  }
  try {
    if (topics.length === 0) await initialise()
    else await endHangingWith(initialise, clients.cluster('committed'), log, { transactionalId, group, topics })
  } catch (error) {
    await disconnect(producer)
    throw classify(error)
  }
  return new KafkajsWriter(producer, transactionalId, group)
}

type State =
  | { readonly name: 'idle' }
  | { readonly name: 'open'; readonly transaction: Transaction }
  /** Outcome unknown: kafkajs would use sequence numbers again, and the broker drop records as duplicates. */
  | { readonly name: 'failed'; readonly error: KafkaError }

class KafkajsWriter implements TransactionalWriter {
  readonly #producer: Producer
  readonly #transactionalId: string
  readonly #group: string
  readonly #ends = new Map<string, number | null>()
  #state: State = { name: 'idle' }

  constructor(producer: Producer, transactionalId: string, group: string) {
    this.#producer = producer
    this.#transactionalId = transactionalId
    this.#group = group
  }

  end(topic: string, partition: number): number | null {
    return this.#ends.get(`${topic}/${partition}`) ?? null
  }

  async send(records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return
    await this.#orFail(async () => {
      reach('before-produce', this.#transactionalId)
      const transaction = await this.#opened()
      for (const portion of portionsOf(records)) {
        const written = await transaction.sendBatch({ acks: -1, topicMessages: topicMessagesOf(portion) })
        for (const { topicName, partition, baseOffset } of written) {
          const sent = portion.filter((each) => each.topic === topicName && each.partition === partition).length
          const base = Number(baseOffset ?? -1)
          this.#ends.set(`${topicName}/${partition}`, base < 0 ? null : base + sent)
        }
      }
      reach('after-produce', this.#transactionalId)
    })
  }

  async commit(offsets: readonly NextOffset[]): Promise<void> {
    await this.#orFail(async () => {
      const transaction = await this.#opened()
      reach('between-produce-and-offsets', this.#transactionalId)
      if (offsets.length > 0) await sendOffsets(transaction, this.#group, offsets)
      reach('before-commit', this.#transactionalId)
      await transaction.commit()
      this.#state = { name: 'idle' }
      reach('after-commit', this.#transactionalId)
    })
  }

  discard(): Promise<void> {
    return disconnect(this.#producer)
  }

  async #opened(): Promise<Transaction> {
    if (this.#state.name === 'open') return this.#state.transaction
    const transaction = await this.#producer.transaction()
    this.#state = { name: 'open', transaction }
    return transaction
  }

  async #orFail(work: () => Promise<void>): Promise<void> {
    if (this.#state.name === 'failed') {
      const { kind, type, message } = this.#state.error
      throw new KafkaError(kind, `${this.#transactionalId} failed before: ${message}`, {
        type,
        cause: this.#state.error,
      })
    }
    try {
      await work()
    } catch (error) {
      const failure = classify(error)
      this.#state = { name: 'failed', error: failure }
      throw failure
    }
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

function offsetsByTopic(offsets: readonly NextOffset[]) {
  return [...new Set(offsets.map((o) => o.topic))].map((topic) => ({
    topic,
    partitions: offsets
      .filter((o) => o.topic === topic)
      .map(({ partition, next }) => ({ partition, offset: String(next) })),
  }))
}

/** A connection that is broken already is no further error of a producer that is discarded. */
const disconnect = (producer: Producer): Promise<void> => producer.disconnect().catch(() => undefined)
