import type { Logger } from 'pino'
import type { GlobalTable } from '../processor.ts'
import type { ProcessMetricsValue } from '../process-metrics.ts'
import type { TopicLag } from './consumer-lag.ts'
import type { AnyTopic, InputOf, Position, RecordOf } from '../topic.ts'

/** What the edge of a source, sink or bridge may use of the runtime: its I/O, and nothing of the Kafka client. */
export interface EdgeContext {
  readonly log: Logger
  /** Aborted when the process is asked to stop; every long-running call of the edge must end then. */
  readonly signal: AbortSignal
  /** What this process has measured; absent where nothing is measured. */
  readonly processMetrics?: () => Promise<ProcessMetricsValue>
  /** The lag of all consumer groups, by topic; absent where there is no Kafka to ask. */
  readonly consumerLags?: () => Promise<readonly TopicLag[]>
  /** An idempotent producer: a record that `send` has acknowledged is in Kafka exactly once. */
  producer(): Promise<RecordProducer>
  /** Keeps a table up to date; resolves once it holds all records that were committed when this was called. */
  materialise<C, In extends AnyTopic>(table: GlobalTable<C, In>): Promise<MaterialisedTable<C>>
  /** Reads every partition of some topics without a consumer group, in order per partition, until `signal` aborts. */
  follow<T extends AnyTopic>(topics: readonly T[], options: FollowOptions<T>): Promise<Follower>
  /**
   * Reads topics as a consumer group, at least once: offsets are committed after `write` resolves, and what it returns has
   * become dead letters. Runs until `signal` aborts.
   */
  consume<T extends AnyTopic>(group: string, topics: readonly T[], write: SinkWrite<T>): Promise<void>
}

/**
 * Writes records to the external system, and resolves once they are there.
 * @param signal aborts with the membership of the group: the records come again, to the member that has their partitions then.
 * @returns the records that the system refuses for good.
 */
export type SinkWrite<T extends AnyTopic> = (
  batch: readonly InputOf<T>[],
  signal: AbortSignal,
) => Promise<readonly RefusedRecord[]>

/** A record that can never be written, by its position. */
export interface RefusedRecord extends Position {
  readonly topic: string
  readonly code: string
  readonly message: string
}

export interface RecordProducer {
  /**
   * Writes records, keyed as the topic says, each to the partition of its key.
   * @returns their positions, in the same order, once all in-sync replicas have them.
   * @throws {SlipstreamError} `kafka-unavailable`, retriable, after the last retry; the records may or may not be in Kafka.
   *   `record-refused`, not retriable, when one of them can never be written: one that cannot be encoded or is too large is
   *   noticed before anything is sent; when Kafka itself refuses one, the others are written, perhaps twice.
   */
  send<T extends AnyTopic>(records: readonly RecordOf<T>[]): Promise<readonly Position[]>
  close(): Promise<void>
}

export interface MaterialisedTable<C> {
  /** The present content: always the same object, changed in place. */
  readonly content: C
  /** Calls `listener` after each batch of changes. @returns how to unsubscribe. */
  onChange(listener: () => void): () => void
}

export interface FollowOptions<T extends AnyTopic> {
  /** `start`: the oldest record. `end`: only records written from now on. A number: event time in epoch ms to begin at. */
  readonly from: 'start' | 'end' | number
  /** `uncommitted` also gives records of transactions that are still open or were aborted. */
  readonly isolation: 'committed' | 'uncommitted'
  /** An undecodable record is logged and skipped: the processor that reads its topic makes it a dead letter. */
  onRecord(record: InputOf<T>): void
  /** Called behind the records that came together; the next ones come once it has resolved. */
  afterBatch?(): Promise<void>
}

export interface Follower {
  /** Resolves once every record that was in the topics when following began has been passed on. */
  readonly caughtUp: Promise<void>
  stop(): Promise<void>
}
