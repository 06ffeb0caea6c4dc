import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { parseExport, runExport } from '../../../../streams/app/export/export.ts'
import { parseSql, runSql } from '../../../../streams/app/export/sql.ts'
import type { SqlOptions } from '../../../../streams/app/export/sql.ts'
import { recordOutput } from '../../../../streams/app/output/record-output.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'
import type { Runtime } from '../../../../streams/engine/runtime/runtime.ts'
import type { Play } from '../../../../schemas/generated.ts'
import { listenerId, playId, recommendationId } from '../../../../schemas/generated.ts'
import { allTopics, deadLetters, plays } from '../../../../schemas/topics.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { playOf, recommended, START } from '../../../support/builders.ts'
import { listeningHistory } from '../../../support/listening-history.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('sql')
const history = listeningHistory(newFolder())

/** Answers a query. */
async function asked(query: string, options: SqlOptions = {}, runtime?: Runtime, stop = new AbortController()) {
  const [out, err]: [string[], string[]] = [[], []]
  const stream = {
    write: (text: string, done: () => void) => (out.push(text), done(), true),
    on: () => stream,
  } as never
  const connect = async () => runtime ?? (await history).runtime
  const streams = { out: () => undefined, err: (line: string) => void err.push(line) }
  const request = parseSql(query, options, { nowMs: Date.now(), isTerminal: false })
  const code = await runSql(request, { connect, signal: stop.signal, streams, output: recordOutput(stream) })
  return { code, text: out.join(''), err }
}

const rowsOf = async (query: string, options: SqlOptions = {}) =>
  (await asked(query, options)).text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)

it('gives each topic as a view', async () => {
  expect(await rowsOf('select count(*) as n, min(_timestamp) as first, any_value(_topic) as topic from plays')).toStrictEqual([
    { n: 111, first: '2026-01-01T00:00:00.000Z', topic: 'plays' },
  ]) // prettier-ignore
})

it('gives the newest record of each key of a compacted topic, without those that are gone', async () => {
  expect(await rowsOf('select trackId from audio_references_latest order by 1')).toStrictEqual(
    ['t0', 't1', 't2', 't3', 't4', 't5'].map((trackId) => ({ trackId })),
  )
})

it('gives the newest record of each model and window', async () => {
  expect(await rowsOf('select model, judged from feedback_latest order by 1')).toStrictEqual([
    { model: 'drawn-1', judged: 5 },
    { model: 'neighbours-5', judged: 8 },
  ])
})

it('gives each suggested track once, with what became of it', async () => {
  const perList = 6 * 27 + 3 * 27
  expect(await rowsOf('select count(*) as n from items')).toStrictEqual([{ n: perList }])
  expect(
    await rowsOf(`select outcome, count(*) as n from items where shown group by 1 order by 1 nulls last`),
  ).toStrictEqual([
    { outcome: 'finished', n: 11 },
    { outcome: 'liked', n: 3 },
    { outcome: 'skipped', n: 13 },
    { outcome: null, n: 135 },
  ])
  expect(
    await rowsOf(`select "rank", explored, propensity, count(*) as n from items where explored group by all`),
  ).toStrictEqual([{ rank: 6, explored: true, propensity: 0.25, n: 27 }])
})

describe('plays that were taken back', () => {
  const ann = listenerId('ann')
  const list = recommended(3, START, { listenerId: ann })
  const from = {
    recommendationId: recommendationId('neighbours-5:plays/0/0'),
    via: 'recommended',
    listenerId: ann,
  } as const
  const act = (id: string, event: Play['event'], track: string, changes: Partial<Play> = {}) =>
    record(plays, ann, playOf(event, track, { ...from, playId: playId(id), sessionId: 's', ...changes }), START)
  const facts = [
    ...[act('1', 'started', 't0'), act('2', 'skipped', 't0'), act('2', 'skipped', 't0'), act('3', 'liked', 't0')],
    ...[act('4', 'finished', 't1', { sessionId: 't' }), act('5', 'finished', 't2', { sessionId: 'u' })],
    act('6', 'finished', 't2', { listenerId: listenerId('bob') }),
  ]
  /** What is counted, and what became of the three suggestions. */
  const counted = async (...more: readonly ReturnType<typeof act>[]) => {
    const memory = createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder: newFolder(), log: pino({ level: 'silent' }) }) // prettier-ignore
    const runtime = memory.connect(new AbortController().signal)
    await memory.write(list, ...[...facts, ...more].map((fact) => ({ ...fact, key: fact.value?.listenerId ?? ann })))
    const rows = async (query: string) => JSON.parse((await asked(query, {}, runtime)).text) as Record<string, unknown>
    return [
      (await rows(`select list(playId order by playId) as ids from plays_counted`))['ids'],
      (await rows(`select list(outcome order by "rank") as outcomes from items`))['outcomes'],
    ]
  }

  it('count once each, as long as they stand', async () => {
    expect(await counted()).toStrictEqual([
      ['1', '2', '3', '4', '5', '6'],
      ['liked', 'finished', 'finished'],
    ])
  })

  it('do not count: one by its id, those of a track in a session until then, and those of a session', async () => {
    const back = act('7', 'retracted', 't2', { sessionId: 'x', retracts: playId('5') })
    expect(await counted(back)).toStrictEqual([
      ['1', '2', '3', '4', '6'],
      ['liked', 'finished', null],
    ])
    const opinion = act('7', 'retracted', 't0', { retracts: playId('3') })
    expect(await counted(opinion)).toStrictEqual([
      ['1', '2', '3', '4', '5', '6'],
      ['liked', 'finished', 'finished'],
    ])
    const track = [act('7', 'retracted', 't0'), act('8', 'started', 't0')]
    expect(await counted(...track)).toStrictEqual([
      ['4', '5', '6', '8'],
      ['started', 'finished', 'finished'],
    ])
    const session = [act('7', 'sessionRetracted', 't0'), act('8', 'started', 't0')]
    expect(await counted(...session)).toStrictEqual([
      ['4', '5', '6'],
      [null, 'finished', 'finished'],
    ])
  })
})

it('keeps the names of tracks that are gone, and of ids of earlier versions', async () => {
  expect(
    await rowsOf(`select * from tracks_ever where trackId in ('gone', 'old-t0', 't2') order by trackId`),
  ).toStrictEqual([
    { trackId: 'gone', aliasOf: null, title: 'Title of gone', artist: 'Vesna Philharmonic', album: null, genres: null, year: null, durationMs: null, isInLibrary: false },
    { trackId: 'old-t0', aliasOf: 't0', title: 'Title of t0', artist: 'Vesna Philharmonic', album: '', genres: ['Classical'], year: null, durationMs: null, isInLibrary: true },
    { trackId: 't2', aliasOf: null, title: 'Title of t2', artist: 'Nobody; drop table plays', album: '', genres: [], year: null, durationMs: null, isInLibrary: true },
  ]) // prettier-ignore
})

it('reads what any statement names, also a topic that is not one of Slipstream', async () => {
  const { memory } = await history
  const copy = { ...plays, name: 'copy.of-plays' }
  memory.kafka.createTopics([copy])
  const { runtime } = await history
  await runtime.codec.prepare([plays])
  const producer = await runtime.kafka.producer()
  const encoded = runtime.codec.encode(record(plays, listenerId('ann'), playOf('liked', 'z'), START))
  await producer.send([{ ...encoded, topic: copy.name, partition: 0 }])
  await producer.close()
  expect(
    await rowsOf(`create table t as select count(*) as n from plays; select n, event from t, "copy.of-plays"`),
  ).toStrictEqual([{ n: 111, event: 'liked' }])
})

it('takes the records of a range', async () => {
  expect(await rowsOf('select count(*) as n from plays', { to: '2' })).toStrictEqual([{ n: 2 * 3 }])
})

it('answers from the files of an export without Kafka', async () => {
  const { runtime } = await history
  const folder = newFolder()
  const streams = { out: () => undefined, err: () => undefined }
  await runExport(runtime, parseExport(['plays'], { format: 'parquet', out: folder }, 0), streams)
  const unreachable = {} as Runtime
  const { text } = await asked('select count(*) as n from plays', { files: folder }, unreachable)
  expect(text).toBe('{"n":111}\n')
  await expect(asked('from feedback', { files: folder }, unreachable)).rejects.toThrow(
    `${folder} has no feedback.parquet: write it by "slipstream export feedback".`,
  )
})

describe('the output', () => {
  const QUERY = `select 1 as a, '=1+1' as b, 12345678901234567890 as c, [1, 2] as d, date '2026-01-02' as e, null as f, 'x'::blob as g`

  it('is lines of JSON', async () => {
    expect((await asked(QUERY)).text).toBe(
      '{"a":1,"b":"=1+1","c":"12345678901234567890","d":[1,2],"e":"2026-01-02","f":null,"g":"eA=="}\n',
    )
  })
  it('is CSV', async () => {
    expect((await asked(QUERY, { format: 'csv' })).text).toBe(
      'a,b,c,d,e,f,g\n1,\'=1+1,12345678901234567890,"[1,2]",2026-01-02,,eA==\n',
    )
  })
  it('is a table', async () => {
    expect((await asked(QUERY, { format: 'table' })).text.split('\n')).toStrictEqual([
      'a  b     c                     d      e           f  g',
      '1  =1+1  12345678901234567890  [1,2]  2026-01-02     eA==',
      '',
    ])
  })
})

describe('a query that has no answer', () => {
  it.each([
    ['selec 1', /Parser Error: syntax error/],
    ['select nothing from plays', /^Binder Error[^]*"nothing" not found/],
    ['select * from playz', /^There is no view playz. Did you mean plays\? There are: audio_references, /],
  ])('is a mistake of its text: %s', async (query, message) => {
    await expect(asked(query)).rejects.toThrow(ConfigError)
    await expect(asked(query)).rejects.toThrow(message)
  })

  it('exits 1 when it fails on the way', async () => {
    const { code, err } = await asked(`select cast(trackId as int) from plays`)
    expect([code, err[0]?.slice(0, 16)]).toStrictEqual([1, 'Conversion Error'])
  })

  it('is one whose options contradict each other', async () => {
    await expect(asked('select 1', { files: '/x', from: '-2h' })).rejects.toThrow('--from and --to have no effect')
    await expect(asked('select 1', { format: 'xml' })).rejects.toThrow('There are: table, ndjson, csv.')
  })
})

it('answers the queries of the README', async () => {
  const readme = readFileSync(fileURLToPath(new URL('../../../../README.md', import.meta.url)), 'utf8')
  const queries = [...readme.matchAll(/(?:slipstream sql|duckdb -init views\.sql -c) "([^"]+)"/g)].map(
    ([, query = '']) => query,
  )
  const answers = await Promise.all(queries.map((query) => rowsOf(query)))
  expect(answers.map((rows) => rows.length > 0)).toStrictEqual([true, true])
})

it('takes names and texts of records as data', async () => {
  expect(await rowsOf(`select distinct artist from plays where artist like '%drop%'`)).toStrictEqual([
    { artist: 'Nobody; drop table plays' },
  ])
  await expect(asked(`select * from "plays'; drop view plays; --"`)).rejects.toThrow(/^There is no view/)
})

it('exits 130 when it is interrupted, without a word', async () => {
  const stop = new AbortController()
  const { runtime } = await history
  const registry = { ...runtime.registry, writerSchema: (id: number) => (stop.abort(), runtime.registry.writerSchema(id)) } // prettier-ignore
  expect(await asked('from plays', {}, { ...runtime, registry }, stop)).toStrictEqual({ code: 130, text: '', err: [] })
})

it('removes what it has exported', async () => {
  const [folder, before] = [newFolder(), process.env['TMPDIR']]
  process.env['TMPDIR'] = folder
  await asked('select 1 from plays limit 1')
  await asked('select nothing from plays').catch(() => undefined)
  if (before === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = before
  expect(readdirSync(folder)).toStrictEqual([])
})
