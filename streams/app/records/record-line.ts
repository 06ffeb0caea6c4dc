import { z } from 'zod'
import type { TopicPartition } from '../../engine/kafka/port.ts'
import { jsonString, writtenText } from '../../engine/serde/json-bytes.ts'
import type { JsonBytes } from '../../engine/serde/json-bytes.ts'
import type { LogRecord, RecordHeaders } from '../../engine/serde/log-record.ts'

/** Bytes of a key or a header as they stand in a line: text, or where they are no UTF-8 `{"base64": …}`. Null: there are none. */
const lineBytes = z
  .union([z.string(), z.strictObject({ base64: z.base64() })])
  .nullable()
  .describe('Text; where the bytes are no UTF-8, an object with them in base64; null: there are none.')

const offset = z.int().nonnegative()

/**
 * One record of a topic as a line of JSON. `schemas/record-line.schema.json` is made of this.
 * A record has a `value`, or it has `raw`: bytes that could not be decoded, beside an `error`, or were not to be (`--raw`).
 */
export const recordLineSchema = z
  .strictObject({
    topic: z.string().min(1),
    partition: offset,
    offset: offset.describe('Offsets grow within a partition, and have gaps: they are no count of records.'),
    timestamp: z
      .union([z.int(), z.iso.datetime({ offset: true })])
      .describe('Event time: epoch milliseconds, or with --iso text in ISO 8601.'),
    key: lineBytes,
    headers: z
      .record(z.string(), z.union([lineBytes, z.array(lineBytes).min(2)]))
      .describe('By name; a name that is repeated has an array, in order.'),
    schemaId: z
      .int()
      .nonnegative()
      .nullable()
      .describe('Id of the schema in the registry; null of a tombstone, and of bytes that are not in the wire format.'),
    value: z
      .json()
      .optional()
      .describe(
        'The decoded value; null of a tombstone. Bytes are base64; a union of several types is {"type": value}; NaN, Infinity and -Infinity are text.',
      ),
    raw: z.base64().optional().describe('The bytes of the value, with --raw or where they cannot be decoded.'),
    error: z
      .strictObject({ code: z.enum(['undecodable', 'schema-unknown']), message: z.string() })
      .optional()
      .describe('Why the value could not be decoded.'),
  })
  .refine(({ value, raw }) => (value === undefined) !== (raw === undefined), 'it needs a value, or else raw bytes')

export type RecordLine = z.infer<typeof recordLineSchema>

/** What is known of the value of a record. `json` is JSON text that can be shown on a terminal. */
export type LineValue =
  | { readonly kind: 'decoded'; readonly schemaId: number | null; readonly json: string }
  | { readonly kind: 'raw'; readonly schemaId: number | null; readonly bytes: Buffer }
  | {
      readonly kind: 'undecodable'
      readonly schemaId: number | null
      readonly bytes: Buffer
      readonly code: 'undecodable' | 'schema-unknown'
      readonly message: string
    }

export interface LineOptions {
  /** Times as ISO 8601 text in UTC, not as epoch ms. */
  readonly iso?: boolean
}

/** Appends the line of a record up to the content of its value, which `endLine` or `LineValues.append` append. */
export type BeginLine = (out: JsonBytes, record: LogRecord) => void

/** Lines of the records of one partition. */
export function linesOf({ topic, partition }: TopicPartition, options: LineOptions = {}): BeginLine {
  // Names of topics are ASCII letters, digits, dots, dashes and underscores.
  const head = Buffer.from(`{"topic":"${topic}","partition":${partition},"offset":`)
  return (out, { offset, timestamp, key, headers }) => {
    out.ascii(head)
    out.integer(offset)
    out.ascii(TIMESTAMP)
    appendTime(out, timestamp, options)
    out.ascii(KEY)
    appendBytes(out, key)
    out.ascii(HEADERS)
    appendHeaders(out, headers)
    out.ascii(SCHEMA_ID)
  }
}

export const [TIMESTAMP, KEY, HEADERS, SCHEMA_ID, VALUE, END_OF_LINE] = [',"timestamp":', ',"key":', ',"headers":', ',"schemaId":', ',"value":', '}\n'].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer] // prettier-ignore

/** Appends what is known of a value, and ends the line. */
export function endLine(out: JsonBytes, value: LineValue): void {
  if (value.schemaId === null) out.json('null')
  else out.integer(value.schemaId)
  switch (value.kind) {
    case 'decoded':
      out.ascii(VALUE)
      out.json(value.json)
      break
    case 'raw':
      appendRaw(out, value.bytes)
      break
    case 'undecodable':
      out.json(`,"error":{"code":"${value.code}","message":${jsonString(value.message)}}`)
      appendRaw(out, value.bytes)
  }
  out.ascii(END_OF_LINE)
}

function appendRaw(out: JsonBytes, bytes: Buffer): void {
  out.json(',"raw":')
  out.base64(bytes)
}

/** The line of a record, without its end. */
export function recordLine(at: TopicPartition, record: LogRecord, value: LineValue, options: LineOptions = {}): string {
  return writtenText((out) => {
    linesOf(at, options)(out, record)
    endLine(out, value)
  }).slice(0, -1)
}

function appendTime(out: JsonBytes, timestamp: number, { iso = false }: LineOptions): void {
  if (iso && Math.abs(timestamp) <= MAX_DATE_MS) out.json(`"${new Date(timestamp).toISOString()}"`)
  else if (Number.isSafeInteger(timestamp)) out.integer(timestamp)
  else out.json(String(timestamp))
}

/** The last time that a `Date` holds. */
const MAX_DATE_MS = 8.64e15

/** A string, or `{"base64": …}` of bytes that are no UTF-8; `null` of none. */
function appendBytes(out: JsonBytes, bytes: Buffer | null | undefined): void {
  if (bytes === null || bytes === undefined) out.json('null')
  else if (!out.utf8(bytes, 0, bytes.length)) out.json(`{"base64":"${bytes.toString('base64')}"}`)
}

/** @see appendBytes */
export const bytesText = (bytes: Buffer | null | undefined): string => writtenText((out) => appendBytes(out, bytes))

function appendHeaders(out: JsonBytes, headers: RecordHeaders): void {
  let separator = '{'
  for (const name in headers) {
    out.json(separator)
    separator = ','
    out.string(name)
    const content = headers[name]
    out.json(isList(content) ? ':[' : ':')
    if (!isList(content)) appendBytes(out, content)
    else
      for (const [n, each] of content.entries()) {
        if (n > 0) out.json(',')
        appendBytes(out, each)
      }
    if (isList(content)) out.json(']')
  }
  out.json(separator === '{' ? '{}' : '}')
}

/** Headers as a JSON object. */
export const headersText = (headers: RecordHeaders): string => writtenText((out) => appendHeaders(out, headers))

const isList = (content: Buffer | readonly Buffer[] | undefined): content is readonly Buffer[] => Array.isArray(content)

/** @throws {Error} saying what is wrong with a line. */
export function parseRecordLine(text: string): RecordLine {
  const parsed = recordLineSchema.safeParse(parsedJson(text))
  if (parsed.success) return parsed.data
  throw new Error(
    parsed.error.issues
      .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
      .join('; '),
  )
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`it is no JSON (${error instanceof Error ? error.message : String(error)})`)
  }
}

/** What a line stands for, in bytes: all but the value, which needs its schema. */
export function recordOf({ timestamp, key, headers }: RecordLine): {
  readonly timestamp: number
  readonly key: Buffer | null
  readonly headers: Readonly<Record<string, Buffer | Buffer[]>>
} {
  return {
    timestamp: typeof timestamp === 'number' ? timestamp : Date.parse(timestamp),
    key: bytesOf(key),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, content]) => [
        name,
        Array.isArray(content) ? content.map(headerOf) : headerOf(content),
      ]),
    ),
  }
}

type LineBytes = z.infer<typeof lineBytes>

const bytesOf = (bytes: LineBytes): Buffer | null => {
  if (bytes === null) return null
  return typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes.base64, 'base64')
}

const headerOf = (bytes: LineBytes): Buffer => bytesOf(bytes) ?? Buffer.alloc(0)
