import type { LogRecord, OutgoingRecord } from '../serde/log-record.ts'
import type { Latency } from '../processor.ts'
import type { Position } from '../topic.ts'

/**
 * All that the engine asks of Kafka, in types of its own: `kafka.ts` implements it with kafkajs, and a log in memory can.
 * Every call that fails throws a `KafkaError`, whose kind says what may be done about it.
 */
export interface KafkaPort {
  /**
   * Initialises a transactional id: earlier owners of it are fenced, and their open transactions ended, before this returns.
   * @param group the consumer group whose input offsets are committed with the outputs.
   */
  transactionalWriter(transactionalId: string, group: string, options: WriterOptions): Promise<TransactionalWriter>
  producer(): Promise<IdempotentProducer>
  /** Joins a consumer group. Offsets are committed by `TransactionalWriter.commit` or `ConsumerGroup.commit`, never by reading. */
  joinGroup(options: GroupOptions): Promise<ConsumerGroup>
  /**
   * Reads partitions without a group until `signal` aborts. An outage of the broker is waited for, and an error of `onRecords`
   * gives the same records again; a partition whose position retention has deleted goes on at its oldest record.
   * @throws {KafkaError} when Kafka does not permit it.
   */
  read(options: ReadOptions): Promise<void>
  admin(): Promise<KafkaAdmin>
}

export interface WriterOptions {
  /**
   * The broker aborts a transaction that is open for longer; 10 s unless given. As long does one of a dead owner hold up readers
   * of committed records, unless the next owner comes earlier.
   */
  readonly timeoutMs?: number
  /** All that the id has ever written to: there, transactions of earlier owners are ended even if their coordinator has lost them. */
  readonly topics: readonly string[]
}

export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

export interface NextOffset extends TopicPartition {
  /** Offset of the next record to be read. */
  readonly next: number
}

/** After any error the outcome is unknown: the writer refuses further calls, and its owner discards it and starts anew. */
export interface TransactionalWriter {
  /** Sends into the open transaction, opening one if there is none. */
  send(records: readonly OutgoingRecord[]): Promise<void>
  /** Commits outputs and input offsets together; without an open transaction, the offsets in a transaction of their own. */
  commit(offsets: readonly NextOffset[]): Promise<void>
  /** The offset after the last record sent to a partition; null when none was sent, or Kafka did not report it. */
  end(topic: string, partition: number): number | null
  discard(): Promise<void>
}

export interface IdempotentProducer {
  /**
   * Records that are too many for one request are sent in several.
   * @returns the positions of the records, in the same order, once all in-sync replicas have them.
   * @throws {KafkaError} when they were not acknowledged within about 15 s: they may or may not be in the log. Of kind `refused`
   *   when the broker takes one of them never.
   */
  send(records: readonly OutgoingRecord[]): Promise<readonly Position[]>
  close(): Promise<void>
}

export interface GroupOptions {
  readonly name: string
  readonly topics: readonly string[]
  /** Assigns all partitions to one member; others stand by. */
  readonly single: boolean
  /** Partitions processed at the same time. */
  readonly concurrency: number
  /** `batch`: fetches are spaced (linger), which costs up to 250 ms of delay and saves most of the work for sparse records. */
  readonly latency: Latency
  /** Called after each (re)join, before any batch of the new assignment. */
  onAssigned(assignment: ReadonlyMap<string, readonly number[]>): void
  /** Batches of one partition come one after another. Whatever this throws ends in `onFailure`, except a rebalance. */
  onBatch(batch: Batch): Promise<void>
  /** A fetch held only control records and records of aborted transactions: nothing is to be processed before `next`. */
  onSkipped?(position: SkippedPosition): void
  /** The member cannot go on: its session broke down, or `onBatch` failed. */
  onFailure(error: unknown): void
}

export interface SkippedPosition extends NextOffset {
  /** High watermark of the partition at the fetch. */
  readonly end: number
}

export interface Batch extends TopicPartition {
  readonly records: readonly LogRecord[]
  /**
   * End of the partition at the fetch, so that `end` less the offset after the last record of the batch is the lag behind the
   * batch. Control records (transaction markers) that were fetched behind that record are not counted; those that were not
   * fetched yet cannot be told from records.
   */
  readonly end: number
  /** Keeps the membership alive during long work. @throws {KafkaError} of kind `rebalancing`: the batch must be left. */
  heartbeat(): Promise<void>
  /** Marks records up to this offset as read: the next fetch begins after it. No effect for a batch of an earlier assignment. */
  resolve(offset: number): void
  /** False once the process stops or the group has rebalanced: the rest of the batch must be left. */
  isCurrent(): boolean
}

export interface ConsumerGroup {
  /** Commits input offsets outside a transaction. */
  commit(offsets: readonly NextOffset[]): Promise<void>
  /**
   * Leaves the group once the batches under way are done.
   * @param beforeLeaving what is to be done while no other member can have the partitions; its error is thrown after leaving.
   */
  stop(beforeLeaving?: () => Promise<void>): Promise<void>
}

export type Isolation = 'committed' | 'uncommitted'

/**
 * A number: the first record whose event time, in epoch ms, is not older. `next`: an offset, or the log's start if later. A
 * list: an offset for each partition; one that is not in it is read from its start.
 */
export type Start = 'start' | 'end' | number | { readonly next: number } | readonly NextOffset[]

/** The offset that a start names for a partition; 0 where it names none. */
export function offsetIn(from: Start, { topic, partition }: TopicPartition): number {
  if (typeof from !== 'object') return 0
  if ('next' in from) return from.next
  return from.find((each) => each.topic === topic && each.partition === partition)?.next ?? 0
}

export interface ReadOptions {
  readonly partitions: readonly TopicPartition[]
  readonly from: Start
  readonly isolation: Isolation
  /**
   * Where the end of the log is that reading has to reach to have caught up. `stable`, the default: before the first
   * transaction that is still open. `written`: behind all that is written, so that open transactions are waited for.
   */
  readonly end?: 'stable' | 'written'
  readonly signal: AbortSignal
  /** Called in order for each partition; the next fetch waits for it. */
  onRecords(at: TopicPartition, records: readonly LogRecord[]): void | Promise<void>
  /** Called once, when all that was in the log at the start of reading has been given. @param next first offset not given. */
  onCaughtUp(next: (at: TopicPartition) => number): void
  /** Called after each fetch until caught up, with offsets read and offsets there were to read. */
  onProgress?(done: number, total: number): void
}

export interface KafkaAdmin extends GroupAdmin {
  /** @throws {KafkaError} also when one of the topics does not exist. */
  partitionCounts(topics: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** Creates the topics that do not exist and waits until all can be used. @returns how many were created. */
  createTopics(topics: readonly NewTopic[]): Promise<number>
  /** Partitions without a committed offset are left out. */
  committedOffsets(group: string, topics: readonly string[]): Promise<readonly NextOffset[]>
  describeLog(at: TopicPartition): Promise<LogDescription>
  /** Of all topics there are, also Kafka's own. */
  topicNames(): Promise<readonly string[]>
  /** For each partition of a topic, the offset of the first record that is not older than a time (epoch ms), or else its end. */
  offsetsAt(topic: string, timeMs: number): Promise<readonly NextOffset[]>
  /** Of every partition of the topics. */
  logBounds(topics: readonly string[]): Promise<readonly LogBounds[]>
  /** Topics that do not exist are left out. */
  describeTopics(topics: readonly string[]): Promise<ReadonlyMap<string, TopicDescription>>
  /** Changes settings of a topic, by Kafka's names; its other settings stay. */
  configureTopic(topic: string, config: Readonly<Record<string, string>>): Promise<void>
  describeCluster(): Promise<ClusterDescription>
  close(): Promise<void>
}

/** What is asked and changed of consumer groups from outside. */
export interface GroupAdmin {
  /** Names of all consumer groups that the brokers know, in order. */
  listGroups(): Promise<readonly string[]>
  /** A group that does not exist has no members, and has committed nothing. */
  describeGroup(group: string): Promise<GroupDescription>
  /**
   * Commits offsets for a group that has no members.
   * @throws {KafkaError} of the type `UNKNOWN_MEMBER_ID` while it has some: nothing is committed then.
   */
  setOffsets(group: string, offsets: readonly NextOffset[]): Promise<void>
}

export interface GroupDescription {
  readonly members: readonly GroupMember[]
  /** Of all topics, in order of topic and partition. */
  readonly committed: readonly NextOffset[]
}

export interface GroupMember {
  readonly memberId: string
  readonly clientId: string
  /** As the broker sees it. */
  readonly host: string
  readonly partitions: readonly TopicPartition[]
}

export interface NewTopic {
  readonly name: string
  readonly partitions: number
  /** The broker's default unless given. */
  readonly replicas?: number | null
  /** Topic configuration by Kafka's names, such as `cleanup.policy`. */
  readonly config: Readonly<Record<string, string>>
}

export interface ClusterDescription {
  /** The same as long as the cluster lives. */
  readonly id: string
  readonly brokers: number
}

export interface TopicDescription {
  readonly partitions: number
  /** Replicas of the partition that has the fewest. */
  readonly replicas: number
  /** Every setting in force, by Kafka's names, also those that are the broker's. */
  readonly config: ReadonlyMap<string, string>
}

export interface LogBounds extends TopicPartition {
  /** Offset of the oldest record. */
  readonly start: number
  /** High watermark. */
  readonly end: number
}

/** What identifies the log of a partition, and what a snapshot of it must be held against. */
export interface LogDescription {
  /** Differs for a topic that was deleted and created again under the same name. */
  readonly topicId: string
  /** High watermark. */
  readonly end: number
  /** `delete.retention.ms`: compaction keeps a tombstone for at least this long. */
  readonly tombstonesKeptMs: number
}
