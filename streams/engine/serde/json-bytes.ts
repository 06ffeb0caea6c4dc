/**
 * JSON text that is written as UTF-8 bytes, one value behind another: text of many pieces costs several times as much to join, to
 * search for what a terminal obeys, and to encode. All that is written can be shown on a terminal: see `jsonString`.
 */
export class JsonBytes {
  bytes: Buffer
  /** Bytes that are written. */
  length = 0

  constructor(capacity = INITIAL_BYTES) {
    this.bytes = Buffer.allocUnsafeSlow(capacity)
  }

  /** What is written, valid until more is. */
  get written(): Buffer {
    return this.bytes.subarray(0, this.length)
  }

  /** Text that is JSON as it stands. */
  json(text: string): void {
    const room = this.room(text.length * UTF8_BYTES_OF_UNIT)
    this.length = room + this.bytes.write(text, room, 'utf8')
  }

  /** The same, of ASCII that is written again and again. */
  ascii(text: Uint8Array): void {
    let at = this.room(text.length)
    const { bytes } = this
    for (let n = 0; n < text.length; n += 1) bytes[at++] = text[n] ?? 0
    this.length = at
  }

  string(text: string): void {
    let at = this.room(text.length + 2)
    const { bytes } = this
    bytes[at++] = QUOTE
    for (let n = 0; n < text.length; n += 1) {
      const unit = text.charCodeAt(n)
      if (!isPlain(unit)) {
        this.json(jsonString(text))
        return
      }
      bytes[at++] = unit
    }
    bytes[at++] = QUOTE
    this.length = at
  }

  /** A string that is in UTF-8 already. @returns false, and writes nothing, when it is not. */
  utf8(from: Uint8Array, start: number, end: number): boolean {
    let at = this.room(end - start + 2)
    const { bytes } = this
    bytes[at++] = QUOTE
    for (let n = start; n < end; n += 1) {
      const byte = from[n] ?? 0
      if (!isPlain(byte)) return this.#otherText(from, start, end)
      bytes[at++] = byte
    }
    bytes[at++] = QUOTE
    this.length = at
    return true
  }

  #otherText(from: Uint8Array, start: number, end: number): boolean {
    let text: string
    try {
      text = decoder.decode(from.subarray(start, end))
    } catch {
      return false
    }
    this.string(text)
    return true
  }

  base64(from: Buffer, start = 0, end = from.length): void {
    this.json(`"${from.toString('base64', start, end)}"`)
  }

  /** A whole number that a double holds exactly. */
  integer(value: number): void {
    let at = this.room(MAX_DIGITS)
    const { bytes } = this
    let rest = value
    if (rest < 0) {
      bytes[at++] = MINUS
      rest = -rest
    }
    const end = at + digitsOf(rest)
    this.length = end
    // Division of 32-bit integers is much faster than that of doubles.
    for (at = end - 1; rest > MAX_INT32; at -= 7) {
      const above = Math.floor(rest / 1e7)
      let part = (rest - above * 1e7) | 0
      for (let n = 0; n < 7; n += 1) {
        const tenth = (part / 10) | 0
        bytes[at - n] = ZERO + part - tenth * 10
        part = tenth
      }
      rest = above
    }
    let part = rest | 0
    do {
      const tenth = (part / 10) | 0
      bytes[at--] = ZERO + part - tenth * 10
      part = tenth
    } while (part > 0)
  }

  /** Makes room for so many bytes. @returns where they go. */
  room(size: number): number {
    const needed = this.length + size
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.bytes.length))
      this.bytes.copy(larger, 0, 0, this.length)
      this.bytes = larger
    }
    return this.length
  }
}

/** The text of what `append` appends, which may not call this again. */
export function writtenText(append: (out: JsonBytes) => void): string {
  scratch.length = 0
  append(scratch)
  return scratch.written.toString('utf8')
}

const INITIAL_BYTES = 1024
/** A unit of UTF-16 takes at most three bytes of UTF-8. */
const UTF8_BYTES_OF_UNIT = 3
const MAX_DIGITS = 17
const MAX_INT32 = 2 ** 31 - 1
const [QUOTE, BACKSLASH, MINUS, ZERO] = [0x22, 0x5c, 0x2d, 0x30]
const scratch = new JsonBytes()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** What stands in JSON as it is: ASCII but for controls, quotes and backslashes. */
const isPlain = (byte: number): boolean => byte >= 0x20 && byte < 0x7f && byte !== QUOTE && byte !== BACKSLASH

function digitsOf(value: number): number {
  let digits = 1
  for (let power = 10; value >= power; power *= 10) digits += 1
  return digits
}

/** A JSON string, quoted, in which nothing is left that a terminal would obey. */
export const jsonString = (text: string): string => JSON.stringify(text).replace(OBEYED, escaped)

/** @see printable.ts; below U+0020 JSON escapes by itself. */
const OBEYED = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g
const escaped = (control: string): string => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`
