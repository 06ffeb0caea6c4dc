import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { expect, it } from 'vitest'
import { allTopics, feedback, plays } from '../../../../schemas/topics.ts'
import { exportColumns } from '../../../../streams/app/export/columns.ts'
import type { CellType } from '../../../../streams/app/export/columns.ts'
import type { ExportedRecord } from '../../../../streams/app/export/row-cells.ts'
import { csvRows, FOOTER_KEY, parquetRows } from '../../../../streams/app/export/row-writer.ts'
import { frame } from '../../../../streams/engine/serde/wire.ts'
import type { AnyTopic } from '../../../../streams/engine/topic.ts'
import { arbitraryValue } from '../../../support/arbitrary-value.ts'
import { feedbackOf, playOf } from '../../../support/builders.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('row-writer')
const AT = 1_796_001_199_257

function recordOf({ name }: AnyTopic, offset: number, value: unknown, avroBytes = 0): ExportedRecord {
  const headers = { 'trace-id': Buffer.from('plays/0/1'), twice: [Buffer.from('a'), Buffer.from('b')] }
  const bytes = value === null ? null : frame(7, Buffer.alloc(avroBytes))
  const wire = { offset, timestamp: AT, key: Buffer.from('key'), value: bytes, headers }
  return { ok: true, record: { topic: name, key: 'key', value, timestamp: AT, partition: 3, offset }, wire }
}

async function written(topic: AnyTopic, records: readonly ExportedRecord[]): Promise<ArrayBuffer> {
  const path = join(newFolder(), 'file')
  const file = await open(path, 'wx')
  const rows = parquetRows(exportColumns(topic.value.schema), JSON.stringify(topic.value.schema), file)
  for (const record of records) await rows.add(record)
  await rows.finish('{"facts":true}')
  await file.close()
  return new Uint8Array(await readFile(path)).buffer
}

/** A value as a reader of Parquet gives it. */
function expected(type: CellType, value: unknown): unknown {
  if (value === null || value === undefined) return value
  if (type.kind === 'long') return BigInt(value as number)
  if (type.kind === 'timestamp') return new Date(value as number)
  if (type.kind === 'bytes') return new Uint8Array(value as Buffer)
  if (type.kind === 'list') return (value as unknown[]).map((each) => expected(type.items.type, each))
  if (type.kind !== 'group') return value
  const fields = value as Readonly<Record<string, unknown>>
  return Object.fromEntries(type.fields.map(({ name, type: field }) => [name, expected(field, fields[name])]))
}

/** hyparquet gives a list or group that is null as undefined. A dictionary of Parquet tells 0 not from -0. */
function withNulls(value: unknown): unknown {
  if (value === 0) return 0
  if (Array.isArray(value)) return value.map(withNulls)
  if (value === undefined) return null
  if (typeof value !== 'object' || value === null || value instanceof Date || ArrayBuffer.isView(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withNulls(each)]))
}

it('gives both zeros back, which a dictionary does not tell apart', async () => {
  const zeros = [0, -0].map((score, offset) => recordOf(feedback, offset, feedbackOf({ score })))
  const read = await parquetReadObjects({ file: await written(feedback, zeros) })
  expect((withNulls(read) as readonly { readonly score: number }[]).map(({ score }) => score)).toStrictEqual([0, 0])
})

it.each(allTopics.map((topic) => [topic.name, topic] as const))('gives every value of %s back', async (_, topic) => {
  const columns = exportColumns(topic.value.schema)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(arbitraryValue(topic.value.schema))), async (values) => {
      const file = await written(topic, values.map((value, offset) => recordOf(topic, offset, value))) // prettier-ignore
      const read = await parquetReadObjects({ file, utf8: false })
      const records = values.map((value, offset) => ({
        _topic: topic.name,
        _partition: 3,
        _offset: BigInt(offset),
        _timestamp: new Date(AT),
        _key: 'key',
        _headers: '{"trace-id":"plays/0/1","twice":["a","b"]}',
        _schemaId: value === null ? null : 7,
        ...Object.fromEntries(
          columns.slice(7).map(({ name, type }) => {
            const fields = (value ?? {}) as Readonly<Record<string, unknown>>
            return [name, expected(type, fields[name] ?? null)]
          }),
        ),
      }))
      expect(withNulls(read)).toStrictEqual(withNulls(records))
    }),
    { numRuns: 8 },
  )
})

it('begins a row group after so many rows or bytes, and has the facts in the footer', async () => {
  const many = Array.from({ length: 20_001 }, (_, offset) => recordOf(plays, offset, playOf('started', 'a')))
  const large = [1, 2, 3].map((offset) => recordOf(plays, offset, playOf('started', 'a'), 3 * 1024 * 1024))
  const metadata = async (records: readonly ExportedRecord[]) => parquetMetadata(await written(plays, records))
  const { row_groups, key_value_metadata: facts } = await metadata(many)
  expect([row_groups.map(({ num_rows }) => num_rows), (await metadata(large)).row_groups.length]).toStrictEqual([[20_000n, 1n], 2]) // prettier-ignore
  expect(facts?.[0]).toStrictEqual({ key: FOOTER_KEY, value: '{"facts":true}' })
  expect(facts?.[1]?.value).toContain('"doc":"One thing a listener did with a track.')
})

it('writes CSV in pieces that are whole lines together', async () => {
  const path = join(newFolder(), 'plays.csv')
  const file = await open(path, 'wx')
  const rows = csvRows(exportColumns(plays.value.schema), file)
  for (let offset = 0; offset < 3_000; offset += 1) await rows.add(recordOf(plays, offset, playOf('started', 'a')))
  await rows.finish('')
  await file.close()
  const lines = (await readFile(path, 'utf8')).split('\r\n')
  expect([lines.length, lines[0]?.slice(0, 30), lines.at(-2)?.slice(0, 12), lines.at(-1)]).toStrictEqual([3_002, '_topic,_partition,_offset,_tim', 'plays,3,2999', '']) // prettier-ignore
})
