import { expect, it } from 'vitest'
import { lineValues, rawValue } from '../../../../streams/app/records/line-values.ts'
import type { LogRecord } from '../../../../streams/engine/serde/log-record.ts'
import { frame } from '../../../../streams/engine/serde/wire.ts'
import type { AvroSchema } from '../../../../streams/engine/topic.ts'

const recordOf = (value: Buffer | null): LogRecord => ({ offset: 0, timestamp: 0, key: null, value, headers: {} })

it('decodes each value by the schema that it was written with, and asks for each schema once', async () => {
  const schemas = new Map<number, unknown>([
    [1, 'string'],
    [2, { type: 'long', logicalType: 'timestamp-millis' }],
    [3, { syntax: 'proto3' }],
  ])
  const asked: number[] = []
  const values = lineValues(
    (id) => {
      asked.push(id)
      return Promise.resolve((schemas.get(id) ?? null) as AvroSchema | null)
    },
    { iso: true },
  )
  const records = [
    recordOf(frame(1, Buffer.from([4, 0x61, 0x62]))),
    recordOf(frame(2, Buffer.from([0]))),
    recordOf(null),
    recordOf(Buffer.from('garbage')),
    recordOf(frame(1, Buffer.from([40, 0x61]))),
    recordOf(frame(3, Buffer.from([0]))),
    recordOf(frame(7, Buffer.from([0]))),
  ]
  await values.prepare(records)
  expect(values.prepare(records)).toBeUndefined()
  expect(asked).toStrictEqual([1, 2, 3, 7])
  expect(records.map((record) => values.of(record))).toMatchObject([
    { kind: 'decoded', schemaId: 1, json: '"ab"' },
    { kind: 'decoded', schemaId: 2, json: '"1970-01-01T00:00:00.000Z"' },
    { kind: 'decoded', schemaId: null, json: 'null' },
    { kind: 'undecodable', code: 'undecodable', schemaId: null, message: 'its value is not in the Confluent wire format' }, // prettier-ignore
    { kind: 'undecodable', code: 'undecodable', schemaId: 1, message: /announces 20 more bytes/ },
    { kind: 'undecodable', code: 'undecodable', schemaId: 3, message: /cannot be used as one of Avro/ },
    { kind: 'undecodable', code: 'schema-unknown', schemaId: 7, message: 'the registry knows no schema 7' },
  ].map(({ message, ...each }) => ({ ...each, ...(message !== undefined && { message: expect.stringMatching(message) as unknown }) }))) // prettier-ignore
})

it('remembers a bounded number of schemas, whatever ids records name', async () => {
  let asked = 0
  const values = lineValues(() => {
    asked += 1
    return Promise.resolve('string')
  })
  const named = (ids: readonly number[]) => ids.map((id) => recordOf(frame(id, Buffer.from([0]))))
  for (let id = 0; id <= 1_000; id += 1) await values.prepare(named([id]))
  await values.prepare(named([1_000]))
  expect(asked).toBe(1_001)
  await values.prepare(named([0]))
  expect(asked).toBe(1_002)
})

it('leaves bytes as they are', () => {
  const bytes = frame(6, Buffer.from([1]))
  expect([rawValue(recordOf(bytes)), rawValue(recordOf(Buffer.from('x'))), rawValue(recordOf(null))]).toStrictEqual([
    { kind: 'raw', schemaId: 6, bytes },
    { kind: 'raw', schemaId: null, bytes: Buffer.from('x') },
    { kind: 'decoded', schemaId: null, json: 'null' },
  ])
})
