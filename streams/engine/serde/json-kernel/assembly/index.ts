/**
 * Writes the JSON of one Avro value. `json-program.ts` makes a program of a schema, and `kernel.ts` calls this.
 *
 * A program is the address of a node, and a tree of nodes. Each is some 32-bit words, of which the first is an operation; nodes and
 * texts are named by their addresses:
 *   NULL, BOOLEAN, LONG, STRING
 *   ENUM     count, then of each symbol its text and length
 *   UNION    count, then of each branch its node, and the text that opens it and its length: 0 where the value stands alone
 *   RECORD   count, then of each field the text before it and its length, and its node
 *   ARRAY    the node of its items
 *   any other number: a type that is not written here
 *
 * Whatever is not plain (a character to be escaped, a number of ten bytes, bytes that are no value) ends the writing: JavaScript
 * writes that value, or says what is wrong with it.
 */

const NULL: u32 = 0
const BOOLEAN: u32 = 1
const LONG: u32 = 2
const STRING: u32 = 3
const ENUM: u32 = 4
const UNION: u32 = 5
const RECORD: u32 = 6
const ARRAY: u32 = 7

/** Texts are copied by so many bytes: what follows a text is copied with it, and overwritten. */
const STEP: usize = 16
const MAX_DIGITS: usize = 20
/** What is written between two looks at the limit: digits, and brackets of at most as many values as a program has within each other. */
const MOST_UNCHECKED: usize = 64
/** A varint of ten bytes may have more than 64 bits. */
const LAST_SHIFT: u64 = 56

const QUOTE: u8 = 0x22
const COMMA: u8 = 0x2c
const MINUS: u8 = 0x2d
const ZERO: u8 = 0x30
const OPEN_LIST: u8 = 0x5b
const CLOSE_LIST: u8 = 0x5d
const CLOSE_OBJECT: u8 = 0x7d

/** The next byte to be read, and where they end. */
let at: usize = 0
let end: usize = 0
/** The next byte to be written, and where there is no room any more. */
let to: usize = 0
let limit: usize = 0
let isOver: bool = false

/** @returns the bytes that were written to `out`; -1 when this cannot be written here. */
export function write(program: usize, from: usize, size: usize, out: usize, room: usize): i32 {
  at = from
  end = from + size
  to = out
  limit = out + room - STEP - MOST_UNCHECKED
  isOver = false
  value(load<u32>(program))
  return isOver || at != end ? -1 : ((to - out) as i32)
}

function value(node: usize): void {
  switch (load<u32>(node)) {
    case NULL:
      store<u32>(to, 0x6c6c756e) // "null"
      to += 4
      break
    case BOOLEAN:
      boolean()
      break
    case LONG:
      integer(varint())
      break
    case STRING:
      string()
      break
    case ENUM: {
      const index = varint()
      if (<u64>index >= load<u32>(node, 4)) return over()
      const symbol = node + 8 + ((index as usize) << 3)
      text(load<u32>(symbol), load<u32>(symbol, 4))
      break
    }
    case UNION:
      union(node)
      break
    case RECORD: {
      const last = node + 8 + load<u32>(node, 4) * 12
      for (let field = node + 8; field < last; field += 12) {
        text(load<u32>(field), load<u32>(field, 4))
        value(load<u32>(field, 8))
        if (isOver) return
      }
      byte(CLOSE_OBJECT)
      break
    }
    case ARRAY:
      list(load<u32>(node, 4))
      break
    default:
      over()
  }
  if (to > limit) over()
}

function over(): void {
  isOver = true
}

@inline
function byte(value: u8): void {
  store<u8>(to, value)
  to += 1
}

/** @param from at least `STEP` bytes before the end of the memory. */
function text(from: usize, size: usize): void {
  if (to + size > limit) return over()
  for (let n: usize = 0; n < size; n += STEP) v128.store(to + n, v128.load(from + n))
  to += size
}

function varint(): i64 {
  let raw: u64 = 0
  for (let shift: u64 = 0; shift <= LAST_SHIFT && at < end; shift += 7) {
    const each = load<u8>(at)
    at += 1
    raw |= ((each & 0x7f) as u64) << shift
    if (each < 0x80) return ((raw >> 1) as i64) ^ -((raw & 1) as i64)
  }
  over()
  return 0
}

function boolean(): void {
  if (at >= end) return over()
  const each = load<u8>(at)
  at += 1
  if (each > 1) return over()
  if (each == 1) {
    store<u32>(to, 0x65757274) // "true"
    to += 4
  } else {
    store<u32>(to, 0x736c6166) // "fals"
    store<u8>(to, 0x65, 4)
    to += 5
  }
}

function integer(value: i64): void {
  let rest: u64 = value < 0 ? -(value as u64) : (value as u64)
  if (value < 0) byte(MINUS)
  let digits: usize = 1
  for (let power: u64 = 10; rest >= power && digits < MAX_DIGITS - 1; power *= 10) digits += 1
  let place = to + digits
  to = place
  // Division of 32-bit integers is faster.
  for (; rest > <u64>u32.MAX_VALUE; ) {
    const above = rest / 100_000_000
    let part = (rest - above * 100_000_000) as u32
    for (let n = 0; n < 8; n += 1) {
      const tenth = part / 10
      place -= 1
      store<u8>(place, ZERO + (part - tenth * 10))
      part = tenth
    }
    rest = above
  }
  let part = rest as u32
  do {
    const tenth = part / 10
    place -= 1
    store<u8>(place, ZERO + (part - tenth * 10))
    part = tenth
  } while (part > 0)
}

/** ASCII without controls, quotes and backslashes: bytes of other characters are negative. */
function string(): void {
  const size = varint()
  if (isOver || <u64>size > <u64>(end - at)) return over()
  const length = size as usize
  if (to + length > limit) return over()
  byte(QUOTE)
  for (let n: usize = 0; n < length; n += STEP) {
    const part = v128.load(at + n)
    const odd = v128.or(
      v128.or(i8x16.lt_s(part, i8x16.splat(0x20)), i8x16.eq(part, i8x16.splat(0x7f))),
      v128.or(i8x16.eq(part, i8x16.splat(0x22)), i8x16.eq(part, i8x16.splat(0x5c))),
    )
    const left = length - n
    const mask: i32 = left >= STEP ? 0xffff : (1 << (left as i32)) - 1
    if ((i8x16.bitmask(odd) & mask) != 0) return over()
    v128.store(to + n, part)
  }
  at += length
  to += length
  byte(QUOTE)
}

function union(node: usize): void {
  const index = varint()
  if (<u64>index >= load<u32>(node, 4)) return over()
  const branch = node + 8 + (index as usize) * 12
  const opening = load<u32>(branch, 8)
  text(load<u32>(branch, 4), opening)
  value(load<u32>(branch))
  if (opening > 0) byte(CLOSE_OBJECT)
}

function list(item: usize): void {
  byte(OPEN_LIST)
  let isFirst = true
  for (let count = varint(); count != 0; count = varint()) {
    if (count < 0) {
      varint() // the bytes of the block
      count = -count
    }
    if (<u64>count > <u64>(end - at)) return over()
    for (; count > 0; count -= 1) {
      if (!isFirst) byte(COMMA)
      isFirst = false
      value(item)
      if (isOver) return
    }
  }
  byte(CLOSE_LIST)
}
