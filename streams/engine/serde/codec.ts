import type { AvroSchema } from './avro.ts'
import { partitionOf } from '../partition.ts'
import { Unprocessable } from '../processor.ts'
import type { AnyTopic, InputOf, RecordMetadata, StreamRecord } from '../topic.ts'
import type { LogRecord, OutgoingRecord } from './log-record.ts'
import { batchSizeOf } from './record-size.ts'
import type { Registry } from './registry.ts'
import { causedByOf, sentAtOf } from './trace.ts'
import { frame, unframe } from './wire.ts'

export type Decoded =
  | { readonly ok: true; readonly record: StreamRecord & RecordMetadata; readonly wire: LogRecord }
  | {
      readonly ok: false
      readonly code: 'undecodable'
      readonly message: string
      /** The registry is the right one, as far as can be told, and knows no schema by the record's id. */
      readonly isSchemaUnknown: boolean
      readonly wire: LogRecord
    }

/** What a topic's own serde has made of bytes; null when it could not, or the record is of another topic. */
export function decodedRecord<T extends AnyTopic>(decoded: Decoded, topic: T): InputOf<T> | null {
  return decoded.ok && decoded.record.topic === topic.name ? (decoded.record as unknown as InputOf<T>) : null
}

export interface Codec {
  /** Must have been called for a topic before its records are encoded. @throws {SlipstreamError} as `Registry.register`. */
  prepare(topics: readonly AnyTopic[]): Promise<void>
  /**
   * @throws {Error} when the value does not fit the topic's schema: a bug of the processor that made it.
   * @throws {Unprocessable} `output-too-large` when the broker would refuse the record for its size.
   */
  encode(record: StreamRecord, headers?: Readonly<Record<string, string>>): OutgoingRecord
  /**
   * Decodes in order. An undecodable record is a result, not an error.
   * @throws {SlipstreamError} `registry-unavailable`, a transient error; `registry-changed`.
   */
  decode(topic: AnyTopic, partition: number, records: readonly LogRecord[]): Promise<readonly Decoded[]>
}

/** What is known of a topic in Kafka, and encoding depends on. */
export interface TopicLimits {
  readonly partitions: number
  /** `max.message.bytes`. */
  readonly largestBatchBytes: number
}

/** @param limitsOf of each topic, as it is in Kafka. */
export function createCodec(
  topics: readonly AnyTopic[],
  registry: Registry,
  limitsOf: ReadonlyMap<string, TopicLimits>,
): Codec {
  const byName = new Map(topics.map((topic) => [topic.name, topic]))
  const ids = new Map<string, number>()
  return {
    async prepare(used) {
      for (const topic of used) ids.set(topic.name, await registry.register(topic))
    },
    encode(record, headers = {}) {
      const topic = byName.get(record.topic)
      const id = ids.get(record.topic)
      const limits = limitsOf.get(record.topic)
      if (topic === undefined || id === undefined || limits === undefined) {
        throw new Error(`${record.topic} was not prepared for writing.`)
      }
      const key = Buffer.from(record.key)
      const encoded = {
        topic: record.topic,
        partition: partitionOf(key, limits.partitions),
        key,
        value: record.value === null ? null : frame(id, topic.value.encode(record.value)),
        headers,
        timestamp: record.timestamp,
      }
      const bytes = batchSizeOf(encoded)
      if (bytes > limits.largestBatchBytes) throw tooLarge(record, bytes, limits.largestBatchBytes)
      return encoded
    },
    async decode(topic, partition, records) {
      const decoded: Decoded[] = []
      for (const wire of records) {
        const writer = writerOf(wire, registry)
        const known = writer instanceof Promise ? await writer : writer // awaiting each record would cost as much as decoding it
        decoded.push(decodeOne(topic, partition, wire, known))
      }
      return decoded
    },
  }
}

const tooLarge = ({ topic, key }: StreamRecord, bytes: number, limit: number) =>
  new Unprocessable(
    'output-too-large',
    `The record of ${key} for ${topic} has ${bytes} bytes, and the topic takes ${limit}: raise its max.message.bytes, restart, and send the source record again.`,
  )

/** @returns without a promise where the schema is cached; null for a tombstone, unframed bytes, or a schema id that is not registered. */
function writerOf({ value }: LogRecord, registry: Registry): AvroSchema | null | Promise<AvroSchema | null> {
  const framed = value === null ? null : unframe(value)
  if (framed === null) return null
  return registry.knownWriter(framed.schemaId) ?? registry.writerSchema(framed.schemaId)
}

function decodeOne(topic: AnyTopic, partition: number, wire: LogRecord, writer: AvroSchema | null): Decoded {
  const at = `${topic.name}/${partition}/${wire.offset}`
  const undecodable = (why: string, isSchemaUnknown = false): Decoded => ({
    ok: false,
    code: 'undecodable',
    isSchemaUnknown,
    message: `The record at ${at} could not be decoded: ${why}.`,
    wire,
  })
  if (wire.key === null) return undecodable('it has no key')
  const found = {
    topic: topic.name,
    key: topic.key(wire.key.toString('utf8')),
    timestamp: wire.timestamp,
    partition,
    offset: wire.offset,
    ...sentAtOf(wire),
    ...causedByOf(wire),
  }
  if (wire.value === null) return { ok: true, record: { ...found, value: null }, wire }
  const framed = unframe(wire.value)
  if (framed === null) return undecodable('its value is not in the Confluent wire format')
  if (writer === null) return undecodable(`the registry knows no schema ${framed.schemaId}`, true)
  try {
    return { ok: true, record: { ...found, value: topic.value.decode(framed.avro, writer) }, wire }
  } catch (error) {
    return undecodable(error instanceof Error ? error.message : String(error))
  }
}
