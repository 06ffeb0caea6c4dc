import { csvCell } from './csv.ts'
import { isGroup } from './parquet-values.ts'

/** Of the result of a query: what JSON holds of a value. Whole numbers beyond 2^53 are text, bytes base64, times ISO 8601 in UTC. */
export function jsonOf(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(jsonOf)
  if (!isGroup(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, jsonOf(each)]))
}

export const ndjsonOf = (columns: readonly string[], row: readonly unknown[]): string =>
  JSON.stringify(Object.fromEntries(columns.map((name, i) => [name, jsonOf(row[i])])))

/** A line of CSV; texts as in an exported file. */
export const csvOf = (row: readonly unknown[]): string => row.map((value) => cellOf(jsonOf(value))).join(',')

const cellOf = (value: unknown): string =>
  csvCell({ kind: typeof value === 'number' || typeof value === 'boolean' ? 'double' : 'text' }, value)

/** A longer cell of a table ends in an ellipsis: the other formats give all of it. */
const WIDEST_CELL = 48

/** A cell of a table, in one line. */
export function tableCell(value: unknown): string | number {
  const shown = jsonOf(value)
  if (typeof shown === 'number') return shown
  if (shown === null || shown === undefined) return ''
  const line = (typeof shown === 'string' ? shown : JSON.stringify(shown)).replaceAll(/\s+/g, ' ')
  return line.length > WIDEST_CELL ? `${line.slice(0, WIDEST_CELL - 1)}…` : line
}
