import { describe, expect, it } from 'vitest'
import { allTopics } from '../../../../schemas/topics.ts'
import { exportColumns, RECORD_COLUMNS } from '../../../../streams/app/export/columns.ts'
import type { AvroSchema } from '../../../../streams/engine/serde/avro.ts'

const FIRST = RECORD_COLUMNS.length
const columnOf = (type: unknown) => {
  const schema = { type: 'record', name: 'Value', fields: [{ name: 'field', type }] } as AvroSchema
  const { type: made } = exportColumns(schema)[FIRST] ?? {}
  return made
}

it.each(allTopics.map((topic) => [topic.name, topic] as const))('gives every field of %s a column', (_, { value }) => {
  const { fields } = value.schema as { readonly fields: readonly { readonly name: string }[] }
  expect(exportColumns(value.schema).map(({ name }) => name)).toStrictEqual([
    ...RECORD_COLUMNS.map(({ name }) => name),
    ...fields.map(({ name }) => name),
  ])
})

it.each([
  ['string', { kind: 'text' }],
  ['int', { kind: 'int' }],
  ['long', { kind: 'long' }],
  ['float', { kind: 'float' }],
  ['double', { kind: 'double' }],
  ['boolean', { kind: 'boolean' }],
  ['bytes', { kind: 'bytes' }],
  [{ type: 'fixed', name: 'Hash', size: 4 }, { kind: 'bytes' }],
  [{ type: 'enum', name: 'Event', symbols: ['started'] }, { kind: 'text' }],
  [{ type: 'long', logicalType: 'timestamp-millis' }, { kind: 'timestamp' }],
  [['null', { type: 'long', logicalType: 'timestamp-millis' }], { kind: 'timestamp' }],
  [{ type: 'long', logicalType: 'of-somebody-else' }, { kind: 'long' }],
  [
    { type: 'array', items: ['null', 'double'] },
    { kind: 'list', items: { type: { kind: 'double' }, isOptional: true } },
  ],
  [
    { type: 'record', name: 'Cause', fields: [{ name: 'offset', type: 'long' }] },
    { kind: 'group', fields: [{ name: 'offset', type: { kind: 'long' }, isOptional: false }] },
  ],
])('%j becomes a column', (type, expected) => {
  expect(columnOf(type)).toStrictEqual(expected)
})

it('lets every field be null, as a tombstone has none, but not what is within one', () => {
  const inner = { type: 'record', name: 'Inner', fields: [{ name: 'always', type: 'int' }] }
  const schema = { type: 'record', name: 'Value', fields: [{ name: 'inner', type: inner }] } as AvroSchema
  expect(exportColumns(schema)[FIRST]).toStrictEqual({
    name: 'inner',
    isOptional: true,
    type: { kind: 'group', fields: [{ name: 'always', isOptional: false, type: { kind: 'int' } }] },
  })
})

describe('a schema that has no columns', () => {
  it.each([
    [['int', 'string'], 'a union of int, string has no column type'],
    [{ type: 'map', values: 'int' }, 'the Avro type map has no column type'],
  ])('%j is refused', (type, message) => {
    expect(() => columnOf(type)).toThrow(message)
  })
  it('is one that is no record', () => {
    expect(() => exportColumns('int')).toThrow('int: only a record has columns')
  })
})
