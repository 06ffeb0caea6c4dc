import { ConfigError } from '../../engine/errors.ts'
import type { TopicPartition } from '../../engine/kafka/port.ts'
import type { LogRecord } from '../../engine/serde/log-record.ts'
import { isoTime } from '../output/iso-time.ts'
import { bytesText, headersText } from './record-line.ts'
import type { LineOptions, LineValue } from './record-line.ts'

/** Text of a record that is not JSON. */
export type LineFormat = (at: TopicPartition, record: LogRecord, value: LineValue) => string

/** For `--help` and for messages. */
export const FORMAT_ESCAPES =
  '%t topic, %p partition, %o offset, %d timestamp, %k key, %v value as JSON, %h headers as JSON, %% a percent sign, \\n, \\t, \\\\'

type Part = string | LineFormat

/**
 * A format as rpk has it: nothing is written that it does not say, so it mostly ends in `\n`.
 * @throws {ConfigError} naming the escape that there is not.
 */
export function parseLineFormat(text: string, { iso = false }: LineOptions = {}): LineFormat {
  const parts: Part[] = []
  for (const [piece] of text.matchAll(/[%\\][^]?|[^%\\]+/g)) parts.push(partOf(piece, iso))
  return (at, record, value) => {
    let line = ''
    for (const part of parts) line += typeof part === 'string' ? part : part(at, record, value)
    return line
  }
}

function partOf(piece: string, iso: boolean): Part {
  switch (piece) {
    case '%t':
      return ({ topic }) => topic
    case '%p':
      return ({ partition }) => String(partition)
    case '%o':
      return (_, { offset }) => String(offset)
    case '%d':
      return (_, { timestamp }) => (iso ? isoTime(timestamp) : String(timestamp))
    case '%k':
      return (_, { key }) => keyText(key)
    case '%v':
      return (_, __, value) => (value.kind === 'decoded' ? value.json : value.bytes.toString('base64'))
    case '%h':
      return (_, { headers }) => headersText(headers)
    case '%%':
      return '%'
    case '\\n':
      return '\n'
    case '\\t':
      return '\t'
    case '\\\\':
      return '\\'
    default:
      if (!/^[%\\]/.test(piece)) return piece
      throw new ConfigError(`--format: there is no ${piece}. There are: ${FORMAT_ESCAPES}. Or json, the default.`)
  }
}

/** Base64 where the bytes are no text. */
function keyText(key: Buffer | null): string {
  if (key === null) return ''
  return bytesText(key).startsWith('{') ? key.toString('base64') : key.toString('utf8')
}
