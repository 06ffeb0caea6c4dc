import { z } from 'zod'
import type { TopicPartition } from '../../engine/kafka/port.ts'
import { jsonString } from '../../engine/serde/avro-json.ts'
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

/**
 * The line of a record, without its end. Written piece by piece: `JSON.stringify` of an object costs several times as much.
 */
export function recordLine(at: TopicPartition, record: LogRecord, value: LineValue, options: LineOptions = {}): string {
  return `{"topic":${topicText(at.topic)},"partition":${at.partition},"offset":${record.offset},"timestamp":${timeText(record.timestamp, options)},"key":${bytesText(record.key)},"headers":${headersText(record.headers)},"schemaId":${value.schemaId ?? 'null'},${contentText(value)}}`
}

function contentText(value: LineValue): string {
  switch (value.kind) {
    case 'decoded':
      return `"value":${value.json}`
    case 'raw':
      return `"raw":"${value.bytes.toString('base64')}"`
    case 'undecodable':
      return `"error":{"code":"${value.code}","message":${jsonString(value.message)}},"raw":"${value.bytes.toString('base64')}"`
  }
}

/** Names of topics are ASCII letters, digits, dots, dashes and underscores. */
const topicText = (topic: string): string => `"${topic}"`

const timeText = (timestamp: number, { iso = false }: LineOptions): string =>
  iso && Math.abs(timestamp) <= MAX_DATE_MS ? `"${new Date(timestamp).toISOString()}"` : String(timestamp)

/** The last time that a `Date` holds. */
const MAX_DATE_MS = 8.64e15

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A string as JSON text, or `{"base64": …}` of bytes that are no UTF-8; `null` of none. */
export function bytesText(bytes: Buffer | null | undefined): string {
  if (bytes === null || bytes === undefined) return 'null'
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    // All else of ASCII stands in JSON as it is.
    if (byte < 0x20 || byte >= 0x7f || byte === 0x22 || byte === 0x5c) return otherText(bytes)
  }
  return `"${bytes.toString('latin1')}"`
}

function otherText(bytes: Buffer): string {
  try {
    return jsonString(utf8.decode(bytes))
  } catch {
    return `{"base64":"${bytes.toString('base64')}"}`
  }
}

/** Headers as a JSON object. */
export function headersText(headers: RecordHeaders): string {
  let json = ''
  for (const [name, content] of Object.entries(headers)) {
    const text = isList(content) ? `[${content.map(bytesText).join(',')}]` : bytesText(content)
    json += `${json === '' ? '' : ','}${jsonString(name)}:${text}`
  }
  return `{${json}}`
}

const isList = (content: Buffer | readonly Buffer[]): content is readonly Buffer[] => Array.isArray(content)

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
