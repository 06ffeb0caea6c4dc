import { inspect } from 'node:util'
import avro from 'avsc'
import { guardOf } from './avro-guard.ts'
import type { AvroGuard } from './avro-guard.ts'

/** An Avro schema as JSON, the way a registry stores it. */
export type AvroSchema = avro.Schema

/** Values of one Avro schema, without the registry's framing (`runtime/registry.ts` adds that). */
export interface AvroSerde<V> {
  readonly schema: AvroSchema
  /** @throws {Error} naming the field when the value does not fit the schema. */
  encode(value: V): Buffer
  /**
   * @param writer the schema the bytes were written with, when it is not this one.
   * @throws {Error} when the bytes are not a whole value of the writer's schema, whatever they promise: `avro-guard.ts`
   *   walks them first.
   */
  decode(bytes: Uint8Array, writer?: AvroSchema): V
}

/**
 * The one place that knows avsc: decoded values are plain objects (avsc makes class instances, unequal to a literal),
 * a `long` is a number (exact to 2^53; avsc refuses more), a union of null and one type is unwrapped.
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

function describe(value: unknown): string {
  return inspect(value, { depth: 1, breakLength: Infinity }).slice(0, 80)
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return value
  const record: Record<string, unknown> = {} // its names are those of a schema without maps
  for (const name of Object.keys(value)) record[name] = plain((value as Readonly<Record<string, unknown>>)[name])
  return record
}
