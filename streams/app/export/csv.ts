import { isoTime } from '../output/iso-time.ts'
import { base64, jsonText } from '../output/json-text.ts'
import type { CellType, ExportColumn } from './columns.ts'

/** RFC 4180 ends lines so. */
const LINE_END = '\r\n'

export const csvHeader = (columns: readonly ExportColumn[]): string => line(columns.map(({ name }) => quoted(name)))

/** @param cells in the order of the columns. */
export const csvLine = (columns: readonly ExportColumn[], cells: readonly unknown[]): string =>
  line(columns.map(({ type }, i) => csvCell(type, cells[i])))

const line = (cells: readonly string[]): string => cells.join(',') + LINE_END

/**
 * A cell by RFC 4180. Null is empty and an empty text `""`; times are ISO 8601 in UTC, bytes base64, groups and lists JSON with
 * epoch ms. A text that a spreadsheet would take for a formula gets an apostrophe before it; so does one that begins with an
 * apostrophe, so that each text is had back by taking one apostrophe from its beginning. Numbers stay as they are.
 */
export function csvCell(type: CellType, value: unknown): string {
  if (value === null || value === undefined) return ''
  switch (type.kind) {
    case 'text':
      return guarded(typeof value === 'string' ? value : jsonText(value))
    case 'bytes':
      return guarded(value instanceof Uint8Array ? base64(value) : '')
    case 'timestamp':
      return isoTime(Number(value))
    case 'group':
    case 'list':
      return quoted(jsonText(value))
    default:
      return jsonText(value)
  }
}

/** The characters that OWASP names for CSV injection, and the apostrophe. */
const guarded = (text: string): string => quoted(/^[=+\-@\t\r']/.test(text) ? `'${text}` : text)

const quoted = (text: string): string =>
  text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
