import avro from 'avsc'
import type { AvroSchema } from './avro.ts'

/** What the JSON of a schema's values rests on, in both directions. */

class TimestampMillis extends avro.types.LogicalType {
  override _fromValue(value: unknown): unknown {
    return value
  }

  override _toValue(value: unknown): unknown {
    return value
  }
}

/** Of a copy: avsc keeps what it makes of a schema by the names in it. Every union is wrapped, so that its branch is known. */
export const typeOfSchema = (schema: AvroSchema): avro.Type =>
  avro.Type.forSchema(structuredClone(schema), {
    wrapUnions: true,
    logicalTypes: { 'timestamp-millis': TimestampMillis },
  })

export const isTimestampMillis = (type: avro.Type): type is avro.types.LogicalType => type instanceof TimestampMillis

/** Whether a union has at most one type beside null, so that its branch can be told from the value. */
export const isOptional = (type: avro.types.WrappedUnionType): boolean =>
  type.types.filter((branch) => !(branch instanceof avro.types.NullType)).length <= 1

/** The name of a type in a union. */
export const branchOf = (type: avro.Type): string => type.branchName ?? type.typeName

/** Whether all values of a type are nothing but their type. */
export function takesNoBytes(type: avro.Type, within: readonly avro.Type[] = []): boolean {
  const { types } = avro
  if (within.includes(type)) return false
  if (type instanceof types.RecordType) {
    return type.fields.every((field) => takesNoBytes(field.type, [...within, type]))
  }
  return type instanceof types.NullType || (type instanceof types.FixedType && type.size === 0)
}
