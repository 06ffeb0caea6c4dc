import { z } from 'zod'

/** Our generator makes types of it (`schemas/generate.ts`); to Avro it means nothing, and a reader needs none of it. */
const PRIVATE = 'brand'

const attributes = z.record(z.string(), z.unknown())

/** A schema as a reader outside needs it. By Avro's rules of resolution, and in its fingerprint, it is the same one. */
export function publicSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(publicSchema)
  const { data: parts } = attributes.safeParse(schema)
  if (parts === undefined) return schema
  const isBranded = typeof parts[PRIVATE] === 'string'
  const rest = Object.entries(parts).filter(([name]) => !isBranded || name !== PRIVATE)
  const [only] = rest
  if (isBranded && rest.length === 1 && only?.[0] === 'type') return publicSchema(only[1])
  return Object.fromEntries(rest.map(([name, value]) => [name, isData(name) ? value : publicSchema(value)]))
}

/** What is a value of the schema, and not a part of it. */
const isData = (name: string): boolean => name === 'default' || name === 'symbols' || name === 'doc'
