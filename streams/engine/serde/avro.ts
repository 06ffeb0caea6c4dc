import { inspect } from 'node:util'
import avro from 'avsc'
import { guardOf } from './avro-guard.ts'
import type { AvroGuard } from './avro-guard.ts'
import type { AvroSchema, AvroSerde } from '../topic.ts'

export type { AvroSchema, AvroSerde } from '../topic.ts'

/**
 * The one place that encodes and decodes with avsc. Decoded values are plain objects (avsc makes class instances, which are not
 * deeply equal to a literal), a `long` is a number (exact to 2^53; avsc refuses more), and a union of null and one type is
 * unwrapped. `avro-guard.ts` checks the bytes before they are decoded.
 */
export function avroSerde<V>(schema: AvroSchema): AvroSerde<V> {
  const type = avro.Type.forSchema(schema)
  const guard = guardOf(type)
  const resolvers = new WeakMap<object, { guard: AvroGuard; resolver: ReturnType<avro.Type['createResolver']> }>()

  const writerOf = (writer: AvroSchema & object) => {
    const known = resolvers.get(writer)
    if (known) return known
    const writerType = avro.Type.forSchema(writer)
    const made = { guard: guardOf(writerType), resolver: type.createResolver(writerType) }
    resolvers.set(writer, made)
    return made
  }

  return {
    schema,
    encode(value) {
      type.isValid(value, {
        errorHook: (path, wrong) => {
          throw new Error(`${path.join('.') || 'value'}: ${describe(wrong)} does not fit the schema`)
        },
      })
      return type.toBuffer(value)
    },
    decode(bytes, writer) {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      const same = writer === undefined || typeof writer !== 'object' || writer === schema
      if (same) {
        guard(buffer)
        return plain(type.fromBuffer(buffer)) as V
      }
      const known = writerOf(writer)
      known.guard(buffer)
      return plain(type.fromBuffer(buffer, known.resolver)) as V
    },
  }
}

/** Whether values of both have the same bytes and names: documentation and defaults do not count. */
export function isSameSchema(a: AvroSchema, b: AvroSchema): boolean {
  if (a === b) return true
  const [one, other] = [a, b].map((schema) => avro.Type.forSchema(structuredClone(schema)).fingerprint('sha1'))
  return one !== undefined && other !== undefined && one.equals(other)
}

function describe(value: unknown): string {
  return inspect(value, { depth: 1, breakLength: Infinity }).slice(0, 80)
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return value
  const record: Record<string, unknown> = {} // field names of a schema; none of ours has maps, whose keys are data
  for (const name of Object.keys(value)) record[name] = plain((value as Readonly<Record<string, unknown>>)[name])
  return record
}
