import * as z from 'zod/mini'
import type { Random } from '../../../processors/shared/random.ts'
import { playShape } from '../../../schemas/live.ts'

/** What is used of a JSON Schema (2020-12). */
interface JsonSchema {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
}

/** The message of a player, as its shape says; what the fuzzer knows of a play comes from here alone. */
export const PLAY_SCHEMA = z.toJSONSchema(playShape, { io: 'input', unrepresentable: 'any' }) as JsonSchema // its own output

const TEXTS = [
  '',
  'a',
  '語',
  '\u0000',
  '\ud800',
  '\u202e',
  '💥',
  "'; drop",
  '__proto__',
  'constructor',
  '../../x',
  '\n',
] as const
const NUMBERS = [
  -1,
  -0,
  0.5,
  2 ** 31,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 64,
  -(2 ** 63),
  1e308,
  -1e-308,
  Number.EPSILON,
] as const

/** A value that the schema allows, often one at the edge of what it allows. */
export function valueOf(schema: JsonSchema, random: Random): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return random.pick(schema.enum)
  if (schema.anyOf !== undefined) return valueOf(random.pick(schema.anyOf), random)
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, each]) => [name, valueOf(each, random)]),
      )
    case 'number': {
      const { minimum = 0, maximum = 1 } = schema
      return random.pick([minimum, maximum, random.between(minimum, maximum), Math.min(maximum, minimum + 1)])
    }
    case 'string': {
      const { minLength = 1, maxLength = 20 } = schema
      return 'p'.repeat(random.pick([minLength, maxLength, minLength + random.below(maxLength - minLength + 1)]))
    }
    default:
      return null
  }
}

/** A value beside what the schema allows: just beyond its range, of another type, huge, or nested. */
export function valueBeside(schema: JsonSchema, random: Random): unknown {
  const { minimum = 0, maximum = 1, maxLength = 20 } = schema.anyOf?.[0] ?? schema
  return random.pick<() => unknown>([
    () => minimum - 1,
    () => maximum + 1,
    () => 'x'.repeat(maxLength + 1),
    () => '語'.repeat(random.below(4_000)),
    () => random.pick(NUMBERS),
    () => random.pick(TEXTS),
    () => random.pick<unknown>([null, true, false, [], {}, [[]], { $ne: null }, { toString: 1 }]),
    () => nested(random.below(200)),
    () => Array.from({ length: random.below(500) }, () => 0),
  ])()
}

export const schemaOfField = (name: string): JsonSchema => PLAY_SCHEMA.properties?.[name] ?? {}
export const FIELDS: readonly string[] = Object.keys(PLAY_SCHEMA.properties ?? {})

function nested(depth: number): unknown {
  let value: unknown = 0
  for (let i = 0; i < depth; i += 1) value = i % 2 === 0 ? [value] : { a: value }
  return value
}
