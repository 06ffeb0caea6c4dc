import avro from 'avsc'
import { MAX_VALUE_BYTES } from './avro-guard.ts'

/**
 * The fields of a record straight from its Avro bytes, without an object of it: for formats that keep columns. Decoding by avsc
 * checks the bytes, makes a record, and copies it; this costs a fifth of it.
 *
 * Values are those of `avroSerde`, but a `long` is a bigint, unless it is of a logical type that avsc was told of.
 *
 * @returns false when the bytes are not what this reads: `avroSerde` has the last word then, and says what is wrong.
 */
export type AvroCells = (bytes: Buffer, cells: unknown[]) => boolean

/** @returns null for a type that is no record, or has what columns have not: maps, and unions of several types. */
export function avroCells(type: avro.Type): AvroCells | null {
  if (!(type instanceof avro.types.RecordType)) return null
  const fields = type.fields.map((field) => readerOf(field.type, []))
  const readers = fields.filter((each) => each !== null)
  if (readers.length < fields.length) return null
  const cursor: Cursor = { bytes: Buffer.alloc(0), text: '', at: 0 }
  return (bytes, cells) => {
    if (bytes.length > MAX_VALUE_BYTES) return false
    cursor.bytes = bytes
    cursor.text = bytes.toString('latin1')
    cursor.at = 0
    try {
      for (let n = 0; n < readers.length; n += 1) cells[n] = readers[n]?.(cursor)
    } catch (error) {
      if (error === NOT_READ) return false
      throw error
    }
    return cursor.at === bytes.length
  }
}

interface Cursor {
  bytes: Buffer
  /** One character for each byte: ASCII is cut from it, which costs less than a call of the decoder. */
  text: string
  at: number
}

type Read = (cursor: Cursor) => unknown

/** Thrown where the bytes are not what was expected. */
const NOT_READ = new Error('These bytes are not read here.')

function readerOf(type: avro.Type, within: readonly avro.Type[]): Read | null {
  const { types } = avro
  if (within.includes(type)) return null // it contains itself
  if (type instanceof types.LogicalType) {
    return type.underlyingType instanceof types.LongType ? safeLong : readerOf(type.underlyingType, within)
  }
  if (type instanceof types.NullType) return () => null
  if (type instanceof types.BooleanType) return boolean
  if (type instanceof types.IntType) return int
  if (type instanceof types.LongType) return long
  if (type instanceof types.FloatType) return (cursor) => cursor.bytes.readFloatLE(take(cursor, 4))
  if (type instanceof types.DoubleType) return (cursor) => cursor.bytes.readDoubleLE(take(cursor, 8))
  if (type instanceof types.StringType) return string
  if (type instanceof types.BytesType) return bytes
  if (type instanceof types.FixedType) {
    const { size } = type
    return (cursor) => bytesOf(cursor, size)
  }
  if (type instanceof types.EnumType) {
    const { symbols } = type
    return (cursor) => symbols[varint(cursor)] ?? notRead()
  }
  if (type instanceof types.UnwrappedUnionType || type instanceof types.WrappedUnionType) return union(type, within)
  if (type instanceof types.ArrayType) return list(type, within)
  if (type instanceof types.RecordType) return group(type, [...within, type])
  return null
}

function union(type: avro.types.UnwrappedUnionType | avro.types.WrappedUnionType, within: readonly avro.Type[]) {
  const values = type.types.filter((branch) => !(branch instanceof avro.types.NullType))
  if (values.length > 1) return null
  const branches = type.types.map((branch) => readerOf(branch, within))
  if (branches.includes(null)) return null
  return (cursor: Cursor) => (branches[varint(cursor)] ?? notRead())(cursor)
}

function list(type: avro.types.ArrayType, within: readonly avro.Type[]): Read | null {
  const item = readerOf(type.itemsType, within)
  if (item === null) return null
  return (cursor) => {
    const items: unknown[] = []
    for (let count = varint(cursor); count !== 0; count = varint(cursor)) {
      if (count < 0) varint(cursor)
      const more = Math.abs(count)
      if (more > cursor.bytes.length - cursor.at) return notRead() // also items that take no bytes
      for (let n = 0; n < more; n += 1) items.push(item(cursor))
    }
    return items
  }
}

function group(type: avro.types.RecordType, within: readonly avro.Type[]): Read | null {
  const fields = type.fields.map(({ name, type: field }) => ({ name, read: readerOf(field, within) }))
  if (fields.some(({ read }) => read === null)) return null
  return (cursor) => {
    const values: Record<string, unknown> = {} // field names of a schema
    for (const { name, read } of fields) values[name] = read?.(cursor)
    return values
  }
}

function boolean(cursor: Cursor): boolean {
  const byte = cursor.bytes[cursor.at] ?? notRead()
  if (byte > 1) return notRead()
  cursor.at += 1
  return byte === 1
}

function int(cursor: Cursor): number {
  const value = varint(cursor)
  return (value | 0) === value ? value : notRead()
}

const long = (cursor: Cursor): bigint => BigInt(safeLong(cursor))

function safeLong(cursor: Cursor): number {
  const value = varint(cursor)
  return Number.isSafeInteger(value) ? value : notRead()
}

function string(cursor: Cursor): string {
  const { bytes: from } = cursor
  const size = varint(cursor)
  const start = take(cursor, size)
  for (let at = start; at < cursor.at; at += 1) {
    if ((from[at] ?? 0) >= 0x80) return from.toString('utf8', start, cursor.at)
  }
  return cursor.text.substring(start, cursor.at)
}

const bytes = (cursor: Cursor): Buffer => bytesOf(cursor, varint(cursor))

function bytesOf(cursor: Cursor, size: number): Buffer {
  const start = take(cursor, size)
  return cursor.bytes.subarray(start, cursor.at)
}

/** @returns where the bytes begin. */
function take(cursor: Cursor, size: number): number {
  const start = cursor.at
  if (size < 0 || size > cursor.bytes.length - start) return notRead()
  cursor.at = start + size
  return start
}

/** Bytes of a varint that a number holds exactly: seven times seven bits, and what a safe integer has beyond. */
const MAX_VARINT_BYTES = 8

function varint(cursor: Cursor): number {
  const { bytes: from } = cursor
  const first = from[cursor.at] ?? notRead()
  cursor.at += 1
  if (first < 0x80) return first & 1 ? -((first + 1) >> 1) : first >> 1
  let value = first & 0x7f
  let scale = 128
  for (let read = 1; read < MAX_VARINT_BYTES; read += 1) {
    const byte = from[cursor.at] ?? notRead()
    cursor.at += 1
    value += (byte & 0x7f) * scale
    if (byte < 0x80) {
      if (value > Number.MAX_SAFE_INTEGER) return notRead()
      return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    }
    scale *= 128
  }
  return notRead()
}

function notRead(): never {
  throw NOT_READ
}
