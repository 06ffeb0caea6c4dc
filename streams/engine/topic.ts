import type { Schema } from 'avsc'

/** An Avro schema as JSON, the way a registry stores it. */
export type AvroSchema = Schema

/** Encodes values of one Avro schema, without the registry's framing (`serde/wire.ts` adds that). */
export interface AvroSerde<V> {
  readonly schema: AvroSchema
  /** @throws {Error} naming the field when the value does not fit the schema. */
  encode(value: V): Buffer
  /**
   * @param writer the schema the bytes were written with, when it is not this one.
   * @throws {Error} when the bytes are not one whole value of the writer's schema.
   */
  decode(bytes: Uint8Array, writer?: AvroSchema): V
}

/** How a topic's values may change: facts stay readable both ways, derived values by newer readers. */
export type Compatibility = 'FULL_TRANSITIVE' | 'BACKWARD_TRANSITIVE'

/** A Kafka topic as a value: its name, what a record in it is, and how long it is kept. Keys are UTF-8 strings. */
export interface Topic<N extends string = string, K extends string = string, V = unknown> {
  readonly name: N
  readonly key: (text: string) => K
  readonly value: AvroSerde<V>
  readonly compatibility: Compatibility
  readonly cleanup: Cleanup
  /** Topics with the same number that are keyed alike can be processed together, partition by partition. */
  readonly partitions: number
}

/**
 * `compact` keeps the newest value of each key; `for-ever` keeps every record; else a record is kept for some time after
 * it happened (`event`) or after it was written (`arrival`: what is old when it is written is kept as long).
 */
export type Cleanup = 'compact' | 'for-ever' | { readonly retentionMs: number; readonly since: 'event' | 'arrival' }

/** One record to be written. A null value is a tombstone: the key is gone. `timestamp` is event time, epoch ms. */
export interface StreamRecord<N extends string = string, K extends string = string, V = unknown> {
  readonly topic: N
  readonly key: K
  readonly value: V | null
  readonly timestamp: number
}

export type RecordOf<T> = T extends Topic<infer N, infer K, infer V> ? StreamRecord<N, K, V> : never

/** Where a record stands in the log. */
export interface Position {
  readonly partition: number
  readonly offset: number
}

/** What is known of a record that was read, beside its content: where it stands, when it was sent there, and what caused it. */
export interface RecordMetadata extends Position {
  /** When the processor that made it handed it on, epoch ms; absent when it came from elsewhere. */
  readonly sentAt?: number
  /** Position of the input that a processor of the program made it from, `topic/partition/offset`; absent when it came from elsewhere. */
  readonly causedBy?: string
}

/** One record as it was read. */
export type InputOf<T> = T extends Topic<infer N, infer K, infer V> ? StreamRecord<N, K, V> & RecordMetadata : never

/** Any topic, for code that treats all alike. */
export type AnyTopic = Topic

/** Builds an output record; the topic decides what key and value may be. */
export function record<N extends string, K extends string, V>(
  topic: Topic<N, K, V>,
  key: NoInfer<K>,
  value: NoInfer<V> | null,
  timestamp: number,
): StreamRecord<N, K, V> {
  return { topic: topic.name, key, value, timestamp }
}
