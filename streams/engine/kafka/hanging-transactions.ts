import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import { backoff } from '../backoff.ts'
import { classify } from './classify.ts'
import type { Cluster } from './cluster.ts'
import { describeOpenTransactions, describeTransaction, writeMarker } from './transaction-requests.ts'
import type { OpenTransaction, TransactionDescription } from './transaction-requests.ts'

/**
 * Kafka can lose the end of a transaction: a coordinator that finds no leader of a partition takes it for deleted, and writes no
 * marker there (seen with Kafka 4.3, whose only broker had been paused for longer than `broker.session.timeout.ms` and was
 * fenced). Nobody ends that transaction any more, readers of committed records wait before it for ever, and compaction, too.
 *
 * The next owner of the transactional id ends it. Once an id is initialised, no transaction of its earlier owners is open as far
 * as its coordinator knows; so what is still open under their producer id, up to their epoch, hangs for certain. Transactions of
 * others are never touched: only its own owner can tell one that hangs from one that goes on. An owner that has noticed nothing
 * ends it by the marker of its next transaction in that partition.
 */

/** Where the group's offsets are that a transaction commits. */
const OFFSETS_TOPIC = '__consumer_offsets'
const COORDINATOR_OF_TRANSACTIONS = 1
/** With `backoff`, 6 s in all: a broker that has just started is loading its transactions. */
const TRIES = 7

export interface Writing {
  readonly transactionalId: string
  readonly group: string
  /** In which transactions of the id may be. */
  readonly topics: readonly string[]
}

/**
 * Initialises a transactional id and ends what hangs of its earlier owners.
 * A broker that refuses this (rights, an implementation without KIP-664) is no reason to stop: it is logged.
 * @param initialise fences the earlier owners.
 * @throws what `initialise` throws.
 */
export async function endHangingWith(
  initialise: () => Promise<void>,
  cluster: Cluster,
  log: Logger,
  writing: Writing,
  pause: (ms: number) => Promise<unknown> = wait,
): Promise<void> {
  const attempted = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await retried(work, async (ms) => {
        await pause(ms)
        await cluster.refreshMetadata().catch(() => undefined) // a leader may have moved
      })
    } catch (error) {
      const { transactionalId } = writing
      const what = 'Whether Kafka has left a transaction open could not be found out.'
      if (classify(error).isNotPermitted)
        log.info({ transactionalId }, `${what} It is not permitted, and rarely needed.`)
      else log.warn({ err: error, transactionalId }, what)
      return null
    }
  }
  try {
    // Before: initialising makes the coordinator forget how the last transaction ended.
    const last = await attempted(() => lastTransaction(cluster, writing.transactionalId))
    await initialise()
    if (last !== null) await attempted(() => endHanging(cluster, log, writing, last))
  } finally {
    await cluster.disconnect().catch(() => undefined)
  }
}

async function lastTransaction(cluster: Cluster, transactionalId: string): Promise<TransactionDescription | null> {
  await cluster.connect()
  const asked = { groupId: transactionalId, coordinatorType: COORDINATOR_OF_TRANSACTIONS }
  const coordinator = await cluster.findGroupCoordinator(asked)
  return coordinator.connectionPool.send(describeTransaction(transactionalId))
}

/** Nothing is changed by doing it again. */
async function endHanging(
  cluster: Cluster,
  log: Logger,
  { transactionalId, group, topics }: Writing,
  last: TransactionDescription,
): Promise<void> {
  await cluster.findGroupCoordinator({ groupId: group }) // makes the topic of offsets if there has been no group yet
  await cluster.addMultipleTargetTopics([...topics, OFFSETS_TOPIC])
  for (const [nodeId, partitions] of byLeader(cluster, [...topics, OFFSETS_TOPIC])) {
    const { connectionPool } = await cluster.findBroker({ nodeId })
    for (const open of await connectionPool.send(describeOpenTransactions(partitions))) {
      if (!isOfEarlierOwner(open, last)) continue
      const outcome = outcomeOf(open, last)
      await connectionPool.send(writeMarker(open, outcome))
      const { topic, partition, producerId, start, lastTimestamp } = open
      log.error(
        { transactionalId, topic, partition, producerId: String(producerId), start, lastTimestamp, outcome },
        `Kafka had left a transaction open in ${topic}, partition ${partition}, that nobody else would have ended: ${OUTCOME[outcome]}.`,
      )
    }
  }
}

const OUTCOME = { commit: 'it was committed, as Kafka had promised', abort: 'it was aborted' }

/** A higher epoch is that of an owner later than this one, which has fenced it. */
const isOfEarlierOwner = (open: OpenTransaction, last: TransactionDescription): boolean =>
  open.producerId === last.producerId && open.producerEpoch <= last.producerEpoch

/**
 * As its coordinator decided, so that all partitions of a transaction and its offsets end alike. When a process has died since
 * between initialising and this, it is an abort: then the offsets were not committed either, unless only part of the markers was lost.
 */
const outcomeOf = (open: OpenTransaction, { state, producerEpoch }: TransactionDescription): 'commit' | 'abort' =>
  open.producerEpoch === producerEpoch && (state === 'CompleteCommit' || state === 'PrepareCommit') ? 'commit' : 'abort'

function byLeader(
  cluster: Cluster,
  topics: readonly string[],
): ReadonlyMap<string, ReadonlyMap<string, readonly number[]>> {
  const nodes = new Map<string, Map<string, readonly number[]>>()
  for (const topic of topics) {
    const all = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId)
    for (const [nodeId, partitions] of Object.entries(cluster.findLeaderForPartitions(topic, all))) {
      nodes.set(nodeId, (nodes.get(nodeId) ?? new Map<string, readonly number[]>()).set(topic, partitions))
    }
  }
  return nodes
}

async function retried<T>(work: () => Promise<T>, pause: (ms: number) => Promise<unknown>): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await work()
    } catch (error) {
      if (failures === TRIES || classify(error).isNotPermitted) throw error
      await pause(backoff(failures))
    }
  }
}
