import { createRequire } from 'node:module'
import type * as Kafkajs from 'kafkajs'
import type { LogRecord, RecordHeaders } from '../serde/log-record.ts'
import { FetchedRecord, readBatchHead, readRecords } from './record-batch.ts'
import { createSendMessages } from './send-messages.ts'
import type { GroupMessages, NotLoaded } from './send-messages.ts'
import {
  askBrokersThatAnswer,
  askForNewCoordinator,
  askForNewLeader,
  breakSilentConnections,
  dropEarlierGenerations,
} from './several-brokers.ts'
import type { BatchRunner, BrokerPool, Connection, Member } from './several-brokers.ts'

/**
 * kafkajs 2.2.4 is unmaintained. Its faults that this program cannot live with are patched here, before the library loads;
 * HAZARDS.md lists them, and kafkajs-patches.test.ts shows each.
 */

const require = createRequire(import.meta.url)

/** One record as kafkajs decodes it from a record batch. */
export interface KafkajsRecord {
  readonly offset: string
  readonly timestamp: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: RecordHeaders
  readonly isControlRecord: boolean
  readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean }
}

/** The same record in the engine's own form. */
export function logRecordOf(record: KafkajsRecord): LogRecord {
  if (record instanceof FetchedRecord) return record.record
  const { offset, timestamp, key, value, headers } = record
  return { offset: Number(offset), timestamp: Number(timestamp), key, value, headers }
}

export const offsetOf = (record: KafkajsRecord): number =>
  record instanceof FetchedRecord ? record.record.offset : Number(record.offset)

interface RecordBatch {
  readonly firstOffset: string
  readonly lastOffsetDelta: number
  readonly producerId: string
  readonly inTransaction: boolean
  readonly records: readonly KafkajsRecord[]
}

export interface AbortedTransaction {
  readonly producerId: string
  readonly firstOffset: string
}

interface InFlight {
  /** Epoch ms. */
  readonly sentAt: number
  readonly requestTimeout: number
  timeoutRequest(): void
}

interface RequestQueue {
  readonly pending: readonly unknown[]
  readonly inflight: ReadonlyMap<number, InFlight>
  readonly enforceRequestTimeout: boolean
  readonly requestTimeout: number
  requestTimeoutIntervalId: NodeJS.Timeout
  isConnected(): boolean
  /** Clears its timers. */
  destroy(): void
  scheduleCheckPendingRequests(): void
  scheduleRequestTimeoutCheck(): void
}

const ABORT_MARKER_TYPE = 0

/**
 * Removes records of aborted transactions, as the Java client does: aborted transactions are taken in the order of their
 * first offset, all that began at or before a record before that record is judged, and only a control record ends one.
 * kafkajs takes them in the broker's order, one for each record, and mistakes a key of four zero bytes for an abort marker.
 */
export function withoutAborted(input: {
  readonly messages: readonly KafkajsRecord[]
  readonly abortedTransactions?: readonly AbortedTransaction[] | null
}): readonly KafkajsRecord[] {
  const waiting = (input.abortedTransactions ?? [])
    .map(({ producerId, firstOffset }) => ({ producerId, firstOffset: Number(firstOffset) }))
    .sort((a, b) => a.firstOffset - b.firstOffset)
  if (waiting.length === 0) return input.messages
  const aborted = new Set<string>()
  return input.messages.filter((record) => {
    const offset = Number(record.offset)
    for (let next = waiting[0]; next !== undefined && next.firstOffset <= offset; next = waiting[0]) {
      aborted.add(next.producerId)
      waiting.shift()
    }
    const { producerId, inTransaction } = record.batchContext
    if (record.isControlRecord) {
      if (record.key?.readInt16BE(2) === ABORT_MARKER_TYPE) aborted.delete(producerId)
      return true
    }
    return !(inTransaction && aborted.has(producerId))
  })
}

/**
 * Compaction may remove all records of a batch, or its last ones, and leave the batch's header. kafkajs looks at records only,
 * and fetches the same offset again and again. A control record in place of the removed ones moves every reader on.
 */
export function withBatchEnd(batch: RecordBatch): RecordBatch {
  const lastOffset = Number(batch.firstOffset) + batch.lastOffsetDelta
  const last = batch.records.at(-1)
  if (last !== undefined && Number(last.offset) >= lastOffset) return batch
  const end: KafkajsRecord = {
    offset: String(lastOffset),
    timestamp: last?.timestamp ?? '0',
    key: null,
    value: null,
    headers: {},
    isControlRecord: true,
    batchContext: { producerId: batch.producerId, inTransaction: batch.inTransaction },
  }
  return { ...batch, records: [...batch.records, end] }
}

function replaceModule(path: string, replace: (original: unknown) => unknown): void {
  const original: unknown = require(path)
  const loaded = require.cache[require.resolve(path)]
  if (loaded === undefined) throw new Error(`${path} of kafkajs could not be patched: it is not in the module cache.`)
  loaded.exports = replace(original)
}

replaceModule('kafkajs/src/consumer/filterAbortedMessages', () => withoutAborted)

interface Decoder {
  readonly buffer: Buffer
  readonly offset: number
  readInt64(): bigint
  readInt32(): number
  forward(bytes: number): void
}

interface Codec {
  decompress(bytes: Buffer): Promise<Buffer>
}

const { lookupCodecByAttributes } = require('kafkajs/src/protocol/message/compression') as {
  lookupCodecByAttributes(attributes: number): Codec | null
}
const { KafkaJSPartialMessageError, KafkaJSConnectionClosedError } = require('kafkajs/src/errors') as {
  readonly KafkaJSPartialMessageError: new (message: string) => Error
  readonly KafkaJSConnectionClosedError: Parameters<typeof breakSilentConnections>[1]
}

/** @throws {KafkaJSPartialMessageError} for the last batch of a fetch, which may be cut: kafkajs leaves it out. */
async function decodeBatch(decoder: Decoder): Promise<RecordBatch> {
  const firstOffset = decoder.readInt64()
  const length = decoder.readInt32()
  const bytes = decoder.buffer.subarray(decoder.offset, decoder.offset + length)
  decoder.forward(length)
  if (bytes.length < length) throw new KafkaJSPartialMessageError(`a batch of ${length} bytes is cut`)
  const { attributes, count, context, records } = readBatchHead(firstOffset, bytes)
  const codec = lookupCodecByAttributes(attributes)
  const plain = codec === null || count <= 0 ? records : await codec.decompress(records)
  return withBatchEnd({ ...context, records: readRecords(plain, count, context) })
}

replaceModule('kafkajs/src/protocol/recordBatch/v0/decoder', () => decodeBatch)

/**
 * An idle connection re-arms a timer of 1 ms without end, because "not throttled" is a time in the past (tulios/kafkajs#1556).
 * Without pending requests there is nothing to check: a response checks by itself.
 */
replaceModule('kafkajs/src/network/requestQueue', (original) => {
  const { prototype } = original as { readonly prototype: RequestQueue }
  const schedule = prototype.scheduleCheckPendingRequests
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this)
  }
  prototype.scheduleRequestTimeoutCheck = scheduleTimeoutCheck
  return original
})

/** Delay with which a timeout may be noticed: a share of the time limit, and never more than this. */
const LATE_SHARE = 1 / 5
const MAX_LATE_MS = 2_000

/** kafkajs checks each connection ten times a second for requests that have timed out, for limits of many seconds. */
function scheduleTimeoutCheck(this: RequestQueue): void {
  if (!this.enforceRequestTimeout) return
  this.destroy()
  const check = () => {
    for (const request of this.inflight.values()) {
      if (Date.now() - request.sentAt > request.requestTimeout) request.timeoutRequest()
    }
    if (!this.isConnected()) this.destroy()
  }
  this.requestTimeoutIntervalId = setInterval(check, Math.min(this.requestTimeout * LATE_SHARE, MAX_LATE_MS))
}

interface Send<M> {
  readonly topic: string
  readonly partitionMetadata: readonly unknown[]
  readonly messages: readonly M[]
  readonly partitioner: (input: { topic: string; partitionMetadata: readonly unknown[]; message: M }) => number
}

/** kafkajs copies all groups for each record, so that the cost of a send grows with the square of its size. */
export function byPartition<M>({ topic, partitionMetadata, messages, partitioner }: Send<M>): Record<number, M[]> {
  const groups: Record<number, M[]> = {}
  if (partitionMetadata.length === 0) return groups
  for (const message of messages) {
    const partition = partitioner({ topic, partitionMetadata, message })
    ;(groups[partition] ??= []).push(message)
  }
  return groups
}

replaceModule('kafkajs/src/producer/groupMessagesPerPartition', () => byPartition)
const { KafkaJSMetadataNotLoaded } = require('kafkajs/src/errors') as { readonly KafkaJSMetadataNotLoaded: NotLoaded }
replaceModule('kafkajs/src/producer/sendMessages', () =>
  createSendMessages(byPartition as GroupMessages, KafkaJSMetadataNotLoaded),
)

interface Coordinator {
  isConnected(): boolean
}

replaceModule('kafkajs/src/cluster/brokerPool', (original) => {
  askBrokersThatAnswer((original as { readonly prototype: BrokerPool }).prototype)
  return original
})

replaceModule('kafkajs/src/network/connection', (original) => {
  breakSilentConnections((original as { readonly prototype: Connection }).prototype, KafkaJSConnectionClosedError)
  return original
})

interface AsksForCoordinator {
  findGroupCoordinator(asked: { readonly groupId: string; readonly coordinatorType?: number }): Promise<Coordinator>
}

/** A coordinator that has moved refuses; a retry after this time finds the new one. */
const COORDINATOR_CACHED_FOR_MS = 1_000

/**
 * A transaction of kafkajs looks its coordinator up four times: every second round trip. The answer is cached for a moment.
 * Only transactions name the type of coordinator; consumers and admin clients look it up as before.
 */
export function keepCoordinators(prototype: AsksForCoordinator): void {
  const find = prototype.findGroupCoordinator
  const known = new WeakMap<object, Map<string, { readonly coordinator: Coordinator; readonly atMs: number }>>()
  prototype.findGroupCoordinator = async function (this: AsksForCoordinator, asked) {
    if (asked.coordinatorType === undefined) return find.call(this, asked)
    const ofCluster = known.get(this) ?? new Map<string, { readonly coordinator: Coordinator; readonly atMs: number }>()
    known.set(this, ofCluster)
    const name = `${asked.coordinatorType}/${asked.groupId}`
    const kept = ofCluster.get(name)
    if (kept?.coordinator.isConnected() === true && performance.now() - kept.atMs < COORDINATOR_CACHED_FOR_MS) {
      return kept.coordinator
    }
    const coordinator = await find.call(this, asked)
    ofCluster.set(name, { coordinator, atMs: performance.now() })
    return coordinator
  }
}

replaceModule('kafkajs/src/cluster', (original) => {
  keepCoordinators((original as { readonly prototype: AsksForCoordinator }).prototype)
  return original
})

interface OffsetManager {
  readonly cluster: {
    fetchTopicsOffset(
      asked: readonly unknown[],
    ): Promise<readonly { readonly partitions: readonly { readonly offset: string }[] }[]>
  }
  readonly resolvedOffsets: Record<string, Record<number, string>>
  setDefaultOffset(at: { readonly topic: string; readonly partition: number }): Promise<void>
}

/**
 * When a log does not have the offset that is to be read, kafkajs commits -2 for the group, which the engine would take for no
 * offset at all. The member reads from the start of the log instead, and commits nothing: the engine decides what is new.
 */
export function keepCommittedOffsets(prototype: OffsetManager): void {
  prototype.setDefaultOffset = async function (this: OffsetManager, { topic, partition }) {
    const asked = [{ topic, partitions: [{ partition }], fromBeginning: true }]
    const [found] = await this.cluster.fetchTopicsOffset(asked)
    const offsets = this.resolvedOffsets[topic]
    const start = found?.partitions[0]?.offset
    if (offsets !== undefined && start !== undefined) offsets[partition] = start
  }
}

replaceModule('kafkajs/src/consumer/offsetManager', (original) => {
  keepCommittedOffsets((original as { readonly prototype: OffsetManager }).prototype)
  return original
})

replaceModule('kafkajs/src/consumer/consumerGroup', (original) => {
  const { prototype } = original as { readonly prototype: Member & { leave(): Promise<void> } }
  const runner = require('kafkajs/src/consumer/runner') as { readonly prototype: BatchRunner }
  dropEarlierGenerations(prototype, runner.prototype)
  askForNewLeader(prototype)
  askForNewCoordinator(prototype)
  // A member leaves a group only after its last fetch, over connections that are closed when that fetch is interrupted: mostly the
  // request is lost, and the partitions rest until the session times out. `consumer-group.ts` leaves before it interrupts.
  prototype.leave = () => Promise.resolve()
  return original
})

export const kafkajs = require('kafkajs') as typeof Kafkajs
