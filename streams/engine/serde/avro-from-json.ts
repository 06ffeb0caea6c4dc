import avro from 'avsc'
import type { AvroSchema } from './avro.ts'
import { branchOf, isOptional, isTimestampMillis, typeOfSchema } from './avro-types.ts'

/**
 * The way back from the JSON of `avro-json.ts`: what that has written becomes the same bytes again (of arrays and maps, when they
 * were written as one block without its size, as all common writers do).
 *
 * @returns a function that encodes a value that `JSON.parse` has made. It throws an {Error} that names the field.
 */
export function avroFromJson(schema: AvroSchema): (value: unknown) => Buffer {
  const type = typeOfSchema(schema)
  const read = compile(type, new Map())
  return (value) => {
    const made = read(value, 'value')
    type.isValid(made, {
      errorHook: (path, found) => {
        throw misfit(['value', ...path.filter((part) => !branches.has(part))].join('.'), found)
      },
    })
    return type.toBuffer(made)
  }
}

type Read = (value: unknown, path: string) => unknown

/** Steps of avsc's paths that are of its own wrapping. */
const branches = new Set(['string', 'long', 'int', 'bytes', 'double', 'float', 'boolean', 'array', 'map'])

function compile(type: avro.Type, known: Map<avro.Type, Read>): Read {
  const there = known.get(type)
  if (there !== undefined) return there
  let made: Read = (value) => value
  known.set(type, (value, path) => made(value, path)) // a recursive schema finds itself
  made = readOf(type, known)
  known.set(type, made)
  return made
}

function readOf(type: avro.Type, known: Map<avro.Type, Read>): Read {
  const { types } = avro
  if (isTimestampMillis(type)) return timestamp
  if (type instanceof types.LogicalType) return compile(type.underlyingType, known)
  if (type instanceof types.FloatType || type instanceof types.DoubleType) return real
  if (type instanceof types.BytesType || type instanceof types.FixedType) return bytes
  if (type instanceof types.RecordType) return record(type, known)
  if (type instanceof types.WrappedUnionType) return union(type, known)
  if (type instanceof types.ArrayType) {
    const item = compile(type.itemsType, known)
    return (value, path) => (Array.isArray(value) ? value.map((each, n) => item(each, `${path}.${n}`)) : value)
  }
  if (type instanceof types.MapType) {
    const of = compile(type.valuesType as avro.Type, known) // avsc leaves its type open
    return (value, path) => {
      if (!isObject(value)) throw misfit(path, value)
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, of(each, `${path}.${name}`)]))
    }
  }
  return (value) => value
}

function record(type: avro.types.RecordType, known: Map<avro.Type, Read>): Read {
  const fields = new Map(type.fields.map((field) => [field.name, compile(field.type, known)]))
  return (value, path) => {
    if (!isObject(value)) throw misfit(path, value) // avsc would take an array for a record of defaults
    const unknown = Object.keys(value).find((name) => !fields.has(name))
    if (unknown !== undefined) throw new Error(`${path}.${unknown}: ${type.name ?? 'the record'} has no such field`)
    const made: Record<string, unknown> = {}
    for (const [name, read] of fields) {
      if (Object.hasOwn(value, name)) made[name] = read(value[name], `${path}.${name}`)
    }
    return made // avsc puts in the defaults of those that are missing
  }
}

function union(type: avro.types.WrappedUnionType, known: Map<avro.Type, Read>): Read {
  const byName = new Map(type.types.map((branch) => [branchOf(branch), compile(branch, known)]))
  const [only] = [...byName].filter(([name]) => name !== 'null')
  if (isOptional(type) && only !== undefined) {
    const [name, read] = only
    return (value, path) => (value === null && byName.has('null') ? null : { [name]: read(value, path) })
  }
  return (value, path) => {
    if (!isObject(value)) return value
    const [name = '', ...others] = Object.keys(value)
    const read = byName.get(name)
    if (read === undefined || others.length > 0) {
      throw new Error(`${path}: it has to be an object with one of ${[...byName.keys()].join(', ')} as its only name`)
    }
    return { [name]: read(value[name], `${path}.${name}`) }
  }
}

const NOT_FINITE = new Map([NaN, Infinity, -Infinity].map((value) => [String(value), value]))

const real: Read = (value) => (typeof value === 'string' ? (NOT_FINITE.get(value) ?? value) : value)

const bytes: Read = (value, path) => {
  if (typeof value !== 'string') return value
  const made = Buffer.from(value, 'base64')
  if (made.toString('base64') !== value) throw new Error(`${path}: "${value.slice(0, 40)}" is no base64`)
  return made
}

const timestamp: Read = (value, path) => {
  if (typeof value !== 'string') return value
  const time = Date.parse(value)
  if (Number.isNaN(time)) throw new Error(`${path}: "${value.slice(0, 40)}" is no time in ISO 8601`)
  return time
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const misfit = (path: string, found: unknown): Error =>
  new Error(
    `${path}: ${((JSON.stringify(found) as string | undefined) ?? 'nothing').slice(0, 80)} does not fit the schema`,
  )
