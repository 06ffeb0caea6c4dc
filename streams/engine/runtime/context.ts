import type { Logger } from 'pino'
import type { GlobalTable } from '../processor.ts'
import type { AnyTopic, InputOf, Position, RecordOf } from '../topic.ts'
import type { Config } from '../../app/config.ts'

/** What the edge of a source or sink may use: the runtime's I/O, nothing of the Kafka client. */
export interface Context {
  readonly config: Config
  readonly log: Logger
  /** Aborted when the process is asked to stop; whatever runs long must end then. */
  readonly signal: AbortSignal
  /** An idempotent producer: what `send` has acknowledged is in Kafka, once. */
  producer(): Promise<RecordProducer>
  /** Keeps a view up to date; resolves once it holds all that was committed when this was called. */
  materialise<C, In extends AnyTopic>(view: GlobalTable<C, In>): Promise<MaterialisedTable<C>>
  /** Reads every partition of some topics without a consumer group, in order per partition, until `signal` aborts. */
  follow<T extends AnyTopic>(topics: readonly T[], options: FollowOptions<T>): Promise<Follower>
  /** Reads topics as a consumer group, at least once: offsets are committed after `write` resolves. Runs until `signal` aborts. */
  consume<T extends AnyTopic>(
    group: string,
    topics: readonly T[],
    write: (batch: readonly InputOf<T>[]) => Promise<void>,
  ): Promise<void>
  /** Reports whether this part of the process can work; `/readyz` shows it. */
  setReady(part: string, ready: boolean, why?: string): void
}

export interface RecordProducer {
  /**
   * Writes records, keyed as the topic says, each to the partition of its key.
   * @returns their positions, in the same order, once all replicas in sync have them.
   * @throws {KafkaUnavailable} when that could not be had within the retry limits; the records may or may not be in Kafka.
   */
  send<T extends AnyTopic>(records: readonly RecordOf<T>[]): Promise<readonly Position[]>
  close(): Promise<void>
}

export interface MaterialisedTable<C> {
  /** Present content; the same object for ever, changed in place. */
  readonly content: C
  /** Called after each batch of changes. Returns the way to stop. */
  onChange(listener: () => void): () => void
}

export interface FollowOptions<T extends AnyTopic> {
  /** `start`: the oldest record kept. `end`: only what comes from now on. A number: event time in epoch ms to begin at. */
  readonly from: 'start' | 'end' | number
  /** `uncommitted` also gives records of transactions that are still open or were aborted. */
  readonly isolation: 'committed' | 'uncommitted'
  /** A record that cannot be decoded is logged and passed over: it becomes a dead letter where it is processed. */
  onRecord(record: InputOf<T>): void
}

export interface Follower {
  /** Resolves once all that was in the topics when following began has been given out. */
  readonly caughtUp: Promise<void>
  stop(): Promise<void>
}
