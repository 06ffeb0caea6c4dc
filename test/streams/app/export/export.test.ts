import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { trackId } from '../../../../schemas/generated.ts'
import { allTopics, audioReferences, deadLetters, plays } from '../../../../schemas/topics.ts'
import { parseExport, runExport } from '../../../../streams/app/export/export.ts'
import type { ExportFormat } from '../../../../streams/app/export/export-options.ts'
import type { ExportFacts } from '../../../../streams/app/export/export-topic.ts'
import { parseRecordLine } from '../../../../streams/app/records/record-line.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { playOf, referenceOf, START } from '../../../support/builders.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('export')
const ANN = playOf('started', 'a').listenerId

async function running() {
  const topics = [...allTopics, { ...plays, name: 'copy.of_plays' }, { ...plays, name: 'empty' }]
  const memory = createMemoryRuntime({ topics, deadLetters, dataFolder: newFolder(), log: pino({ level: 'silent' }) })
  const started = ['a', 'b', 'c'].map((track, i) => record(plays, ANN, playOf('started', track), START + i))
  await memory.write(...started)
  await memory.write(
    record(audioReferences, trackId('a'), referenceOf('a', { title: '=1+1' }), START),
    record(audioReferences, trackId('a'), null, START + 1),
  )
  const stop = new AbortController()
  const whole = memory.connect(stop.signal)
  // What a process of Slipstream knows: the copy is a stranger's.
  const runtime = { ...whole, topics: new Map(allTopics.map((topic) => [topic.name, topic])) }
  const [out, err]: [ExportFacts[], string[]] = [[], []]
  const streams = { out: (line: string) => void out.push(JSON.parse(line) as ExportFacts), err: (line: string) => void err.push(line) } // prettier-ignore
  const folder = join(newFolder(), 'made/by the export')
  const run = (names: readonly string[], format: ExportFormat = 'parquet', range = {}) =>
    runExport(runtime, parseExport(names, { format, out: folder, ...range }, START), streams)
  const rows = (name: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
    parquetReadObjects({ file: new Uint8Array(readFileSync(join(folder, name))).buffer })
  return { memory, runtime, stop, out, err, folder, run, rows, files: () => readdirSync(folder).sort() }
}

/** Writes bytes that no schema fits, as `echo garbage | kcat -P` does. */
async function writeGarbage({ memory }: Awaited<ReturnType<typeof running>>, topic: string, count = 1) {
  const producer = await memory.kafka.connect().producer()
  const key = Buffer.from(ANN)
  const one = { topic, partition: 0, key, value: Buffer.from('garbage'), headers: {}, timestamp: START }
  await producer.send(Array.from({ length: count }, () => one))
  await producer.close()
}

it('writes each topic into a file, and says on standard output and in its footer what is in it', async () => {
  const { run, out, err, files, folder, rows } = await running()
  expect(await run(['plays', 'audio-references', 'plays'])).toBe(0)
  expect([files(), err]).toStrictEqual([['audio-references.parquet', 'plays.parquet', 'views.sql'], []])
  const [first, second] = out
  expect(first).toMatchObject({ topic: 'plays', file: 'plays.parquet', format: 'parquet', records: 3, tombstones: 0, undecodable: 0 }) // prettier-ignore
  expect(first?.schemaIds).toHaveLength(1)
  expect(first?.partitions).toHaveLength(plays.partitions)
  expect(first?.partitions.filter(({ records }) => records > 0)).toStrictEqual([
    expect.objectContaining({ start: 0, end: 3, records: 3 }),
  ])
  expect(second).toMatchObject({ topic: 'audio-references', records: 2, tombstones: 1 })
  const { key_value_metadata: footer } = parquetMetadata(new Uint8Array(readFileSync(join(folder, 'plays.parquet'))).buffer) // prettier-ignore
  expect(JSON.parse(footer?.[0]?.value ?? '')).toStrictEqual(first)
  expect((await rows('plays.parquet')).map(({ trackId: track, _offset }) => [track, _offset])).toStrictEqual([['a', 0n], ['b', 1n], ['c', 2n]]) // prettier-ignore
  expect((await rows('audio-references.parquet')).map(({ _schemaId, title }) => [_schemaId === null, title])).toStrictEqual([[false, '=1+1'], [true, null]]) // prettier-ignore
})

it('gives the same bytes again for the same range', async () => {
  const { run, folder } = await running()
  await run(['plays'], 'parquet', { to: '3' })
  const before = readFileSync(join(folder, 'plays.parquet'))
  await run(['plays'], 'parquet', { to: '3' })
  expect(readFileSync(join(folder, 'plays.parquet')).equals(before)).toBe(true)
})

it('takes the records of a range', async () => {
  const { run, rows } = await running()
  await run(['plays'], 'parquet', { from: '1', to: '2' })
  expect((await rows('plays.parquet')).map(({ trackId: track }) => track)).toStrictEqual(['b'])
})

it('writes CSV whose formulas are text, and its facts beside', async () => {
  const { run, out, folder, files } = await running()
  expect(await run(['audio-references'], 'csv')).toBe(0)
  const lines = readFileSync(join(folder, 'audio-references.csv'), 'utf8').split('\r\n')
  expect([lines.length, lines[1]?.includes(",'=1+1,")]).toStrictEqual([4, true])
  expect(files()).toStrictEqual(['audio-references.csv', 'audio-references.csv.json'])
  expect(JSON.parse(readFileSync(join(folder, 'audio-references.csv.json'), 'utf8'))).toStrictEqual(out[0])
})

it('counts and names records that cannot be decoded, and exits 3', async () => {
  const here = await running()
  await writeGarbage(here, 'plays', 22)
  expect(await here.run(['plays'])).toBe(3)
  expect(here.out[0]).toMatchObject({ records: 3, undecodable: 22 })
  expect(here.err).toHaveLength(21)
  expect(here.err[0]).toMatch(/^The record at plays\/0\/\d+ could not be decoded: its value is not in the Confluent/)
  expect(here.err.at(-1)).toBe('2 more records could not be decoded.')
})

it('writes NDJSON as consume prints it, with what cannot be decoded', async () => {
  const here = await running()
  await writeGarbage(here, 'plays')
  expect(await here.run(['plays'], 'ndjson')).toBe(3)
  const lines = readFileSync(join(here.folder, 'plays.ndjson'), 'utf8').trimEnd().split('\n')
  const records = lines.map((line) => parseRecordLine(line))
  expect(records.map(({ value, error }) => error?.code ?? value)).toStrictEqual([
    'undecodable',
    ...['a', 'b', 'c'].map((track) => expect.objectContaining({ trackId: track, arrivedAt: START }) as unknown),
  ])
  expect(here.out[0]).toMatchObject({ records: 3, undecodable: 1, tombstones: 0 })
  expect(here.err).toHaveLength(1)
})

it('reads a topic that is not one of Slipstream by the schema of its records', async () => {
  const { memory, run, rows } = await running()
  const copied = record({ ...plays, name: 'copy.of_plays' }, ANN, playOf('liked', 'z'), START)
  await memory.write(copied)
  expect(await run(['copy.of_plays'])).toBe(0)
  expect((await rows('copy.of_plays.parquet')).map(({ event }) => event)).toStrictEqual(['liked'])
})

describe('an export that cannot be made', () => {
  it.each([
    [['playz'], {}, 'Kafka has no topic playz. Did you mean plays?'],
    [['empty'], {}, 'empty has no record whose schema the registry knows'],
    [['plays'], { from: 'yesterday' }, '"yesterday" is no place in a topic'],
    [['plays'], { format: 'xml' }, 'There are: parquet, csv, ndjson.'],
  ])('is refused: %j %j', async (topics, options, message) => {
    const { run, folder } = await running()
    const made = async () => run(topics, 'parquet', options)
    const refused = await made().catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ConfigError)
    expect((refused as ConfigError).message).toContain(message)
    expect(existsSync(folder) ? readdirSync(folder) : []).toStrictEqual([])
  })

  it('leaves the files of an earlier one as they were, also when a later topic fails', async () => {
    const { run, folder, files } = await running()
    await run(['plays'])
    writeFileSync(join(folder, 'plays.parquet'), 'earlier')
    await expect(run(['plays', 'empty'])).rejects.toThrow(ConfigError)
    expect([files(), readFileSync(join(folder, 'plays.parquet'), 'utf8')]).toStrictEqual([
      ['plays.parquet', 'views.sql'],
      'earlier',
    ])
  })

  it('leaves no file when it is interrupted, and exits 130', async () => {
    const { run, stop, runtime, err, files, folder, out } = await running()
    const { registry } = runtime
    Object.assign(runtime, { registry: { ...registry, writerSchema: (id: number) => (stop.abort(), registry.writerSchema(id)) } }) // prettier-ignore
    expect(await run(['plays'])).toBe(130)
    expect([files(), err, out]).toStrictEqual([[], [`Stopped: nothing was written to ${folder}.`], []])
  })

  it('says what the file system says', async () => {
    const { run, folder, err } = await running()
    await run(['plays'])
    const inFile = runExportInto(join(folder, 'plays.parquet'))
    expect(await inFile(run)).toBe(1)
    expect(err.at(-1)).toMatch(/^Error: (EEXIST|ENOTDIR).*: nothing was written to/)
  })
})

const runExportInto =
  (out: string) => (run: (topics: readonly string[], format: ExportFormat, range: object) => Promise<number>) =>
    run(['plays'], 'parquet', { out })
