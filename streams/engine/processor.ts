import type { Offloaded } from './offloaded.ts'
import type { AnyTopic, InputOf, RecordOf, Topic } from './topic.ts'

/**
 * A read-only table materialised from topics (a GlobalKTable): a pure fold over their newest values, in the memory of each
 * process that reads it. `apply` may change `content` in place; readers must not.
 */
export interface GlobalTable<C, In extends Topic = AnyTopic> {
  readonly name: string
  readonly from: readonly In[]
  create(): C
  apply(content: C, record: RecordOf<In>): void
  /** Computes what the first lookup would otherwise wait for. Called once, when the table has caught up, before any lookup. */
  prepare?(content: C): void
}

/** Gives a step the present content of a table that its processor declares in `reads`. */
export type Read = <C, In extends Topic>(table: GlobalTable<C, In>) => C

export interface Step<S, Out extends Topic> {
  /** Null: the key is forgotten, and its next record finds the first state. */
  readonly state: S | null
  readonly emit: readonly RecordOf<Out>[]
}

/**
 * Latency class. `interactive`: outputs are sent as they are made, for readers of uncommitted records, and the process runs at
 * normal priority. `batch`: records are fetched in micro-batches, outputs sent at the commit, and the process gives way.
 */
export type Latency = 'interactive' | 'batch'

/** What every kind of processor declares: a node of the topology. */
export interface TopologyNode<In extends Topic = AnyTopic, Out extends Topic = AnyTopic> {
  /** Also the consumer group, the changelog prefix, the log field and the metric label. */
  readonly name: string
  readonly from: readonly In[]
  readonly to: readonly Out[]
  /** Tables that it looks up in. */
  readonly reads: readonly GlobalTable<unknown>[]
  readonly latency: Latency
}

/** When a state is forgotten, so that keys that are never seen again do not stay: the changelog gets a tombstone. */
export interface Expiry<S, In extends Topic = AnyTopic> {
  /** The event time since which a state has been idle, epoch ms; null when it is to be kept for ever. */
  idleSince(state: S): number | null
  readonly afterMs: number
  /** Whether an input is as old as it was when it came; without this all are. Nothing is due by the time of another one. */
  tellsTime?(input: InputOf<In>): boolean
}

/**
 * A pure fold over keyed records: what it reads, what it writes, its first state, and one function.
 *
 * - State is per key. The runtime loads it, stores it in the `changelog` topic, and commits it together with the
 *   outputs and the input offsets, in one transaction.
 * - `step` may do no I/O, read no clock and draw no random numbers: time comes from the record, seeds from its ids.
 * - A record whose `step` throws becomes a dead letter; the next record follows.
 */
export interface Processor<S, In extends Topic, Out extends Topic> extends TopologyNode<In, Out> {
  readonly kind: 'processor'
  readonly initial: S
  /** Where state is kept. Compacted, with as many partitions as the input (1 for a `single` processor). */
  readonly changelog: Topic<string, string, S>
  /** A `single` processor sees every partition in one place; others are spread by partition. */
  readonly single: boolean
  /** Null: states are kept until the processor itself has no more use for their keys. */
  readonly expiry: Expiry<S, In> | null
  /** Key of the state; by default that of the record. Null: the record concerns no state and is skipped. */
  keyOf(record: InputOf<In>): string | null
  step(state: S, record: InputOf<In>, read: Read): Step<S, Out>
}

/**
 * A pure fold over one structure that is too big to copy (a vector index), always in one place. The structure is a table
 * over the processor's own inputs and outputs: the runtime rebuilds it from those topics at start, and applies each input
 * and then each emitted record to it, so `step` only decides what to emit.
 */
export interface EventSourcedProcessor<C, In extends Topic, Out extends Topic> extends TopologyNode<In, Out> {
  readonly kind: 'event-sourced'
  readonly table: GlobalTable<C, In | Out>
  step(content: C, record: InputOf<In>): readonly RecordOf<Out>[] | Offloaded<RecordOf<Out>>
  /**
   * Outputs that several records have in common, such as one value of an album for all of its tracks: called for all records
   * since the last call before any of them is committed. The outputs must be tables: of several records of one key in a
   * transaction only the newest is written. What is written in between depends on how the records were cut into batches,
   * where it ends does not. May not throw: no record would be at fault.
   * @param timestamp event time of the last of these records, epoch ms.
   */
  gather?(content: C, timestamp: number): readonly RecordOf<Out>[]
}

/**
 * Asynchronous enrichment (async I/O): a stateless processor whose outputs need an answer from outside Kafka, such as the
 * features of a file. The edge fetches answers, several at a time; `needsAnswer` and `emit` decide, and are pure.
 */
export interface Enricher<A, In extends Topic, Out extends Topic> extends TopologyNode<In, Out> {
  readonly kind: 'enricher'
  /** When false, `emit` gets null. */
  needsAnswer(record: InputOf<In>, read: Read): boolean
  emit(record: InputOf<In>, answer: A | null, read: Read): readonly RecordOf<Out>[]
  /** Outputs in the transaction of a dead letter: what must stay known of a record after its dead letter has expired. */
  onDeadLetter?(failed: FailedInput, cause: FailureCause): readonly RecordOf<Out>[]
  /**
   * Version of its answers. Each version is a consumer group of its own: it reads the inputs from their start, and two
   * versions can run side by side.
   */
  readonly version?: string
}

/** What is known of every record that became a dead letter, even if its value could not be decoded. */
export interface FailedInput {
  readonly topic: string
  readonly key: string
  /** Event time, epoch ms. */
  readonly timestamp: number
}

/** Code and message of a dead letter. */
export interface FailureCause {
  readonly code: string
  readonly message: string
}

/** Writes records to a system outside Kafka, at least once: its writes must be idempotent. */
export interface Sink<In extends Topic> extends TopologyNode<In, never> {
  readonly kind: 'sink'
}

/** Produces records from facts outside Kafka (a folder, a browser). */
export interface Source<Out extends Topic> extends TopologyNode<never, Out> {
  readonly kind: 'source'
}

/** A source that also pushes records to connected clients, at most once: a client requests what it has missed. */
export interface Bridge<In extends Topic, Out extends Topic> extends TopologyNode<In, Out> {
  readonly kind: 'bridge'
}

/**
 * Thrown by `step` or `emit` when a record can never be processed: the runtime writes one dead letter with this code and
 * message, and continues. The message says what happened, to what, and what to do next.
 */
export class Unprocessable extends Error {
  override readonly name = 'Unprocessable'
  /** A short kebab-case code, such as `undecodable-audio` or `needs-ffmpeg`. */
  readonly code: string

  constructor(code: string, message: string, options?: { readonly cause: unknown }) {
    super(message, options)
    this.code = code
  }
}

type Defaulted<P, D> = Omit<P, 'kind' | keyof D> & Partial<D>
/** Keeps the literal type of the name, so that tables keyed by processor are checked by the compiler. */
type Named<N extends string> = { readonly name: N }
type BatchByDefault<P extends TopologyNode, D extends keyof P> = Defaulted<P, Pick<P, D | 'reads' | 'latency'>>

const defaults = { reads: [], latency: 'batch' } as const

/** The identity, for inference. Defaults: no lookups, latency `batch`, partitioned, the state's key is the record's, no expiry. */
export function processor<S, In extends Topic, Out extends Topic, const N extends string = string>(
  definition: BatchByDefault<Processor<S, In, Out>, 'keyOf' | 'single' | 'expiry'> & Named<N>,
): Processor<S, In, Out> & Named<N> {
  return {
    kind: 'processor',
    ...defaults,
    single: false,
    expiry: null,
    keyOf: (r: InputOf<In>) => r.key,
    ...definition,
  }
}

export function eventSourcedProcessor<C, In extends Topic, Out extends Topic, const N extends string = string>(
  definition: BatchByDefault<EventSourcedProcessor<C, In, Out>, never> & Named<N>,
): EventSourcedProcessor<C, In, Out> & Named<N> {
  return { kind: 'event-sourced', ...defaults, ...definition }
}

export function enricher<A, In extends Topic, Out extends Topic, const N extends string = string>(
  definition: BatchByDefault<Enricher<A, In, Out>, never> & Named<N>,
): Enricher<A, In, Out> & Named<N> {
  return { kind: 'enricher', ...defaults, ...definition }
}

export function globalTable<C, In extends Topic>(definition: GlobalTable<C, In>): GlobalTable<C, In> {
  return definition
}
