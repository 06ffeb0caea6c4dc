import { createRequire } from 'node:module'
import type { ProtocolRequest } from './cluster.ts'
import { array, flexibleRequest, int16, int32, int64, NO_TAGS, text } from './flexible-protocol.ts'
import type { Reader } from './flexible-protocol.ts'
import type { TopicPartition } from './port.ts'

/** The requests of KIP-664, which kafkajs does not have: what is known of transactions, and the end of one that hangs. */

const require = createRequire(import.meta.url)

const DESCRIBE_TRANSACTIONS = { name: 'DescribeTransactions', key: 65, version: 0 }
const DESCRIBE_PRODUCERS = { name: 'DescribeProducers', key: 61, version: 0 }
/** The only version that Kafka 3 and 4 both serve. */
const WRITE_TXN_MARKERS = { name: 'WriteTxnMarkers', key: 27, version: 1 }
const TRANSACTIONAL_ID_NOT_FOUND = 105
const TOPIC_AUTHORIZATION_FAILED = 29

/** What a coordinator knows of the newest transaction of a transactional id. */
export interface TransactionDescription {
  /** Kafka's own names: `Empty`, `Ongoing`, `PrepareCommit`, `CompleteCommit`, `PrepareAbort`, `CompleteAbort`, … */
  readonly state: string
  readonly producerId: bigint
  readonly producerEpoch: number
}

/** A transaction as the leader of one partition knows it. */
export interface OpenTransaction extends TopicPartition {
  readonly producerId: bigint
  readonly producerEpoch: number
  /** Of the coordinator that wrote the last marker of this producer; -1 before the first. */
  readonly coordinatorEpoch: number
  /** Offset of its first record. */
  readonly start: number
  /** Epoch ms of its newest record. */
  readonly lastTimestamp: number
}

/*
 * DescribeTransactions Request (Version: 0) => [transactional_ids] TAG_BUFFER
 * DescribeTransactions Response (Version: 0) => throttle_time_ms [transaction_states] TAG_BUFFER
 *   transaction_states => error_code transactional_id transaction_state transaction_timeout_ms transaction_start_time_ms
 *     producer_id producer_epoch [topics] TAG_BUFFER
 */

/** To the coordinator of the transactional id. The answer is null when it has never been used. */
export const describeTransaction = (transactionalId: string): ProtocolRequest<TransactionDescription | null> =>
  flexibleRequest(DESCRIBE_TRANSACTIONS, Buffer.concat([array([text(transactionalId)]), NO_TAGS]), transactionIn)

function transactionIn(read: Reader): TransactionDescription | null {
  read.int32()
  const ids = read.uvarint() - 1
  const error = read.int16()
  if (ids !== 1 || error === TRANSACTIONAL_ID_NOT_FOUND) return null
  throwIfError(error)
  read.text()
  const state = read.text()
  read.skip(4 + 8)
  return { state, producerId: read.int64(), producerEpoch: read.int16() }
}

/*
 * DescribeProducers Request (Version: 0) => [topics] TAG_BUFFER
 *   topics => name [partition_indexes] TAG_BUFFER
 * DescribeProducers Response (Version: 0) => throttle_time_ms [topics] TAG_BUFFER
 *   topics => name [partitions] TAG_BUFFER
 *     partitions => partition_index error_code error_message [active_producers] TAG_BUFFER
 *       active_producers => producer_id producer_epoch (INT32) last_sequence last_timestamp coordinator_epoch
 *         current_txn_start_offset TAG_BUFFER
 */

export type PartitionsByTopic = ReadonlyMap<string, readonly number[]>

/** To the leader of the partitions. The answer has every transaction that is open in them, of any producer. */
export function describeOpenTransactions(partitions: PartitionsByTopic): ProtocolRequest<readonly OpenTransaction[]> {
  const topics = [...partitions].map(([topic, numbers]) => topicOf(topic, numbers))
  return flexibleRequest(DESCRIBE_PRODUCERS, Buffer.concat([array(topics), NO_TAGS]), openTransactionsIn)
}

const topicOf = (topic: string, partitions: readonly number[]): Buffer =>
  Buffer.concat([text(topic), array(partitions.map(int32)), NO_TAGS])

function openTransactionsIn(read: Reader): readonly OpenTransaction[] {
  read.int32()
  const topics = read.array(() => {
    const topic = read.text()
    const partitions = read.array(() => {
      const partition = read.int32()
      const error = read.int16()
      // What may not be read, this program has hardly written: its own topics are looked at all the same.
      if (error !== TOPIC_AUTHORIZATION_FAILED) throwIfError(error)
      read.text()
      const producers = read.array(() => ({ topic, partition, ...producerIn(read) }))
      read.tags()
      return producers
    })
    read.tags()
    return partitions.flat()
  })
  return topics.flat().filter(({ start }) => start >= 0)
}

function producerIn(read: Reader) {
  const producerId = read.int64()
  const producerEpoch = read.int32()
  read.int32()
  const lastTimestamp = Number(read.int64())
  const coordinatorEpoch = read.int32()
  const start = Number(read.int64())
  read.tags()
  return { producerId, producerEpoch, lastTimestamp, coordinatorEpoch, start }
}

/*
 * WriteTxnMarkers Request (Version: 1) => [markers] TAG_BUFFER
 *   markers => producer_id producer_epoch transaction_result [topics] coordinator_epoch TAG_BUFFER
 *     topics => name [partition_indexes] TAG_BUFFER
 * WriteTxnMarkers Response (Version: 1) => [markers] TAG_BUFFER
 *   markers => producer_id [topics] TAG_BUFFER
 *     topics => name [partitions] TAG_BUFFER
 *       partitions => partition_index error_code TAG_BUFFER
 */

/** To the leader of the partition: ends the transaction there, as its coordinator would have. Answered once all replicas have it. */
export function writeMarker(open: OpenTransaction, outcome: 'commit' | 'abort'): ProtocolRequest<void> {
  const marker = Buffer.concat([
    int64(open.producerId),
    int16(open.producerEpoch),
    Buffer.of(outcome === 'commit' ? 1 : 0),
    array([topicOf(open.topic, [open.partition])]),
    // The broker refuses a lower epoch than the last marker's. Without one, 0 is as low as any, as in Kafka's own tool.
    int32(Math.max(0, open.coordinatorEpoch)),
    NO_TAGS,
  ])
  return flexibleRequest(WRITE_TXN_MARKERS, Buffer.concat([array([marker]), NO_TAGS]), throwIfRefused)
}

function throwIfRefused(read: Reader): void {
  read.array(() => {
    read.int64()
    read.array(() => {
      read.text()
      read.array(() => {
        read.int32()
        throwIfError(read.int16())
        read.tags()
      })
      read.tags()
    })
    read.tags()
  })
}

function throwIfError(code: number): void {
  if (code === 0) return
  const { createErrorFromCode } = require('kafkajs/src/protocol/error') as {
    readonly createErrorFromCode: (code: number) => Error
  }
  throw createErrorFromCode(code)
}
