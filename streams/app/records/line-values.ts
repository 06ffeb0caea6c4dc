import { avroJsonWriter } from '../../engine/serde/avro-json.ts'
import type { AvroJsonWriter } from '../../engine/serde/avro-json.ts'
import { writtenText } from '../../engine/serde/json-bytes.ts'
import type { JsonBytes } from '../../engine/serde/json-bytes.ts'
import type { LogRecord } from '../../engine/serde/log-record.ts'
import { PREFIX_BYTES, schemaIdOf, unframe } from '../../engine/serde/wire.ts'
import type { AvroSchema } from '../../engine/topic.ts'
import { endLine, END_OF_LINE, VALUE } from './record-line.ts'
import type { LineOptions, LineValue } from './record-line.ts'

/** Values of records, as their lines have them. */
export interface LineValues {
  /** Asks for the schemas of some records. @returns a promise only where one is not known yet: most batches cost none. */
  prepare(records: readonly LogRecord[]): Promise<void> | undefined
  /** Of a record that `prepare` was given. */
  of(record: LogRecord): LineValue
  /** Ends the line of such a record: the same as `endLine` of its value, without text between. @returns whether it was decoded. */
  endLine(out: JsonBytes, record: LogRecord): boolean
}

/** Ids come from records, and a foreign producer can invent any number of them: beyond this all are asked for again. */
const MAX_SCHEMAS = 1_000

/**
 * Decodes by the schema that each value was written with, so also topics that are not of the application.
 * @param writerSchema as `Registry.writerSchema`.
 */
export function lineValues(
  writerSchema: (id: number) => Promise<AvroSchema | null>,
  options: LineOptions = {},
): LineValues {
  const known = new Map<number, AvroJsonWriter | null>()

  const ask = async (ids: ReadonlySet<number>): Promise<void> => {
    if (known.size + ids.size > MAX_SCHEMAS) known.clear()
    for (const id of ids) {
      const schema = await writerSchema(id)
      known.set(id, schema === null ? null : readerOf(schema, options))
    }
  }
  return {
    prepare(records) {
      let missing: Set<number> | undefined
      for (const { value } of records) {
        const id = schemaIdOf(value)
        if (id !== null && !known.has(id)) (missing ??= new Set()).add(id)
      }
      return missing === undefined ? undefined : ask(missing)
    },
    of: ({ value }) => (value === null ? TOMBSTONE : decoded(value, known)),
    endLine(out, record) {
      const start = out.length
      const id = schemaIdOf(record.value)
      const write = id === null ? null : known.get(id)
      if (record.value !== null && id !== null && write !== null && write !== undefined) {
        out.integer(id)
        out.ascii(VALUE)
        try {
          write(record.value.subarray(PREFIX_BYTES), out)
          out.ascii(END_OF_LINE)
          return true
        } catch {
          out.length = start // `decoded` says what is wrong
        }
      }
      const value = record.value === null ? TOMBSTONE : decoded(record.value, known)
      endLine(out, value)
      return value.kind !== 'undecodable'
    },
  }
}

const TOMBSTONE: LineValue = { kind: 'decoded', schemaId: null, json: 'null' }

/** The value of a line that is not to be decoded. */
export const rawValue = ({ value }: LogRecord): LineValue =>
  value === null ? TOMBSTONE : { kind: 'raw', schemaId: schemaIdOf(value), bytes: value }

function decoded(bytes: Buffer, known: ReadonlyMap<number, AvroJsonWriter | null>): LineValue {
  const framed = unframe(bytes)
  if (framed === null) {
    const message = 'its value is not in the Confluent wire format'
    return { kind: 'undecodable', code: 'undecodable', schemaId: null, bytes, message }
  }
  const { schemaId } = framed
  const write = known.get(schemaId)
  if (write === null || write === undefined) {
    const message = `the registry knows no schema ${schemaId}`
    return { kind: 'undecodable', code: 'schema-unknown', schemaId, bytes, message }
  }
  try {
    return { kind: 'decoded', schemaId, json: writtenText((out) => write(framed.avro, out)) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'undecodable', code: 'undecodable', schemaId, bytes, message }
  }
}

/** A schema that is not Avro, which a registry may hold too, makes its records undecodable, and nothing else. */
function readerOf(schema: AvroSchema, options: LineOptions): AvroJsonWriter {
  try {
    return avroJsonWriter(schema, options)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return () => {
      throw new Error(`its schema cannot be used as one of Avro (${why})`)
    }
  }
}
