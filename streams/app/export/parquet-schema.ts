import type { SchemaElement } from 'hyparquet'
import type { Cell, CellType, ExportColumn } from './columns.ts'

/** The Parquet schema of columns: the elements of its tree, each before its children. */
export const parquetSchema = (columns: readonly ExportColumn[]): SchemaElement[] => [
  { name: 'record', num_children: columns.length },
  ...columns.flatMap(({ name, ...cell }) => elements(name, cell)),
]

function elements(name: string, { type, isOptional }: Cell): readonly SchemaElement[] {
  const place = { name, repetition_type: isOptional ? ('OPTIONAL' as const) : ('REQUIRED' as const) }
  if (type.kind === 'group') {
    return [
      { ...place, num_children: type.fields.length },
      ...type.fields.flatMap(({ name: field, ...cell }) => elements(field, cell)),
    ]
  }
  if (type.kind === 'list') {
    // The three levels of the format's specification: without them readers guess what may be null.
    return [
      { ...place, num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      ...elements('element', type.items),
    ]
  }
  return [{ ...place, ...LEAVES[type.kind] }]
}

/** Older readers know only `converted_type`. */
const LEAVES: Readonly<
  Record<Exclude<CellType['kind'], 'group' | 'list'>, Omit<SchemaElement, 'name' | 'repetition_type'>>
> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  int: { type: 'INT32' },
  long: { type: 'INT64' },
  float: { type: 'FLOAT' },
  double: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  bytes: { type: 'BYTE_ARRAY' },
  timestamp: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
}
