import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import { backoff } from '../backoff.ts'
import type { LogRecord } from '../serde/log-record.ts'
import { classify, typeOf } from './classify.ts'
import { ISOLATION } from './cluster.ts'
import type { Cluster, FetchedPartition } from './cluster.ts'
import { logRecordOf, offsetOf, withoutAborted } from './kafkajs-patches.ts'
import type { Isolation, ReadOptions, Start, TopicPartition } from './port.ts'
import { partitionName, ReaderPositions } from './reader-positions.ts'
import type { Offsets } from './reader-positions.ts'

/** Reads chosen partitions without a consumer group, as Java's `assign()` does: kafkajs has no such call. */

/** How long the broker may hold a fetch until there is a record; records are answered at once, and an abort breaks the connection. */
const MAX_WAIT_MS = 10_000
const MAX_BYTES = 8 * 1024 * 1024
const MAX_BYTES_PER_PARTITION = 1024 * 1024

type Pause = (ms: number, signal: AbortSignal) => Promise<unknown>

/**
 * @see KafkaPort.read. @throws {KafkaError} when it is not permitted: nothing that is waited for changes that.
 * @param cluster its connections must break when `signal` aborts: else an abort takes effect at the end of a long poll only.
 */
export async function readPartitions(
  cluster: Cluster,
  log: Logger,
  options: ReadOptions,
  pause: Pause = (ms, signal) => wait(ms, undefined, { signal }),
): Promise<void> {
  const { partitions, signal } = options
  let positions: ReaderPositions | undefined
  let isOutOfRange = false
  for (let failures = 0; !signal.aborted;) {
    try {
      await cluster.connect()
      await cluster.addMultipleTargetTopics([...new Set(partitions.map(({ topic }) => topic))])
      positions ??= await startPositions(cluster, partitions, options.from)
      if (isOutOfRange) positions.moveInto(...(await boundsOf(cluster, partitions, 'start')))
      isOutOfRange = false
      if (positions.takeCaughtUp()) options.onCaughtUp(positions.next)
      await readFrom(cluster, positions, options, () => {
        failures = 0
      })
    } catch (error) {
      if (isAborted(signal)) break
      const known = classify(error)
      if (known.isNotPermitted) {
        await disconnect(cluster, log)
        throw known
      }
      failures += 1
      log.warn({ err: error, failures }, 'Reading was interrupted; it goes on when Kafka answers.')
      isOutOfRange = typeOf(error) === 'OFFSET_OUT_OF_RANGE'
      await pause(backoff(failures), signal).catch(() => undefined)
      await cluster.refreshMetadata().catch(() => undefined)
    }
  }
  await disconnect(cluster, log)
}

const disconnect = (cluster: Cluster, log: Logger): Promise<void> =>
  cluster.disconnect().catch((error: unknown) => log.debug({ err: error }, 'Disconnecting failed.'))

const isAborted = (signal: AbortSignal) => signal.aborted

/** Each leader is asked for its own partitions; a failure of one ends the reading from all. */
async function readFrom(
  cluster: Cluster,
  positions: ReaderPositions,
  options: ReadOptions,
  onFetched: () => void,
): Promise<void> {
  const failed = new AbortController()
  const stop = AbortSignal.any([options.signal, failed.signal])
  await Promise.all(
    [...byLeader(cluster, options.partitions)].map(async ([nodeId, partitions]) => {
      try {
        while (!stop.aborted) {
          await fetchOnce(cluster, nodeId, partitions, positions, options)
          onFetched()
        }
      } finally {
        failed.abort()
      }
    }),
  )
}

function byLeader(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
): ReadonlyMap<string, readonly TopicPartition[]> {
  const byNode = new Map<string, TopicPartition[]>()
  for (const at of partitions) {
    const [nodeId] = Object.keys(cluster.findLeaderForPartitions(at.topic, [at.partition]))
    if (nodeId === undefined) throw new Error(`${partitionName(at)} has no leader.`)
    byNode.set(nodeId, [...(byNode.get(nodeId) ?? []), at])
  }
  return byNode
}

async function fetchOnce(
  cluster: Cluster,
  nodeId: string,
  partitions: readonly TopicPartition[],
  positions: ReaderPositions,
  options: ReadOptions,
): Promise<void> {
  const broker = await cluster.findBroker({ nodeId })
  if (isAborted(options.signal)) return // it may be reconnected, after the abort has broken what was open
  const { responses } = await broker.fetch({
    isolationLevel: ISOLATION[options.isolation],
    maxWaitTime: MAX_WAIT_MS,
    minBytes: 1,
    maxBytes: MAX_BYTES,
    topics: byTopic(partitions).map(([topic, numbers]) => ({
      topic,
      partitions: numbers.map((partition) => ({
        partition,
        fetchOffset: positions.next({ topic, partition }),
        maxBytes: MAX_BYTES_PER_PARTITION,
      })),
    })),
  })
  const wasBehind = !positions.isCaughtUp()
  for (const { topicName, partitions: fetched } of responses) {
    for (const part of fetched) {
      if (options.signal.aborted) return
      const at = { topic: topicName, partition: part.partition }
      const records = visibleRecords(part, positions.next(at), options.isolation)
      if (records.length > 0) await options.onRecords(at, records)
      const last = part.messages.at(-1)
      if (last !== undefined) positions.advance(at, Math.max(offsetOf(last), positions.next(at)) + 1)
    }
  }
  if (!wasBehind) return
  const { done, total } = positions.progress()
  options.onProgress?.(done, total)
  if (positions.takeCaughtUp()) options.onCaughtUp(positions.next)
}

/**
 * The records of a fetched partition that a reader is given. A fetch returns whole batches: their first records may lie before
 * the offset asked for, and control records mark the ends of transactions.
 */
export function visibleRecords(part: FetchedPartition, from: number, isolation: Isolation): readonly LogRecord[] {
  const messages = part.messages.filter((record) => offsetOf(record) >= from)
  const visible =
    isolation === 'committed' ? withoutAborted({ messages, abortedTransactions: part.abortedTransactions }) : messages
  return visible.filter((record) => !record.isControlRecord).map(logRecordOf)
}

async function startPositions(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  from: Start,
): Promise<ReaderPositions> {
  return new ReaderPositions(partitions, from, ...(await boundsOf(cluster, partitions, from)))
}

/** @returns where reading from `from` starts, and where the log ends. */
function boundsOf(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  from: Start,
): Promise<readonly [start: Offsets, end: Offsets]> {
  return Promise.all([offsetsAt(cluster, partitions, from), offsetsAt(cluster, partitions, 'end')])
}

async function offsetsAt(cluster: Cluster, partitions: readonly TopicPartition[], from: Start): Promise<Offsets> {
  const topics = byTopic(partitions).map(([topic, numbers]) => ({
    topic,
    partitions: numbers.map((partition) => ({ partition })),
    ...(typeof from === 'number' ? { fromTimestamp: from } : { fromBeginning: from !== 'end' }),
  }))
  const answers = await cluster.fetchTopicsOffset(topics)
  return new Map(
    answers.flatMap(({ topic, partitions: found }) =>
      found.map(({ partition, offset }) => [partitionName({ topic, partition }), Number(offset)] as const),
    ),
  )
}

function byTopic(partitions: readonly TopicPartition[]): readonly (readonly [string, readonly number[]])[] {
  const topics = new Map<string, number[]>()
  for (const { topic, partition } of partitions) topics.set(topic, [...(topics.get(topic) ?? []), partition])
  return [...topics]
}
