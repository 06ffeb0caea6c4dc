import { whenAborted } from '../abort.ts'
import { KafkaError } from '../kafka/kafka-error.ts'
import type { ConsumerGroup, GroupOptions, IdempotentProducer, KafkaAdmin, KafkaPort, TransactionalWriter } from '../kafka/port.ts' // prettier-ignore
import type { AnyTopic } from '../topic.ts'
import { MemoryActivity } from './memory-activity.ts'
import { MemoryBroker } from './memory-broker.ts'
import { MemoryGroup } from './memory-group.ts'
import { readMemory } from './memory-reader.ts'
import { MemoryTransactions } from './memory-transactions.ts'

/**
 * A broker in memory behind the engine's port: partitions, offsets, transactions with control records, fencing, consumer groups
 * and committed offsets. It has no clock: nothing times out, retention and compaction happen when they are called for, and
 * `settled` says when all readers have read all there is. One contract suite runs on it and on Kafka.
 */
export interface MemoryKafka {
  /** The port of one process. */
  connect(): MemoryClient
  createTopics(topics: readonly AnyTopic[]): void
  deleteTopic(name: string): void
  /** Changes settings of a topic, by Kafka's names. */
  configureTopic(name: string, config: Readonly<Record<string, string>>): void
  /** Compacts every partition of a topic. */
  compact(topic: string, options: { readonly tombstones: 'kept' | 'removed' }): void
  /** Deletes the records before an offset, as retention does. */
  deleteRecords(topic: string, partition: number, before: number): void
  /** Loses the end of a log, as a power cut does: the records from an offset on. */
  cutLog(topic: string, partition: number, from: number): void
  /** As an operator does, or `offsets.retention.minutes`: what the group has committed is forgotten. */
  deleteGroup(name: string): void
  /** Every call fails as `transient`, and readers wait, until it is set to false. */
  setAway(isAway: boolean): void
  /** Resolves once a member of every one of these groups has been assigned its partitions, and nothing is left to be read. */
  settled(groups?: readonly string[]): Promise<void>
}

export interface MemoryClient extends KafkaPort {
  /** As `kill -9`: its calls never return, its members are evicted, and its transactions stay open until they are fenced. */
  kill(): void
}

export function createMemoryKafka(): MemoryKafka {
  const broker = new MemoryBroker()
  const activity = new MemoryActivity()
  const transactions = new MemoryTransactions(broker)
  const groups = new Map<string, MemoryGroup>()
  const groupOf = (name: string): MemoryGroup => {
    const group = groups.get(name) ?? new MemoryGroup(broker, activity)
    groups.set(name, group)
    return group
  }
  return {
    connect: () => connect({ broker, activity, transactions, groupOf, groupNames: () => [...groups.keys()] }),
    createTopics(topics) {
      for (const { name, partitions } of topics) broker.createTopic({ name, partitions, config: {} })
    },
    deleteTopic: (name) => broker.deleteTopic(name),
    configureTopic: (name, config) => broker.configureTopic(name, config),
    compact(topic, options) {
      for (const partition of broker.topic(topic).partitions) partition.compact(options)
    },
    deleteRecords: (topic, partition, before) => broker.partition({ topic, partition }).deleteBefore(before),
    cutLog: (topic, partition, from) => broker.partition({ topic, partition }).cut(from),
    deleteGroup: (name) => broker.deleteOffsets(name),
    setAway: (isAway) => broker.setAway(isAway),
    settled: (names = []) => activity.until(() => names.every((name) => !groupOf(name).isEmpty())),
  }
}

interface Parts {
  readonly broker: MemoryBroker
  readonly activity: MemoryActivity
  readonly transactions: MemoryTransactions
  groupOf(name: string): MemoryGroup
  /** Of the groups that were joined. */
  groupNames(): readonly string[]
}

function connect({ broker, activity, transactions, groupOf, groupNames }: Parts): MemoryClient {
  const killed = new AbortController()
  const whenKilled = whenAborted(killed.signal)
  const members = new Set<{ evict(): void }>()
  /** What a process that was killed calls never returns. */
  const alive = async <T>(call: () => T | Promise<T>): Promise<T> => {
    if (killed.signal.aborted) await new Promise<never>(() => undefined)
    const result = await call()
    if (killed.signal.aborted) await new Promise<never>(() => undefined)
    return result
  }
  const joinGroup = async (options: GroupOptions): Promise<ConsumerGroup> => {
    /** A batch that a killed process has in hand holds up no rebalance. */
    const onBatch: GroupOptions['onBatch'] = (batch) => Promise.race([options.onBatch(batch), whenKilled])
    const member = await groupOf(options.name).join({ ...options, onBatch }, () => killed.signal.aborted)
    members.add(member)
    return {
      commit: (offsets) => alive(() => member.commit(offsets)),
      stop: (beforeLeaving) => alive(() => member.stop(beforeLeaving)),
    }
  }
  return {
    transactionalWriter: (transactionalId, group) =>
      alive(() => revocable(transactions.initialise(transactionalId, group), alive)),
    producer: () => alive(() => idempotentProducer(broker, alive)),
    joinGroup: (options) => alive(() => joinGroup(options)),
    read: (options) => readMemory(broker, activity, { ...options, signal: AbortSignal.any([options.signal, killed.signal]) }), // prettier-ignore
    admin: () => alive(() => admin({ broker, groupOf, groupNames }, alive)),
    kill() {
      killed.abort()
      for (const member of members) member.evict()
    },
  }
}

type Alive = <T>(call: () => T | Promise<T>) => Promise<T>

function revocable(writer: TransactionalWriter, alive: Alive): TransactionalWriter {
  return {
    send: (records) => alive(() => writer.send(records)),
    commit: (offsets) => alive(() => writer.commit(offsets)),
    end: (topic, partition) => writer.end(topic, partition),
    discard: () => alive(() => writer.discard()),
  }
}

function idempotentProducer(broker: MemoryBroker, alive: Alive): IdempotentProducer {
  broker.throwIfAway()
  return {
    send: (records) =>
      alive(() => {
        const offsets = broker.append(records, null)
        return records.map(({ partition }, index) => ({ partition, offset: offsets[index] ?? -1 }))
      }),
    close: () => Promise.resolve(),
  }
}

function admin({ broker, ...groups }: Pick<Parts, 'broker' | 'groupOf' | 'groupNames'>, alive: Alive): KafkaAdmin {
  const call = <T>(work: () => T): Promise<T> =>
    alive(() => {
      broker.throwIfAway()
      return work()
    })
  return {
    partitionCounts: (topics) =>
      call(() => new Map(topics.map((name) => [name, broker.topic(name).partitions.length]))),
    createTopics: (topics) => call(() => topics.filter((topic) => broker.createTopic(topic)).length),
    committedOffsets: (group, topics) => call(() => broker.committedOffsets(group, topics)),
    describeLog: ({ topic, partition }) =>
      call(() => ({
        topicId: broker.topic(topic).topicId,
        end: broker.partition({ topic, partition }).end,
        tombstonesKeptMs: broker.tombstonesKeptMs(topic),
      })),
    topicNames: () => call(() => broker.topicNames()),
    offsetsAt: (topic, timeMs) => call(() => broker.offsetsAt(topic, timeMs)),
    logBounds: (topics) => call(() => topics.flatMap((topic) => broker.boundsOf(topic))),
    describeTopics: (topics) => call(() => broker.describeTopics(topics)),
    configureTopic: (topic, config) => call(() => broker.configureTopic(topic, config)),
    describeCluster: () => call(() => ({ id: 'memory', brokers: 1 })),
    listGroups: () => call(() => [...new Set([...groups.groupNames(), ...broker.groupsCommitted()])].toSorted()),
    describeGroup: (name) =>
      call(() => ({ members: groups.groupOf(name).members(), committed: broker.committedBy(name) })),
    setOffsets: (name, offsets) =>
      call(() => {
        if (!groups.groupOf(name).isEmpty()) throw notEmpty(name)
        broker.commitOffsets(name, offsets)
      }),
    close: () => Promise.resolve(),
  }
}

const notEmpty = (group: string) =>
  new KafkaError('fatal', `${group} has members: only they commit for it.`, { type: 'UNKNOWN_MEMBER_ID' })
