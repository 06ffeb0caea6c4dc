import type { CellType } from './columns.ts'

type Convert = (value: unknown) => unknown

/** How values of a cell become those that the Parquet writer takes: its INT64 are bigints. Null: as they are. */
export function parquetConversion(type: CellType): Convert | null {
  switch (type.kind) {
    case 'long':
      return (value) => (typeof value === 'number' ? BigInt(value) : value)
    case 'list': {
      const item = parquetConversion(type.items.type)
      return item === null ? null : (value) => (Array.isArray(value) ? value.map(item) : value)
    }
    case 'group': {
      const conversions = type.fields.flatMap(({ name, type: field }) => {
        const convert = parquetConversion(field)
        return convert === null ? [] : [[name, convert] as const]
      })
      return conversions.length === 0 ? null : (value) => (isGroup(value) ? converted(value, conversions) : value)
    }
    default:
      return null
  }
}

type Group = Readonly<Record<string, unknown>>

/** Whether a decoded value is an Avro record. */
export const isGroup = (value: unknown): value is Group =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)

function converted(value: Group, conversions: readonly (readonly [string, Convert])[]): Group {
  const copy: Record<string, unknown> = { ...value }
  for (const [name, convert] of conversions) copy[name] = convert(value[name])
  return copy
}
