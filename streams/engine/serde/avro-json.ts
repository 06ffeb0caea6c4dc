import avro from 'avsc'
import { MAX_VALUE_BYTES } from './avro-guard.ts'
import type { AvroSchema } from './avro.ts'
import { jsonString, writtenText } from './json-bytes.ts'
import type { JsonBytes } from './json-bytes.ts'
import { branchOf, isOptional, isTimestampMillis, takesNoBytes, typeOfSchema } from './avro-types.ts'
import { writeByKernel } from './json-kernel/kernel.ts'
import { jsonProgram } from './json-program.ts'

/** Appends the JSON of a value. */
export type AvroJsonWriter = (bytes: Buffer, out: JsonBytes) => void

/**
 * Avro bytes as JSON, without objects between them.
 *
 * - `bytes` and `fixed` are base64. `NaN`, `Infinity` and `-Infinity`, which JSON has no numbers for, are strings.
 * - A `long` has all its digits, also beyond 2^53.
 * - A union of null and one type is null or the value; of more types `{"<type>": value}`, as in Avro's own JSON encoding.
 * - Controls and what turns the direction of writing are escaped: the text can be shown on a terminal.
 *
 * @param options `iso`: a `timestamp-millis` is text (ISO 8601, UTC), not epoch ms.
 * @returns a function that throws an {Error} with the position of the fault unless the bytes are one value of the schema; then nothing
 *   is appended. It takes time linear in the bytes, whatever they announce.
 */
export function avroJsonWriter(schema: AvroSchema, options: { readonly iso?: boolean } = {}): AvroJsonWriter {
  const type = typeOfSchema(schema)
  const write = compile(type, { known: new Map(), iso: options.iso ?? false })
  const program = options.iso === true ? null : jsonProgram(type)
  const cursor: Cursor = { bytes: Buffer.alloc(0), at: 0, depth: 0, emptyItemsLeft: 0 }
  return (bytes, out) => {
    if (program !== null && writeByKernel(program, bytes, out)) return
    if (bytes.length > MAX_VALUE_BYTES) throw new Error(`a value of ${bytes.length} bytes is too large`)
    cursor.bytes = bytes
    cursor.at = 0
    cursor.depth = 0
    cursor.emptyItemsLeft = MAX_EMPTY_ITEMS
    const start = out.length
    try {
      write(cursor, out)
      if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes follow the value`)
    } catch (error) {
      out.length = start
      throw error
    }
  }
}

/** The same as text. */
export function avroToJson(schema: AvroSchema, options: { readonly iso?: boolean } = {}): (bytes: Buffer) => string {
  const write = avroJsonWriter(schema, options)
  return (bytes) => writtenText((out) => write(bytes, out))
}

/** Items that take no bytes cost memory once written; nesting is on the call stack. As in avro-guard.ts. */
const MAX_EMPTY_ITEMS = 1_000
const MAX_DEPTH = 200
const MAX_VARINT_BYTES = 10
/** Bytes of a varint that a number holds exactly: seven times seven bits. */
const EXACT_VARINT_BYTES = 7

interface Cursor {
  bytes: Buffer
  at: number
  depth: number
  emptyItemsLeft: number
}

type Write = (cursor: Cursor, out: JsonBytes) => void

interface Compiled {
  readonly known: Map<avro.Type, Write>
  readonly iso: boolean
}

function compile(type: avro.Type, compiled: Compiled): Write {
  const there = compiled.known.get(type)
  if (there !== undefined) return there
  // Registered before it is compiled, so that a recursive schema finds itself.
  let made: Write = () => undefined
  compiled.known.set(type, (cursor, out) => made(cursor, out))
  made = writeOf(type, compiled)
  compiled.known.set(type, made)
  return made
}

function writeOf(type: avro.Type, compiled: Compiled): Write {
  const { types } = avro
  if (isTimestampMillis(type)) return compiled.iso ? isoTime : long
  if (type instanceof types.LogicalType) return compile(type.underlyingType, compiled)
  if (type instanceof types.NullType) return (_, out) => out.ascii(NULL)
  if (type instanceof types.BooleanType) return boolean
  if (type instanceof types.IntType || type instanceof types.LongType) return long
  if (type instanceof types.FloatType) return float
  if (type instanceof types.DoubleType) return double
  if (type instanceof types.StringType) return string
  if (type instanceof types.BytesType) return base64
  if (type instanceof types.FixedType) {
    const { size } = type
    return (cursor, out) => base64Of(cursor, size, out)
  }
  if (type instanceof types.EnumType) {
    const symbols = type.symbols.map((symbol) => Buffer.from(jsonString(symbol)))
    return (cursor, out) => out.ascii(symbols[length(cursor)] ?? wrong(cursor, 'a symbol that the enum does not have'))
  }
  if (type instanceof types.RecordType) return record(type, compiled)
  if (type instanceof types.WrappedUnionType) return union(type, compiled)
  if (type instanceof types.ArrayType) {
    return blocks(compile(type.itemsType, compiled), takesNoBytes(type.itemsType), '[', ']')
  }
  if (type instanceof types.MapType) {
    const value = compile(type.valuesType as avro.Type, compiled) // avsc leaves its type open
    const entry: Write = (cursor, out) => {
      string(cursor, out)
      out.ascii(COLON)
      value(cursor, out)
    }
    return blocks(entry, false, '{', '}')
  }
  throw new Error(`values of the Avro type ${type.typeName} cannot be read`)
}

const [NULL, TRUE, FALSE, COLON, COMMA, END] = ['null', 'true', 'false', ':', ',', '}'].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer] // prettier-ignore

function record(type: avro.types.RecordType, compiled: Compiled): Write {
  // Names of Avro are ASCII letters, digits and underscores.
  const prefixes = type.fields.map(({ name }, index) => Buffer.from(`${index === 0 ? '{' : ','}${jsonString(name)}:`))
  const fields = type.fields.map((field) => compile(field.type, compiled))
  if (fields.length === 0) return (_, out) => out.json('{}')
  return deeper((cursor, out) => {
    for (let n = 0; n < fields.length; n += 1) {
      out.ascii(prefixes[n] ?? NULL)
      fields[n]?.(cursor, out)
    }
    out.ascii(END)
  })
}

function union(type: avro.types.WrappedUnionType, compiled: Compiled): Write {
  const branches = type.types.map((branch) => compile(branch, compiled))
  const isNull = type.types.map((branch) => branch instanceof avro.types.NullType)
  const openings = isOptional(type)
    ? null
    : type.types.map((branch) => Buffer.from(`{${jsonString(branchOf(branch))}:`))
  return (cursor, out) => {
    const index = length(cursor)
    const branch = branches[index]
    if (branch === undefined) return wrong(cursor, `the union branch ${index} of ${branches.length}`)
    const opening = isNull[index] === true ? undefined : openings?.[index]
    if (opening !== undefined) out.ascii(opening)
    branch(cursor, out)
    if (opening !== undefined) out.ascii(END)
  }
}

function blocks(item: Write, isEmpty: boolean, opening: string, ending: string): Write {
  const [open, close] = [Buffer.from(opening), Buffer.from(ending)]
  return deeper((cursor, out) => {
    out.ascii(open)
    let isFirst = true
    for (let count = varint(cursor); count !== 0; count = varint(cursor)) {
      if (count < 0) varint(cursor)
      const items = Math.abs(count)
      if (isEmpty) {
        cursor.emptyItemsLeft -= items
        if (cursor.emptyItemsLeft < 0) return wrong(cursor, `${items} items without content`)
      } else if (items > cursor.bytes.length - cursor.at) return wrong(cursor, `a count of ${items} items`)
      for (let n = 0; n < items; n += 1) {
        if (!isFirst) out.ascii(COMMA)
        isFirst = false
        item(cursor, out)
      }
    }
    out.ascii(close)
  })
}

function deeper(write: Write): Write {
  return (cursor, out) => {
    cursor.depth += 1
    if (cursor.depth > MAX_DEPTH) return wrong(cursor, `more than ${MAX_DEPTH} values within each other`)
    write(cursor, out)
    cursor.depth -= 1
  }
}

function boolean(cursor: Cursor, out: JsonBytes): void {
  const byte = cursor.bytes[cursor.at] ?? wrong(cursor, 'one more byte')
  if (byte > 1) return wrong(cursor, `a boolean of ${byte}`)
  cursor.at += 1
  out.ascii(byte === 1 ? TRUE : FALSE)
}

function string(cursor: Cursor, out: JsonBytes): void {
  const size = length(cursor)
  const start = take(cursor, size)
  if (!out.utf8(cursor.bytes, start, start + size)) wrong(cursor, 'a string that is no UTF-8')
}

const base64 = (cursor: Cursor, out: JsonBytes): void => base64Of(cursor, length(cursor), out)

function base64Of(cursor: Cursor, size: number, out: JsonBytes): void {
  const start = take(cursor, size)
  out.base64(cursor.bytes, start, start + size)
}

function float(cursor: Cursor, out: JsonBytes): void {
  out.json(numberText(cursor.bytes.readFloatLE(take(cursor, 4))))
}

function double(cursor: Cursor, out: JsonBytes): void {
  out.json(numberText(cursor.bytes.readDoubleLE(take(cursor, 8))))
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`
  return Object.is(value, -0) ? '-0' : String(value)
}

function long(cursor: Cursor, out: JsonBytes): void {
  const start = cursor.at
  const value = varint(cursor)
  if (cursor.at - start <= EXACT_VARINT_BYTES) out.integer(value)
  else out.json(exactLong(cursor.bytes, start, cursor.at))
}

function exactLong(bytes: Buffer, start: number, end: number): string {
  let value = 0n
  for (let at = end - 1; at >= start; at -= 1) value = (value << 7n) | BigInt((bytes[at] ?? 0) & 0x7f)
  const whole = BigInt.asUintN(64, value)
  return String(BigInt.asIntN(64, (whole >> 1n) ^ -(whole & 1n)))
}

function isoTime(cursor: Cursor, out: JsonBytes): void {
  const start = cursor.at
  const time = varint(cursor)
  if (Math.abs(time) <= MAX_DATE_MS) out.json(`"${new Date(time).toISOString()}"`)
  else {
    cursor.at = start
    long(cursor, out)
  }
}

/** The last time that a `Date` holds. */
const MAX_DATE_MS = 8.64e15

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
  const first = bytes[cursor.at] ?? wrong(cursor, 'more bytes')
  cursor.at += 1
  if (first < 0x80) return first & 1 ? -((first + 1) >> 1) : first >> 1
  let value = first & 0x7f
  let scale = 128
  for (let read = 1; read < MAX_VARINT_BYTES; read += 1) {
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
