import { ConfigError } from '../../engine/errors.ts'
import { partitionOf } from '../../engine/partition.ts'
import { avroFromJson } from '../../engine/serde/avro-from-json.ts'
import type { OutgoingRecord } from '../../engine/serde/log-record.ts'
import { frame, unframe } from '../../engine/serde/wire.ts'
import type { AnyTopic, AvroSchema } from '../../engine/topic.ts'
import { isTopicName, TOPIC_NAME_RULE } from './new-topic.ts'
import { parseRecordLine, recordOf } from './record-line.ts'
import type { RecordLine } from './record-line.ts'

/** Where lines are to go. */
export interface LineTarget {
  readonly topic: string
  readonly partitions: number
  /** Of the application: its records must be such as its processors read. Null: any topic. */
  readonly declared: AnyTopic | null
}

export interface LineSchemas {
  writerSchema(id: number): Promise<AvroSchema | null>
  /** Registers the schema of a topic of the application. @returns its id. */
  register(topic: AnyTopic): Promise<number>
}

/** Bounded by the schemas in the registry: an id that it does not know is not remembered. */
type Encoders = Map<number, { readonly schema: AvroSchema; readonly encode: (value: unknown) => Buffer }>

/**
 * Makes records of lines.
 * @returns a function that throws an {Error} saying what is wrong with a line.
 */
export function lineEncoder(target: LineTarget, schemas: LineSchemas): (line: string) => Promise<OutgoingRecord> {
  const known: Encoders = new Map()
  const encoderOf = async (id: number) => {
    const there = known.get(id)
    if (there !== undefined) return there
    const schema = await schemas.writerSchema(id)
    if (schema === null) throw new LineFault(`schemaId: the registry knows no schema ${id}`)
    const made = { schema, encode: avroFromJson(schema) }
    known.set(id, made)
    return made
  }
  const valueOf = async (line: RecordLine): Promise<Buffer | null> => {
    if (line.raw !== undefined) return rawOf(line.raw, line, target)
    if (line.value === null && line.schemaId === null) return null
    const id = line.schemaId ?? (await idFor(target, schemas))
    const { encode } = await encoderOf(id)
    return frame(
      id,
      faulty(() => encode(line.value)),
    )
  }
  return async (text) => {
    const line = faulty(() => parseRecordLine(text))
    const value = await valueOf(line)
    const record = { topic: target.topic, partition: line.partition, value, ...recordOf(line) }
    requirePlace(record, target)
    const framed = value === null ? null : unframe(value)
    if (target.declared !== null && framed !== null) {
      const { declared } = target
      const { schema } = await encoderOf(framed.schemaId)
      faulty(() => declared.value.decode(framed.avro, schema))
    }
    return record
  }
}

/** What is wrong is the line, and not a service. */
export class LineFault extends Error {
  override readonly name = 'LineFault'
}

function faulty<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw new LineFault(error instanceof Error ? error.message : String(error))
  }
}

function rawOf(raw: string, { error }: RecordLine, { topic, declared }: LineTarget): Buffer {
  const bytes = Buffer.from(raw, 'base64')
  if (declared === null) return bytes
  if (error !== undefined) throw new LineFault(`${topic} takes no record that cannot be decoded (${error.message})`)
  if (unframe(bytes) === null) throw new LineFault('raw: the bytes are not in the Confluent wire format')
  return bytes
}

async function idFor({ topic, declared }: LineTarget, schemas: LineSchemas): Promise<number> {
  if (declared === null) throw new LineFault(`schemaId: it names none, and ${topic} is no topic of Slipstream`)
  return schemas.register(declared)
}

/** Processors find the state of a key in the partition that its bytes lead to. */
function requirePlace({ key, partition }: OutgoingRecord, { topic, partitions, declared }: LineTarget): void {
  if (partition >= partitions) {
    throw new LineFault(`partition: ${topic} has no ${partition}, its partitions are 0 to ${partitions - 1}`)
  }
  if (declared === null) return
  if (key === null) throw new LineFault(`key: the records of ${topic} have one`)
  const wanted = partitionOf(key, partitions)
  if (partition !== wanted) throw new LineFault(`partition: records of this key are in partition ${wanted} of ${topic}`)
}

/** @throws {ConfigError} unless exactly one of the two is given. */
export function targetName(topic: string | undefined, into: string | undefined): string {
  if (topic !== undefined && into !== undefined) throw new ConfigError('Give a topic, or --into with a new one.')
  const name = topic ?? into
  if (name === undefined) throw new ConfigError('Give the topic to write into, or --into with a new one.')
  if (into !== undefined && !isTopicName(into)) {
    throw new ConfigError(`"${into}" cannot be the name of a topic: ${TOPIC_NAME_RULE}.`)
  }
  return name
}
