import type { Decoded } from '../../engine/serde/codec.ts'
import { schemaIdOf } from '../../engine/serde/wire.ts'
import { headersText } from '../records/record-line.ts'
import type { ExportColumn } from './columns.ts'
import { RECORD_COLUMNS } from './columns.ts'
import { isGroup } from './parquet-values.ts'

/** A record that could be decoded. */
export type ExportedRecord = Extract<Decoded, { readonly ok: true }>

/** The cells of a row, in the order of the columns of its topic. */
export function rowCells(columns: readonly ExportColumn[], { record, wire }: ExportedRecord): readonly unknown[] {
  const { topic, partition, offset, timestamp, key, value } = record
  const cells: unknown[] = [topic, partition, offset, timestamp, key, headersText(wire.headers), schemaIdOf(wire.value)]
  const fields = isGroup(value) ? value : {}
  for (let i = RECORD_COLUMNS.length; i < columns.length; i += 1) cells.push(fields[columns[i]?.name ?? ''] ?? null)
  return cells
}
