import avro from 'avsc'
import type { AvroSchema } from '../../engine/serde/avro.ts'

/** The type of a cell, whatever the format of the file. Numbers are as wide as in Avro. */
export type CellType =
  | { readonly kind: 'text' | 'int' | 'long' | 'float' | 'double' | 'boolean' | 'bytes' }
  /** Epoch ms. */
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'group'; readonly fields: readonly ExportColumn[] }
  | { readonly kind: 'list'; readonly items: Cell }

export interface Cell {
  readonly type: CellType
  /** Whether the cell may hold null. */
  readonly isOptional: boolean
}

export interface ExportColumn extends Cell {
  readonly name: string
}

/** What an exported row has beside the fields of its record's value, in this order and before them. */
export const RECORD_COLUMNS: readonly ExportColumn[] = [
  { name: '_topic', type: { kind: 'text' }, isOptional: false },
  { name: '_partition', type: { kind: 'int' }, isOptional: false },
  { name: '_offset', type: { kind: 'long' }, isOptional: false },
  { name: '_timestamp', type: { kind: 'timestamp' }, isOptional: false },
  { name: '_key', type: { kind: 'text' }, isOptional: true },
  /** A JSON object, as in a line of `consume`: text, base64 where it is no UTF-8, a list where a name is repeated. */
  { name: '_headers', type: { kind: 'text' }, isOptional: false },
  /** Null: a tombstone. */
  { name: '_schemaId', type: { kind: 'int' }, isOptional: true },
]

/** avsc knows logical types only by a class; the value stays its long. */
class TimestampMillis extends avro.types.LogicalType {
  protected override _fromValue(value: unknown) {
    return value
  }
  protected override _toValue(value: unknown) {
    return value
  }
}

/** The type of values, in which only times that have a column type of their own are of a logical type. */
export const exportType = (schema: AvroSchema): avro.Type =>
  avro.Type.forSchema(structuredClone(schema), { logicalTypes: { 'timestamp-millis': TimestampMillis } })

/**
 * The columns of a topic: those of each record, then the fields of its value. A tombstone has no value, so every field may be null.
 * @throws {Error} when the schema is no record, or holds what has no column type: a map, or a union of several types.
 */
export function exportColumns(schema: AvroSchema): readonly ExportColumn[] {
  const type = exportType(schema)
  if (!(type instanceof avro.types.RecordType)) throw new Error(`${type.typeName}: only a record has columns`)
  return [...RECORD_COLUMNS, ...fieldsOf(type).map((field) => ({ ...field, isOptional: true }))]
}

const fieldsOf = (type: avro.types.RecordType): readonly ExportColumn[] =>
  type.fields.map((field) => ({ name: field.name, ...cellOf(field.type) }))

function cellOf(type: avro.Type): Cell {
  const { types } = avro
  if (!(type instanceof types.UnwrappedUnionType || type instanceof types.WrappedUnionType)) {
    return { type: typeOf(type), isOptional: false }
  }
  const [only, ...more] = type.types.filter((branch) => !(branch instanceof types.NullType))
  if (only === undefined || more.length > 0) {
    throw new Error(`a union of ${type.types.map(({ typeName }) => typeName).join(', ')} has no column type`)
  }
  return { type: typeOf(only), isOptional: type.types.length > 1 }
}

function typeOf(type: avro.Type): CellType {
  const { types } = avro
  if (type instanceof TimestampMillis) return { kind: 'timestamp' }
  if (type instanceof types.LogicalType) return typeOf(type.underlyingType)
  if (type instanceof types.StringType || type instanceof types.EnumType) return { kind: 'text' }
  if (type instanceof types.IntType) return { kind: 'int' }
  if (type instanceof types.LongType) return { kind: 'long' }
  if (type instanceof types.FloatType) return { kind: 'float' }
  if (type instanceof types.DoubleType) return { kind: 'double' }
  if (type instanceof types.BooleanType) return { kind: 'boolean' }
  if (type instanceof types.BytesType || type instanceof types.FixedType) return { kind: 'bytes' }
  if (type instanceof types.RecordType) return { kind: 'group', fields: fieldsOf(type) }
  if (type instanceof types.ArrayType) return { kind: 'list', items: cellOf(type.itemsType) }
  throw new Error(`the Avro type ${type.typeName} has no column type`)
}
