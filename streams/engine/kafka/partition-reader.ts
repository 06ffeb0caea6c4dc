import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import { backoff } from '../backoff.ts'
import { ISOLATION } from './kafka.ts'
import type { Cluster, FetchedPartition } from './kafka.ts'
import { logRecordOf, withoutAborted } from './kafkajs-patches.ts'
import type { LogRecord } from '../serde/log-record.ts'

/** Chosen partitions are read to their owner's taste, without a consumer group: kafkajs has no `assign()`. */

/** What comes is answered at once, and an abort breaks the connection: so long the broker may wait for the next record. */
const MAX_WAIT_MS = 10_000
const MAX_BYTES = 8 * 1024 * 1024
const MAX_BYTES_OF_PARTITION = 1024 * 1024

export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** `next`: the first offset to be read of each partition; where the log begins later, it begins there. */
export type Start = 'start' | 'end' | number | { readonly next: number }

export interface ReadOptions {
  /** Its connections must break when `signal` aborts: else that is noticed at the end of a long poll. */
  readonly cluster: Cluster
  readonly isolation: 'committed' | 'uncommitted'
  readonly partitions: readonly TopicPartition[]
  /** A number is event time in epoch ms: reading begins at the first record that is not older. */
  readonly from: Start
  readonly log: Logger
  readonly signal: AbortSignal
  /** Given in order for each partition; the next fetch waits for it. */
  onRecords(at: TopicPartition, records: readonly LogRecord[]): void | Promise<void>
  /** Called once, when everything that was there at the beginning has been given. @param next first offset not given. */
  onCaughtUp(next: (at: TopicPartition) => number): void
  /** How many offsets of those that were there at the beginning are behind; called after each fetch until all are. */
  onProgress?(done: number, total: number): void
}

/**
 * Reads until `signal` aborts. A broker that is away is waited for; reading then goes on where it stood, and a partition
 * whose position has been deleted by retention goes on at its oldest record.
 */
export async function readPartitions(options: ReadOptions): Promise<void> {
  const { cluster, log, signal } = options
  let positions: Positions | undefined
  for (let failures = 0; !signal.aborted;) {
    try {
      await cluster.connect()
      await cluster.addMultipleTargetTopics([...new Set(options.partitions.map((p) => p.topic))])
      positions ??= await positionsAt(cluster, options)
      const current = positions
      if (current.caughtUp()) options.onCaughtUp(current.next)
      await readFrom(current, options, () => {
        failures = 0
      })
    } catch (error) {
      if (isAborted(signal)) break
      failures += 1
      log.warn({ err: error, failures }, 'Reading was interrupted; it goes on when Kafka answers.')
      if (isOutOfRange(error)) positions = undefined
      await wait(backoff(failures), undefined, { signal }).catch(() => undefined)
      await cluster.refreshMetadata().catch(() => undefined)
    }
  }
  await cluster.disconnect().catch((error: unknown) => log.debug({ err: error }, 'Disconnecting failed.'))
}

const isAborted = (signal: AbortSignal) => signal.aborted

async function readFrom(positions: Positions, options: ReadOptions, onProgress: () => void): Promise<void> {
  const byNode = new Map<string, TopicPartition[]>()
  for (const at of options.partitions) {
    const [nodeId] = Object.keys(options.cluster.findLeaderForPartitions(at.topic, [at.partition]))
    if (nodeId === undefined) throw new Error(`${at.topic}/${at.partition} has no leader.`)
    byNode.set(nodeId, [...(byNode.get(nodeId) ?? []), at])
  }
  const failed = new AbortController()
  const stop = AbortSignal.any([options.signal, failed.signal])
  await Promise.all(
    [...byNode].map(async ([nodeId, partitions]) => {
      try {
        while (!stop.aborted) {
          await readOnce(nodeId, partitions, positions, options)
          onProgress()
        }
      } finally {
        failed.abort()
      }
    }),
  )
}

async function readOnce(
  nodeId: string,
  partitions: readonly TopicPartition[],
  positions: Positions,
  options: ReadOptions,
): Promise<void> {
  const broker = await options.cluster.findBroker({ nodeId })
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
        maxBytes: MAX_BYTES_OF_PARTITION,
      })),
    })),
  })
  const wasBehind = !positions.caughtUp()
  for (const { topicName, partitions: fetched } of responses) {
    for (const part of fetched) {
      if (options.signal.aborted) return
      const at = { topic: topicName, partition: part.partition }
      const records = recordsOf(part, positions.next(at), options.isolation)
      if (records.length > 0) await options.onRecords(at, records)
      const last = part.messages.at(-1)
      if (last !== undefined) positions.advance(at, Math.max(Number(last.offset), positions.next(at)) + 1)
    }
  }
  if (wasBehind) options.onProgress?.(...positions.progress())
  if (wasBehind && positions.caughtUp()) options.onCaughtUp(positions.next)
}

function recordsOf(part: FetchedPartition, from: number, isolation: 'committed' | 'uncommitted'): readonly LogRecord[] {
  const messages = part.messages.filter((record) => Number(record.offset) >= from)
  const visible =
    isolation === 'committed' ? withoutAborted({ messages, abortedTransactions: part.abortedTransactions }) : messages
  return visible.filter((record) => !record.isControlRecord).map(logRecordOf)
}

interface Positions {
  next(at: TopicPartition): number
  advance(at: TopicPartition, next: number): void
  caughtUp(): boolean
  progress(): readonly [done: number, total: number]
}

async function positionsAt(cluster: Cluster, options: ReadOptions): Promise<Positions> {
  const name = (at: TopicPartition) => `${at.topic}/${at.partition}`
  const [start, end] = await Promise.all([
    offsetsAt(cluster, options.partitions, options.from),
    offsetsAt(cluster, options.partitions, 'end'),
  ])
  const positions = new Map<string, { next: number; readonly begin: number; readonly end: number }>()
  for (const at of options.partitions) {
    const endOffset = end.get(name(at)) ?? 0
    const startOffset = start.get(name(at)) ?? endOffset
    // No record is as young as the time asked for: Kafka answers -1, and what comes from now on is read.
    const begin = startOffset < 0 ? endOffset : startOffset
    const next = typeof options.from === 'object' ? Math.max(begin, options.from.next) : begin
    positions.set(name(at), { next, begin: next, end: endOffset })
  }
  const position = (at: TopicPartition) => {
    const known = positions.get(name(at))
    if (known === undefined) throw new Error(`${name(at)} is not read here.`)
    return known
  }
  return {
    next: (at) => position(at).next,
    advance: (at, next) => {
      position(at).next = next
    },
    caughtUp: () => [...positions.values()].every(({ next, end: target }) => next >= target),
    progress() {
      const all = [...positions.values()].map(({ next, begin, end: target }) => ({
        done: Math.min(next, target) - begin,
        total: target - begin,
      }))
      return [all.reduce((sum, { done }) => sum + done, 0), all.reduce((sum, { total }) => sum + total, 0)]
    },
  }
}

async function offsetsAt(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  from: Start,
): Promise<ReadonlyMap<string, number>> {
  const topics = byTopic(partitions).map(([topic, numbers]) => ({
    topic,
    partitions: numbers.map((partition) => ({ partition })),
    ...(typeof from === 'number' ? { fromTimestamp: from } : { fromBeginning: from !== 'end' }),
  }))
  const answers = await cluster.fetchTopicsOffset(topics)
  return new Map(
    answers.flatMap((answer) =>
      answer.partitions.map((p) => [`${answer.topic}/${p.partition}`, Number(p.offset)] as const),
    ),
  )
}

function byTopic(partitions: readonly TopicPartition[]): readonly (readonly [string, readonly number[]])[] {
  const topics = new Map<string, number[]>()
  for (const { topic, partition } of partitions) topics.set(topic, [...(topics.get(topic) ?? []), partition])
  return [...topics]
}

function isOutOfRange(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === 'OFFSET_OUT_OF_RANGE'
}
