import type { Decoded } from '../../engine/serde/codec.ts'
import type { LogRecord, RecordHeaders } from '../../engine/serde/log-record.ts'
import { unframe } from '../../engine/serde/wire.ts'
import type { ExportColumn } from './columns.ts'
import { RECORD_COLUMNS } from './columns.ts'
import { isGroup } from './parquet-values.ts'

/** A record that could be decoded. */
export type ExportedRecord = Extract<Decoded, { readonly ok: true }>
export type UndecodableRecord = Extract<Decoded, { readonly ok: false }>

/** The cells of a row, in the order of the columns of its topic. */
export function rowCells(columns: readonly ExportColumn[], { record, wire }: ExportedRecord): readonly unknown[] {
  const { topic, partition, offset, timestamp, key, value } = record
  const cells: unknown[] = [topic, partition, offset, timestamp, key, headersText(wire.headers), schemaIdOf(wire)]
  const fields = isGroup(value) ? value : {}
  for (let i = RECORD_COLUMNS.length; i < columns.length; i += 1) cells.push(fields[columns[i]?.name ?? ''] ?? null)
  return cells
}

/** @returns null for a tombstone, and for what is not in the wire format. */
export const schemaIdOf = ({ value }: Pick<LogRecord, 'value'>): number | null =>
  value === null ? null : (unframe(value)?.schemaId ?? null)

/** A JSON object of texts; of a repeated name a list of them. */
function headersText(headers: RecordHeaders): string {
  const texts = Object.entries(headers).map(([name, values]) => {
    const [first = '', ...more] = [values].flat().map((bytes) => bytes.toString('utf8'))
    return [name, more.length === 0 ? first : [first, ...more]]
  })
  return JSON.stringify(Object.fromEntries(texts))
}
