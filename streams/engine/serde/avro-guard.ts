import avro from 'avsc'

/**
 * Checks the bytes of a value before they are decoded. avsc trusts every count it reads: ten bytes can announce 2^60 items,
 * which it would begin to allocate, and it checks for the end of the bytes only afterwards.
 *
 * Grammar: Avro 1.12, "Binary Encoding". The check takes time linear in the bytes and allocates nothing.
 */
export type AvroGuard = (bytes: Uint8Array) => void

/** A broker refuses more than 1 MiB by default, but counts compressed bytes: a decompression bomb may pass it. */
export const MAX_VALUE_BYTES = 4 * 1024 * 1024
/** Items that take no bytes (null, a record without fields) cost memory once decoded. */
const MAX_EMPTY_ITEMS = 1_000
/** Nesting of a recursive schema: decoding recurses on the call stack. */
const MAX_DEPTH = 200
/** A 64-bit integer, seven bits in each byte. */
const MAX_VARINT_BYTES = 10

interface Cursor {
  readonly bytes: Uint8Array
  at: number
  depth: number
  emptyItemsLeft: number
}

type Walk = (cursor: Cursor) => void

/** @returns a check that throws an {Error} with the position of the fault unless the bytes can be one value of the writer's type. */
export function guardOf(writer: avro.Type): AvroGuard {
  const walk = compile(writer, new Map())
  return (bytes) => {
    if (bytes.length > MAX_VALUE_BYTES) throw new Error(`a value of ${bytes.length} bytes is too large`)
    walk({ bytes, at: 0, depth: 0, emptyItemsLeft: MAX_EMPTY_ITEMS })
  }
}

function compile(type: avro.Type, known: Map<avro.Type, Walk>): Walk {
  const there = known.get(type)
  if (there !== undefined) return there
  // Registered before it is compiled, so that a recursive schema finds itself.
  let made: Walk = () => undefined
  known.set(type, (cursor) => made(cursor))
  made = walkOf(type, known)
  known.set(type, made)
  return made
}

function walkOf(type: avro.Type, known: Map<avro.Type, Walk>): Walk {
  const size = fixedSizeOf(type)
  if (size !== null) return (cursor) => skip(cursor, size)
  const { types } = avro
  if (type instanceof types.IntType || type instanceof types.LongType) return (cursor) => void varint(cursor)
  if (type instanceof types.StringType || type instanceof types.BytesType) return skipBytes
  if (type instanceof types.EnumType) return choice(type.symbols.length, 'symbol')
  if (type instanceof types.RecordType) {
    const fields = type.fields.map((field) => compile(field.type, known))
    return deeper((cursor) => {
      for (const field of fields) field(cursor)
    })
  }
  if (type instanceof types.WrappedUnionType || type instanceof types.UnwrappedUnionType) {
    const branches = type.types.map((branch) => compile(branch, known))
    const index = choice(branches.length, 'union branch')
    return (cursor) => branches[index(cursor)]?.(cursor)
  }
  if (type instanceof types.ArrayType) {
    return blocks(compile(type.itemsType, known), fixedSizeOf(type.itemsType), isEmpty(type.itemsType))
  }
  if (type instanceof types.MapType) {
    const value = compile(type.valuesType as avro.Type, known) // avsc leaves its type open
    const entry = (cursor: Cursor) => {
      skipBytes(cursor)
      value(cursor)
    }
    return blocks(entry, null, false)
  }
  if (type instanceof types.LogicalType) return compile(type.underlyingType, known)
  throw new Error(`values of the Avro type ${type.typeName} cannot be checked`)
}

/** The size of every value of a type, when it is fixed; else null. */
function fixedSizeOf(type: avro.Type): number | null {
  const { types } = avro
  if (type instanceof types.NullType) return 0
  if (type instanceof types.BooleanType) return 1
  if (type instanceof types.FloatType) return 4
  if (type instanceof types.DoubleType) return 8
  return type instanceof types.FixedType ? type.size : null
}

/** Whether a value may take no bytes at all. A record that contains itself cannot: it would never end. */
function isEmpty(type: avro.Type, within: readonly avro.Type[] = []): boolean {
  if (within.includes(type)) return false
  if (type instanceof avro.types.RecordType) {
    return type.fields.every((field) => isEmpty(field.type, [...within, type]))
  }
  return fixedSizeOf(type) === 0
}

/** The blocks of an array or map: a count (when negative, followed by the block's size in bytes), then the items; a count of 0 ends them. */
function blocks(item: Walk, itemBytes: number | null, empty: boolean): Walk {
  return deeper((cursor) => {
    for (let count = varint(cursor); count !== 0; count = varint(cursor)) {
      if (count < 0) varint(cursor)
      const items = Math.abs(count)
      if (empty) {
        cursor.emptyItemsLeft -= items
        if (cursor.emptyItemsLeft < 0) throw wrong(cursor, `${items} items without content`)
      } else if (items > cursor.bytes.length - cursor.at) throw wrong(cursor, `a count of ${items} items`)
      else if (itemBytes !== null) skip(cursor, items * itemBytes)
      else for (let n = 0; n < items; n += 1) item(cursor)
    }
  })
}

function deeper(walk: Walk): Walk {
  return (cursor) => {
    cursor.depth += 1
    if (cursor.depth > MAX_DEPTH) throw wrong(cursor, `more than ${MAX_DEPTH} values within each other`)
    walk(cursor)
    cursor.depth -= 1
  }
}

function choice(of: number, what: string): (cursor: Cursor) => number {
  return (cursor) => {
    const index = varint(cursor)
    if (index < 0 || index >= of) throw wrong(cursor, `${what} ${index} of ${of}`)
    return index
  }
}

function skipBytes(cursor: Cursor): void {
  const length = varint(cursor)
  if (length < 0) throw wrong(cursor, `a length of ${length} bytes`)
  skip(cursor, length)
}

function skip(cursor: Cursor, bytes: number): void {
  if (bytes > cursor.bytes.length - cursor.at) throw wrong(cursor, `${bytes} more bytes`)
  cursor.at += bytes
}

/** A zigzag varint. Beyond 2^53 the result is inexact: too large for a count or length, and avsc refuses it as a value. */
function varint(cursor: Cursor): number {
  let value = 0
  let scale = 1
  for (let read = 0; read < MAX_VARINT_BYTES; read += 1) {
    const byte = cursor.bytes[cursor.at]
    if (byte === undefined) throw wrong(cursor, 'more bytes')
    cursor.at += 1
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    scale *= 128
  }
  throw wrong(cursor, 'an integer of more than 64 bits')
}

function wrong(cursor: Cursor, announced: string): Error {
  return new Error(
    `truncated or corrupt: at byte ${cursor.at} of ${cursor.bytes.length} the value announces ${announced}`,
  )
}
