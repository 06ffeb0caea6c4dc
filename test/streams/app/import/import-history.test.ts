import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { models } from '../../../../processors/recommend/models.ts'
import { recommendWith } from '../../../../processors/recommend/recommend.ts'
import { listenerId, trackId } from '../../../../schemas/generated.ts'
import { audioReferences } from '../../../../schemas/topics.ts'
import { importHistory } from '../../../../streams/app/import/import-history.ts'
import { readRange } from '../../../../streams/app/records/read-range.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { referenceOf, START } from '../../../support/builders.ts'
import { account, extended, listenBrainz, PRIVATE } from '../../../support/exported-history.ts'
import { consumed } from '../records/consumed.ts'
import { memoryLog } from '../records/memory-log.ts'

const [ann, bob] = [listenerId('a'.repeat(32)), listenerId('b'.repeat(32))]
const T0 = Date.UTC(2020, 0, 1) / 1_000

async function service() {
  const log = memoryLog()
  await log.ready
  const reference = (id: string, changes: object) =>
    record(audioReferences, trackId(id), referenceOf(id, { durationMs: 180_000, ...changes }), START)
  await log.write(
    reference('one', { title: 'One', artist: 'Ann' }),
    reference('two', { title: 'Two', artist: 'Ann' }),
    reference('gone', { title: 'Gone', artist: 'Ann' }),
    reference('dup1', { title: 'Dup', artist: 'Ann', album: 'X' }),
    reference('dup2', { title: 'Dup', artist: 'Ann', album: 'X' }),
    record(audioReferences, trackId('gone'), null, START),
  )
  const run = async (
    files: Readonly<Record<string, string>>,
    { execute = true, listener = ann, stopAfter = Infinity } = {},
  ) => {
    // prettier-ignore
    const [lines, err]: [unknown[], string[]] = [[], []]
    const stop = new AbortController()
    const output = {
      line(text: string) {
        lines.push(JSON.parse(text))
        if (lines.length >= stopAfter) stop.abort()
      },
      text: () => undefined,
      printable: () => Promise.resolve(),
      flush: () => Promise.resolve(),
    }
    const exported = Object.entries(files).map(([name, text]) => ({ name, open: () => Promise.resolve(Readable.from([Buffer.from(text)]) as AsyncIterable<Uint8Array>) })) // prettier-ignore
    const port = { runtime: log.runtime, output, err: (line: string) => void err.push(line), signal: stop.signal, nowMs: START } // prettier-ignore
    return { code: await importHistory(port, { listener, files: exported, execute }), lines, err }
  }
  const written = async () =>
    (await consumed(log, 'plays')).printed
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { key: string; timestamp: number; value: Record<string, unknown> })
  return { log, run, written }
}

const lines = (...entries: readonly object[]) => entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')

describe('import history', () => {
  it('writes each listen at its own time, and prints what is not found with its nearest track', async () => {
    const { run, written } = await service()
    const files = {
      'listens/2020/1.jsonl': lines(
        listenBrainz(T0, 'Ann', 'One'),
        listenBrainz(T0 + 200, 'ANN', 'Onee'),
        listenBrainz(T0 + 400, 'Ann', 'Dup'),
        listenBrainz(0, 'Ann', 'One'),
        listenBrainz(START / 1_000 + 60, 'Ann', 'One'),
      ),
      'Streaming_History_Audio_2021.json': JSON.stringify([
        extended('2021-01-01T10:00:00Z', 'Ann', 'Two'),
        extended('2021-01-01T10:01:00Z', 'Ann', 'One', { reason_end: 'fwdbtn', ms_played: 4_000 }),
        extended('2021-01-01T10:02:00Z', null, null, { episode_name: 'A talk' }),
      ]),
      'StreamingHistory_music_0.json': JSON.stringify([account('2021-01-01 10:00', 'Ann', 'Two'), account('2021-01-02 10:00', 'Ann', 'Two', 20_000)]), // prettier-ignore
    }
    const dry = await run(files, { execute: false })
    expect(await written()).toStrictEqual([])
    expect(dry.err.at(-1)).toBe('Nothing was written. Add --execute to do it.')
    const { code, lines: missed, err } = await run(files)
    expect(code).toBe(0)
    expect(missed).toStrictEqual(dry.lines)
    expect(missed).toMatchObject([
      { reason: 'not-in-library', source: 'listenbrainz', at: (T0 + 200) * 1_000, artist: 'ANN', title: 'Onee', nearest: { trackId: 'one' }, file: 'listens/2020/1.jsonl', entry: 2 },
      { reason: 'ambiguous', nearest: { trackId: 'dup1' } },
      { reason: 'impossible-time', at: 0, nearest: null },
      { reason: 'impossible-time', nearest: null },
    ]) // prettier-ignore
    expect(err).toStrictEqual([
      '10 entries: 4 (1 listened, 1 finished, 1 skipped, 1 started) imported, 1 there already, 4 (1 not-in-library, 1 ambiguous, 2 impossible-time) not matched, 1 (1 no-music) left out, 0 unreadable.',
    ])
    expect((await written()).map(({ key, timestamp, value }) => [key, timestamp, value['trackId'], value['event'], value['importedFrom']])).toStrictEqual([
      [ann, T0 * 1_000, 'one', 'listened', 'listenbrainz'],
      [ann, Date.UTC(2021, 0, 1, 10), 'two', 'finished', 'spotify'],
      [ann, Date.UTC(2021, 0, 1, 10, 1), 'one', 'skipped', 'spotify'],
      [ann, Date.UTC(2021, 0, 2, 10) - 20_000, 'two', 'started', 'spotify'],
    ]) // prettier-ignore
  })

  it('writes nothing twice, goes on where it was interrupted, and keeps listeners apart', async () => {
    const { run, written } = await service()
    const many = Array.from({ length: 3_000 }, (_, i) => listenBrainz(T0 + i * 60, 'Ann', i === 1_500 ? 'None' : 'One'))
    const files = { 'listens.jsonl': lines(...many) }
    const first = await run(files, { stopAfter: 1 })
    expect([first.code, first.err.at(-1)]).toStrictEqual([130, 'It was interrupted: give the same command again, and it goes on.']) // prettier-ignore
    expect(await written()).toHaveLength(1_500)
    expect((await run(files)).err.at(-1)).toContain('1499 (1499 listened) imported, 1500 there already')
    expect((await run(files)).err.at(-1)).toContain(' 0 imported, 2999 there already')
    expect((await run(files, { listener: bob })).err.at(-1)).toContain('2999 (2999 listened) imported, 0 there already')
    const all = await written()
    expect(new Set(all.map(({ value }) => value['playId'])).size).toBe(all.length)
    expect(all).toHaveLength(2 * 2_999)
  })

  it('says of a file that is broken where; what came before is imported', async () => {
    const { run, written } = await service()
    const cut = JSON.stringify([extended('2021-01-01T10:00:00Z', 'Ann', 'Two'), extended('2021-01-01T11:00:00Z', 'Ann', 'Two')]).slice(0, -20) // prettier-ignore
    const { code, err } = await run({ 'a.json': cut })
    expect([code, err[0]]).toStrictEqual([1, 'a.json, after 1 entries: it ends in the middle, as a download does that was cut off. What came before it was imported.']) // prettier-ignore
    expect(await written()).toHaveLength(1)
    const wrong = await run({ 'b.jsonl': `{"a":1}\nnot\n${lines(listenBrainz(T0, 'Ann', 'One'))}` })
    expect(wrong.lines).toStrictEqual([
      { reason: 'unreadable', file: 'b.jsonl', entry: 1 },
      { reason: 'unreadable', file: 'b.jsonl', entry: 2 },
    ])
    expect(wrong.code).toBe(3)
  })

  it('asks for a library before there is one', async () => {
    const log = memoryLog()
    await log.ready
    const port = { runtime: log.runtime, output: { line: () => undefined, text: () => undefined, printable: () => Promise.resolve(), flush: () => Promise.resolve() }, err: () => undefined, signal: new AbortController().signal, nowMs: START } // prettier-ignore
    await expect(importHistory(port, { listener: ann, files: [], execute: true })).rejects.toThrow('The library has no tracks yet') // prettier-ignore
  })

  it('reads no address, device or name of Spotify into a record or a message', async () => {
    const { run, log } = await service()
    const entries = [extended('2021-01-01T10:00:00Z', 'Ann', 'Two'), extended('2021-01-01T10:00:00Z', 'Ann', 'Won'), { ...PRIVATE, ts: 1 }] // prettier-ignore
    const { lines: printed, err } = await run({ 'a.json': JSON.stringify(entries), 'b.jsonl': JSON.stringify(PRIVATE).slice(0, -2), 'c.json': `[${JSON.stringify(PRIVATE)} ${JSON.stringify(PRIVATE)}` }) // prettier-ignore
    const bytes: Buffer[] = []
    await readRange(log.runtime, {
      ...{ topic: 'plays', from: { kind: 'earliest' }, to: null, signal: new AbortController().signal },
      onRecords: (_, records) => void bytes.push(...records.flatMap(({ value }) => (value === null ? [] : [value]))),
    })
    expect(bytes).toHaveLength(1)
    const all = `${JSON.stringify(printed)}${err.join()}${Buffer.concat(bytes).toString('latin1')}`
    for (const secret of Object.values(PRIVATE)) expect(all).not.toContain(secret)
  })

  it('makes a profile, and no list', async () => {
    const { run, log } = await service()
    await run({ 'listens.jsonl': lines(...Array.from({ length: 500 }, (_, i) => listenBrainz(T0 + i * 60, 'Ann', i % 2 === 0 ? 'One' : 'Two'))) }) // prettier-ignore
    await log.runToEnd(recommendWith(models['neighbours-5']))
    expect((await consumed(log, 'recommendations')).printed).toBe('')
    const profiles = (await consumed(log, 'listener-profiles', { latestByKey: true })).printed
    const { value } = JSON.parse(profiles) as { value: { tastes: { trackId: string }[] } }
    expect(value.tastes.map((taste) => taste.trackId)).toStrictEqual(['one', 'two'])
  })
})
