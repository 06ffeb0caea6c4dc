import avro from 'avsc'
import { expect, it } from 'vitest'
import { mulberry32 } from '../../../../processors/shared/random.ts'
import { allTopics, plays } from '../../../../schemas/topics.ts'
import { exportColumns } from '../../../../streams/app/export/columns.ts'
import { directCells } from '../../../../streams/app/export/direct-cells.ts'
import { parquetConversion } from '../../../../streams/app/export/parquet-values.ts'
import { rowCells } from '../../../../streams/app/export/row-cells.ts'
import { createCodec } from '../../../../streams/engine/serde/codec.ts'
import type { LogRecord } from '../../../../streams/engine/serde/log-record.ts'
import type { Registry } from '../../../../streams/engine/serde/registry.ts'
import { frame } from '../../../../streams/engine/serde/wire.ts'
import type { AnyTopic, AvroSchema } from '../../../../streams/engine/topic.ts'
import { mutated, randomValue, zigzag } from '../../../support/random-avro.ts'

const recordOf = (value: Buffer | null, key: Buffer | null = Buffer.from('ключ')): LogRecord => ({
  offset: 2 ** 40,
  timestamp: 1_796_001_199_257,
  key,
  value,
  headers: { 'trace-id': Buffer.from('plays/0/1'), twice: [Buffer.from('a'), Buffer.from([0xff])] },
})

const registryOf = (schemas: Readonly<Record<number, AvroSchema>>): Registry => ({
  register: () => Promise.resolve(0),
  knownWriter: (id) => schemas[id],
  writerSchema: (id) => Promise.resolve(schemas[id] ?? null),
})

/** The cells of a record by the codec, as they are stored; null where it cannot be decoded. */
async function decodedCells(topic: AnyTopic, registry: Registry, record: LogRecord) {
  const [decoded] = await createCodec([topic], registry, new Map()).decode(topic, 3, [record])
  if (decoded?.ok !== true) return null
  const columns = exportColumns(topic.value.schema)
  return rowCells(columns, decoded).map((cell, i) => {
    const stored = parquetConversion(columns[i]?.type ?? { kind: 'text' })?.(cell)
    return stored ?? cell
  })
}

it.each(allTopics.map((topic) => [topic.name, topic] as const))(
  'of %s are those that the codec gives',
  async (_, topic) => {
    const registry = registryOf({ 7: topic.value.schema })
    const direct = directCells(topic)
    const type = avro.Type.forSchema(structuredClone(topic.value.schema))
    const next = mulberry32(3)
    const values = Array.from({ length: 30 }, () => type.toBuffer(randomValue(type, next)))
    const records = [...values, ...values.map((each) => mutated(each, next))].map((each) => recordOf(frame(7, each)))
    await direct?.prepare(registry, records)
    for (const [n, record] of records.entries()) {
      const cells = direct?.of(3, record) ?? null
      if (n < values.length) expect(cells).not.toBeNull()
      if (cells !== null) expect(cells).toStrictEqual(await decodedCells(topic, registry, record))
    }
  },
)

it('leave to the codec what was not written with the schema of the topic', async () => {
  const other: AvroSchema = { type: 'record', name: 'Play', fields: [{ name: 'playId', type: 'string' }] } as never
  const registry = registryOf({ 7: plays.value.schema, 8: other, 9: { syntax: 'proto3' } as unknown as AvroSchema })
  const direct = directCells(plays)
  const play = avro.Type.forSchema(structuredClone(plays.value.schema))
  const bytes = play.toBuffer(randomValue(play, mulberry32(1)))
  const foreign = [null, Buffer.from('garbage'), frame(8, bytes), frame(9, bytes), frame(10, bytes)].map((each) => recordOf(each)) // prettier-ignore
  const records = [...foreign, recordOf(frame(7, bytes), null), recordOf(frame(7, Buffer.concat([bytes, bytes])))]
  await direct?.prepare(registry, records)
  expect(records.map((record) => direct?.of(3, record))).toStrictEqual(records.map(() => null))
  expect(direct?.of(3, recordOf(frame(7, bytes)))).not.toBeNull()
})

it('leave to the codec a long that a number does not hold, and more items than there are bytes', async () => {
  const schema = { type: 'record', name: 'R', fields: [{ name: 'at', type: 'long' }, { name: 'items', type: { type: 'array', items: 'null' } }] } as unknown as AvroSchema // prettier-ignore
  const topic = { ...plays, value: { ...plays.value, schema } } as AnyTopic
  const direct = directCells(topic)
  const valueOf = (long: number, items: number) => recordOf(frame(7, Buffer.concat([zigzag(long), zigzag(items), Buffer.from(items === 0 ? [] : [0])]))) // prettier-ignore
  const records = [valueOf(2 ** 53, 0), valueOf(-(2 ** 60), 0), valueOf(1, 2 ** 40), valueOf(2 ** 52 - 1, 0)] // prettier-ignore
  await direct?.prepare(registryOf({ 7: schema }), records)
  expect(records.map((record) => direct?.of(3, record)?.slice(7) ?? null)).toStrictEqual([null, null, null, [BigInt(2 ** 52 - 1), []]]) // prettier-ignore
})

it('ask for a bounded number of schemas at once, whatever ids records name', async () => {
  const asked: number[] = []
  const registry = { writerSchema: (id: number) => Promise.resolve((asked.push(id), null)) }
  const direct = directCells(plays)
  const named = (ids: readonly number[]) => ids.map((id) => recordOf(frame(id, Buffer.from([0]))))
  for (let id = 0; id <= 1_000; id += 1) await direct?.prepare(registry, named([id]))
  await direct?.prepare(registry, named([1_000]))
  expect(asked).toHaveLength(1_001)
  await direct?.prepare(registry, named([0]))
  expect(asked).toHaveLength(1_002)
})
