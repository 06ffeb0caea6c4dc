import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import avro from 'avsc'
import { expect, it } from 'vitest'
import { mulberry32 } from '../../../../processors/shared/random.ts'
import { lineValues, rawValue } from '../../../../streams/app/records/line-values.ts'
import { linesOf, recordLine } from '../../../../streams/app/records/record-line.ts'
import { JsonBytes } from '../../../../streams/engine/serde/json-bytes.ts'
import type { LogRecord } from '../../../../streams/engine/serde/log-record.ts'
import { frame } from '../../../../streams/engine/serde/wire.ts'
import type { AvroSchema } from '../../../../streams/engine/topic.ts'
import { mutated, randomValue } from '../../../support/random-avro.ts'

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

/** Every schema of the project, and what nobody here writes. */
const SCHEMAS: readonly AvroSchema[] = [
  ...readdirSync('schemas')
    .filter((name) => name.endsWith('.avsc'))
    .map((name) => JSON.parse(readFileSync(join('schemas', name), 'utf8')) as AvroSchema),
  {
    type: 'record',
    name: 'Newer',
    fields: [
      { name: 'several', type: ['null', 'string', 'bytes', 'double'] },
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
      { name: 'map', type: { type: 'map', values: 'int' } },
    ],
  } as unknown as AvroSchema,
]

it.each([false, true])('writes the lines in bytes that text has, with --iso %s', async (iso) => {
  const at = { topic: 'plays', partition: 3 }
  const values = lineValues((id) => Promise.resolve(SCHEMAS[id] ?? null), { iso })
  const next = mulberry32(5)
  for (const [id, schema] of SCHEMAS.entries()) {
    const type = avro.Type.forSchema(structuredClone(schema), { logicalTypes: {} })
    const bytes = Array.from({ length: 20 }, () => type.toBuffer(randomValue(type, next)))
    const wire = [...bytes, ...bytes.map((each) => mutated(each, next))].map((each) => frame(id, each))
    const foreign = [null, Buffer.from('garbage'), Buffer.alloc(0), frame(SCHEMAS.length, Buffer.from([0]))]
    const records: LogRecord[] = [...wire, ...foreign].map((value, n) => ({
      offset: n * 2 ** 40,
      timestamp: [1_796_001_199_257, -1, 2 ** 60][n % 3] ?? 0,
      key: [Buffer.from('ключ"'), null, Buffer.from([0xff])][n % 3] ?? null,
      value,
      headers: n % 2 === 0 ? {} : { 'trace-id': Buffer.from('plays/3/42'), 'é': [Buffer.from('1'), Buffer.from([0xff])] }, // prettier-ignore
    }))
    await values.prepare(records)
    const out = new JsonBytes()
    const begin = linesOf(at, { iso })
    const decoded = records.map((record) => {
      begin(out, record)
      return values.endLine(out, record)
    })
    expect(out.written.toString()).toBe(records.map((record) => `${recordLine(at, record, values.of(record), { iso })}\n`).join('')) // prettier-ignore
    expect(decoded).toStrictEqual(records.map((record) => values.of(record).kind === 'decoded'))
  }
})
