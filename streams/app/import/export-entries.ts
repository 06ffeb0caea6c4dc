import { JSONParser } from '@streamparser/json'

/** Why a file cannot be read on. Its text is never quoted: it may hold what is nobody else's business. */
export class ExportFault extends Error {
  override name = 'ExportFault'
}

/** What stands for a line that is no JSON. */
export const NO_JSON = Symbol('no JSON')

/** An entry is longer by far: of 0.5 to 2 KiB. It bounds the memory that a file can take which is no export. */
export const MAX_ENTRY_BYTES = 1_048_576
const [LINE_FEED, BRACKET] = [0x0a, 0x5b]
const BYTE_ORDER_MARK = Buffer.from('\uFEFF')

/**
 * The entries of a file, as they come: the elements of one JSON array, or one JSON value on each line.
 * @throws {ExportFault} where the array is no JSON or ends too early; a line that is none is an entry by itself.
 */
export async function* exportEntries(bytes: AsyncIterable<Uint8Array>): AsyncGenerator {
  const chunks = bytes[Symbol.asyncIterator]()
  let head = Buffer.alloc(0)
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    head = Buffer.concat([head, next.value])
    if (head.length > MAX_ENTRY_BYTES || (head.length > BYTE_ORDER_MARK.length && firstLetter(head) !== undefined))
      break
  }
  const begin = Buffer.from(head.subarray(markOf(head)))
  const all = (async function* () {
    yield begin
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield Buffer.from(next.value)
  })()
  try {
    yield* firstLetter(head) === BRACKET ? elementsOf(all) : linesOf(all)
  } finally {
    await chunks.return?.() // closes the file where it is not read to its end
  }
}

const markOf = (head: Buffer): number =>
  head.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0
const firstLetter = (head: Buffer): number | undefined => head.subarray(markOf(head)).find((byte) => byte > 0x20)

async function* elementsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator {
  const parser = new JSONParser({ paths: ['$.*'], keepStack: false })
  let elements: unknown[] = []
  let since = 0
  parser.onValue = ({ value }) => {
    elements.push(value)
    since = 0
  }
  for await (const chunk of chunks) {
    since += chunk.length
    try {
      parser.write(chunk)
    } catch {
      throw new ExportFault('it is no JSON from here on')
    }
    const found = elements
    elements = []
    yield* found
    if (since > MAX_ENTRY_BYTES) throw tooLong()
  }
  if (!parser.isEnded) throw new ExportFault('it ends in the middle, as a download does that was cut off')
}

async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator {
  let rest = Buffer.alloc(0)
  for await (const chunk of chunks) {
    const text = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const end = text.lastIndexOf(LINE_FEED) + 1
    for (const line of text.subarray(0, end).toString('utf8').split('\n'))
      if (line.trim() !== '') yield parsedLine(line)
    rest = Buffer.from(text.subarray(end))
    if (rest.length > MAX_ENTRY_BYTES) throw tooLong()
  }
  const last = rest.toString('utf8')
  if (last.trim() !== '') yield parsedLine(last)
}

function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return NO_JSON
  }
}

const tooLong = (): ExportFault =>
  new ExportFault(`an entry has more than ${MAX_ENTRY_BYTES} bytes, so this is no export that is known`)
