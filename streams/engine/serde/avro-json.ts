import avro from 'avsc'
import { MAX_VALUE_BYTES } from './avro-guard.ts'
import type { AvroSchema } from './avro.ts'

/**
 * Avro bytes as JSON text, without objects between them: that costs less than half of decoding and `JSON.stringify`.
 *
 * - `bytes` and `fixed` are base64. `NaN`, `Infinity` and `-Infinity`, which JSON has no numbers for, are strings.
 * - A `long` has all its digits, also beyond 2^53.
 * - A union of null and one type is null or the value; of more types `{"<type>": value}`, as in Avro's own JSON encoding.
 * - Controls and what turns the direction of writing are escaped: the text can be shown on a terminal.
 *
 * @param options `iso`: a `timestamp-millis` is text (ISO 8601, UTC), not epoch ms.
 * @returns a function that throws an {Error} with the position of the fault unless the bytes are one value of the schema. It takes
 *   time linear in the bytes, whatever they announce.
 */
export function avroToJson(schema: AvroSchema, options: { readonly iso?: boolean } = {}): (bytes: Buffer) => string {
  const write = compile(typeOfSchema(schema), { known: new Map(), iso: options.iso ?? false })
  const cursor: Cursor = { bytes: Buffer.alloc(0), text: '', at: 0, depth: 0, emptyItemsLeft: 0 }
  return (bytes) => {
    if (bytes.length > MAX_VALUE_BYTES) throw new Error(`a value of ${bytes.length} bytes is too large`)
    cursor.bytes = bytes
    cursor.text = bytes.toString('latin1')
    cursor.at = 0
    cursor.depth = 0
    cursor.emptyItemsLeft = MAX_EMPTY_ITEMS
    const json = write(cursor)
    if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes follow the value`)
    return json
  }
}

/** A JSON string, quoted, in which nothing is left that a terminal would obey. */
export const jsonString = (text: string): string => JSON.stringify(text).replace(OBEYED, escaped)

/** @see printable.ts; below U+0020 JSON escapes by itself. */
const OBEYED = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g
const escaped = (control: string): string => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Items that take no bytes cost memory once written; nesting is on the call stack. As in avro-guard.ts. */
const MAX_EMPTY_ITEMS = 1_000
const MAX_DEPTH = 200
const MAX_VARINT_BYTES = 10
/** Bytes of a varint that a number holds exactly: seven times seven bits. */
const EXACT_VARINT_BYTES = 7

interface Cursor {
  bytes: Buffer
  /** One character for each byte: ASCII is cut from it, which costs less than a call of the decoder. */
  text: string
  at: number
  depth: number
  emptyItemsLeft: number
}

type Write = (cursor: Cursor) => string

interface Compiled {
  readonly known: Map<avro.Type, Write>
  readonly iso: boolean
}

class TimestampMillis extends avro.types.LogicalType {
  override _fromValue(value: unknown): unknown {
    return value
  }

  override _toValue(value: unknown): unknown {
    return value
  }
}

/** Of a copy: avsc keeps what it makes of a schema by the names in it. Every union is wrapped, so that its branch is known. */
export const typeOfSchema = (schema: AvroSchema): avro.Type =>
  avro.Type.forSchema(structuredClone(schema), {
    wrapUnions: true,
    logicalTypes: { 'timestamp-millis': TimestampMillis },
  })

export const isTimestampMillis = (type: avro.Type): type is avro.types.LogicalType => type instanceof TimestampMillis

function compile(type: avro.Type, compiled: Compiled): Write {
  const there = compiled.known.get(type)
  if (there !== undefined) return there
  // Registered before it is compiled, so that a recursive schema finds itself.
  let made: Write = () => ''
  compiled.known.set(type, (cursor) => made(cursor))
  made = writeOf(type, compiled)
  compiled.known.set(type, made)
  return made
}

function writeOf(type: avro.Type, compiled: Compiled): Write {
  const { types } = avro
  if (isTimestampMillis(type)) return compiled.iso ? isoTime : long
  if (type instanceof types.LogicalType) return compile(type.underlyingType, compiled)
  if (type instanceof types.NullType) return () => 'null'
  if (type instanceof types.BooleanType) return boolean
  if (type instanceof types.IntType || type instanceof types.LongType) return long
  if (type instanceof types.FloatType) return float
  if (type instanceof types.DoubleType) return double
  if (type instanceof types.StringType) return string
  if (type instanceof types.BytesType) return base64
  if (type instanceof types.FixedType) {
    const { size } = type
    return (cursor) => base64Of(cursor, size)
  }
  if (type instanceof types.EnumType) {
    const symbols = type.symbols.map((symbol) => jsonString(symbol))
    return (cursor) => symbols[length(cursor)] ?? wrong(cursor, 'a symbol that the enum does not have')
  }
  if (type instanceof types.RecordType) return record(type, compiled)
  if (type instanceof types.WrappedUnionType) return union(type, compiled)
  if (type instanceof types.ArrayType) {
    return blocks(compile(type.itemsType, compiled), takesNoBytes(type.itemsType), '[', ']')
  }
  if (type instanceof types.MapType) {
    const value = compile(type.valuesType as avro.Type, compiled) // avsc leaves its type open
    return blocks((cursor) => `${string(cursor)}:${value(cursor)}`, false, '{', '}')
  }
  throw new Error(`values of the Avro type ${type.typeName} cannot be read`)
}

function record(type: avro.types.RecordType, compiled: Compiled): Write {
  const prefixes = type.fields.map(({ name }, index) => `${index === 0 ? '{' : ','}${jsonString(name)}:`)
  const fields = type.fields.map((field) => compile(field.type, compiled))
  if (fields.length === 0) return () => '{}'
  return deeper((cursor) => {
    let json = ''
    for (let n = 0; n < fields.length; n += 1) json += (prefixes[n] ?? '') + (fields[n]?.(cursor) ?? '')
    return `${json}}`
  })
}

function union(type: avro.types.WrappedUnionType, compiled: Compiled): Write {
  const branches = type.types.map((branch) => compile(branch, compiled))
  const names = isOptional(type) ? null : type.types.map((branch) => jsonString(branchOf(branch)))
  return (cursor) => {
    const index = length(cursor)
    const branch = branches[index]
    if (branch === undefined) return wrong(cursor, `the union branch ${index} of ${branches.length}`)
    const json = branch(cursor)
    return names === null || json === 'null' ? json : `{${names[index] ?? ''}:${json}}`
  }
}

/** Whether a union has at most one type beside null, so that its branch can be told from the value. */
export const isOptional = (type: avro.types.WrappedUnionType): boolean =>
  type.types.filter((branch) => !(branch instanceof avro.types.NullType)).length <= 1

/** The name of a type in a union. */
export const branchOf = (type: avro.Type): string => type.branchName ?? type.typeName

function blocks(item: Write, isEmpty: boolean, open: string, close: string): Write {
  return deeper((cursor) => {
    let json = open
    for (let count = varint(cursor); count !== 0; count = varint(cursor)) {
      if (count < 0) varint(cursor)
      const items = Math.abs(count)
      if (isEmpty) {
        cursor.emptyItemsLeft -= items
        if (cursor.emptyItemsLeft < 0) return wrong(cursor, `${items} items without content`)
      } else if (items > cursor.bytes.length - cursor.at) return wrong(cursor, `a count of ${items} items`)
      for (let n = 0; n < items; n += 1) json += (json.length > 1 ? ',' : '') + item(cursor)
    }
    return json + close
  })
}

function takesNoBytes(type: avro.Type, within: readonly avro.Type[] = []): boolean {
  const { types } = avro
  if (within.includes(type)) return false
  if (type instanceof types.RecordType) {
    return type.fields.every((field) => takesNoBytes(field.type, [...within, type]))
  }
  return type instanceof types.NullType || (type instanceof types.FixedType && type.size === 0)
}

function deeper(write: Write): Write {
  return (cursor) => {
    cursor.depth += 1
    if (cursor.depth > MAX_DEPTH) return wrong(cursor, `more than ${MAX_DEPTH} values within each other`)
    const json = write(cursor)
    cursor.depth -= 1
    return json
  }
}

function boolean(cursor: Cursor): string {
  const byte = cursor.bytes[cursor.at] ?? wrong(cursor, 'one more byte')
  if (byte > 1) return wrong(cursor, `a boolean of ${byte}`)
  cursor.at += 1
  return byte === 1 ? 'true' : 'false'
}

function string(cursor: Cursor): string {
  const { bytes } = cursor
  const [start, size] = span(cursor)
  for (let at = start; at < start + size; at += 1) {
    const byte = bytes[at] ?? 0
    // All else of ASCII stands in JSON as it is.
    if (byte < 0x20 || byte >= 0x7f || byte === 0x22 || byte === 0x5c) return text(cursor, start, start + size)
  }
  return `"${cursor.text.substring(start, start + size)}"`
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function text(cursor: Cursor, start: number, end: number): string {
  try {
    return jsonString(utf8.decode(cursor.bytes.subarray(start, end)))
  } catch {
    return wrong(cursor, 'a string that is no UTF-8')
  }
}

const base64 = (cursor: Cursor): string => {
  const size = length(cursor)
  return base64Of(cursor, size)
}

function base64Of(cursor: Cursor, size: number): string {
  const start = take(cursor, size)
  return `"${cursor.bytes.toString('base64', start, start + size)}"`
}

function float(cursor: Cursor): string {
  return numberText(cursor.bytes.readFloatLE(take(cursor, 4)))
}

function double(cursor: Cursor): string {
  return numberText(cursor.bytes.readDoubleLE(take(cursor, 8)))
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`
  return Object.is(value, -0) ? '-0' : String(value)
}

function long(cursor: Cursor): string {
  const start = cursor.at
  const value = varint(cursor)
  if (cursor.at - start <= EXACT_VARINT_BYTES) return String(value)
  return exactLong(cursor.bytes, start, cursor.at)
}

function exactLong(bytes: Buffer, start: number, end: number): string {
  let value = 0n
  for (let at = end - 1; at >= start; at -= 1) value = (value << 7n) | BigInt((bytes[at] ?? 0) & 0x7f)
  const whole = BigInt.asUintN(64, value)
  return String(BigInt.asIntN(64, (whole >> 1n) ^ -(whole & 1n)))
}

function isoTime(cursor: Cursor): string {
  const time = Number(long(cursor))
  return Math.abs(time) <= MAX_DATE_MS ? `"${new Date(time).toISOString()}"` : String(time)
}

/** The last time that a `Date` holds. */
const MAX_DATE_MS = 8.64e15

/** A length and where it begins; the cursor is behind it. */
function span(cursor: Cursor): readonly [start: number, size: number] {
  const size = length(cursor)
  return [take(cursor, size), size]
}

function length(cursor: Cursor): number {
  const value = varint(cursor)
  return value < 0 ? wrong(cursor, `a length of ${value} bytes`) : value
}

/** @returns where the bytes begin. */
function take(cursor: Cursor, size: number): number {
  const start = cursor.at
  if (size > cursor.bytes.length - start) return wrong(cursor, `${size} more bytes`)
  cursor.at = start + size
  return start
}

/** A zigzag varint; beyond 2^53 the result is inexact. */
function varint(cursor: Cursor): number {
  const { bytes } = cursor
  let value = 0
  let scale = 1
  for (let read = 0; read < MAX_VARINT_BYTES; read += 1) {
    const byte = bytes[cursor.at] ?? wrong(cursor, 'more bytes')
    cursor.at += 1
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    scale *= 128
  }
  return wrong(cursor, 'an integer of more than 64 bits')
}

function wrong(cursor: Cursor, announced: string): never {
  throw new Error(
    `truncated or corrupt: at byte ${cursor.at} of ${cursor.bytes.length} the value announces ${announced}`,
  )
}
