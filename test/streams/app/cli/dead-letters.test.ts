import { pino } from 'pino'
import { expect, it } from 'vitest'
import type { DeadLetter } from '../../../../schemas/generated.ts'
import { allTopics, deadLetters, plays } from '../../../../schemas/topics.ts'
import { listDeadLetters, parseFilter, redriveLetters, requireChoice, showLetter } from '../../../../streams/app/cli/dead-letters.ts' // prettier-ignore
import type { FilterOptions } from '../../../../streams/app/cli/dead-letters.ts'
import { recordOutput } from '../../../../streams/app/output/record-output.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'
import { partitionsOf } from '../../../../streams/engine/runtime/runtime.ts'
import type { LogRecord } from '../../../../streams/engine/serde/log-record.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { played } from '../../../support/builders.ts'
import { temporaryFolders } from '../../../support/temporary.ts'
import { textOutput } from '../../../support/text-output.ts'

const newFolder = temporaryFolders('dead-letters')
const DAY_MS = 86_400_000
const SOME_TIME = Date.parse('2026-03-01T12:00:00Z')
const binary = Buffer.from([0, 255, 254])

const letterOf = (offset: number, changes: Partial<DeadLetter> = {}): DeadLetter => ({
  ...{ topic: 'plays', partition: 3, offset, processor: 'recommend', code: 'undecodable', message: 'It could not be read.' }, // prettier-ignore
  ...{ attempts: 1, timestamp: SOME_TIME, key: Buffer.from('ann'), value: null, headers: [] },
  ...changes,
})

/** A queue of three letters, a day apart, that two processors wrote. */
async function queue() {
  const memory = createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder: newFolder(), log: pino({ level: 'silent' }) }) // prettier-ignore
  const runtime = memory.connect(new AbortController().signal)
  await runtime.codec.prepare([plays, deadLetters])
  const headers = [
    { name: 'seen', value: binary },
    { name: 'seen', value: Buffer.from('twice') },
  ]
  const play = runtime.codec.encode(played('finished', 'song')).value
  const letters = [
    letterOf(1, { value: binary, headers }),
    letterOf(2, { value: play, code: 'killed-the-processor', attempts: 3, processor: 'monitor-feedback' }),
    letterOf(3, { timestamp: SOME_TIME + 1, key: null, value: Buffer.from('x') }),
  ]
  await memory.write(...letters.map((each) => record(deadLetters, keyOf(each), each, SOME_TIME + each.offset * DAY_MS)))
  const ran = async (command: (port: { runtime: typeof runtime; output: ReturnType<typeof textOutput>['output']; err(line: string): void }) => Promise<number>) => {
    const { output, printed } = textOutput()
    const err: string[] = []
    const code = await command({ runtime, output, err: (line) => void err.push(line) })
    return { code, out: printed(), err }
  } // prettier-ignore
  const now = SOME_TIME + 4 * DAY_MS
  return {
    ...{ memory, runtime, ran },
    async listed(options: FilterOptions = {}) {
      const { out } = await ran((port) => listDeadLetters(port, parseFilter(options, now)))
      return out.split('\n').slice(0, -1).map((line) => (JSON.parse(line) as { readonly key: string }).key) // prettier-ignore
    },
    redriven: (keys: readonly string[], options: FilterOptions = {}) =>
      ran((port) => redriveLetters(port, keys, parseFilter(options, now))),
    /** All that is committed in `plays`. */
    async sentAgain() {
      const done = new AbortController()
      const found: (Omit<LogRecord, 'offset'> & { readonly partition: number })[] = []
      await runtime.kafka.read({
        ...{ isolation: 'committed', partitions: partitionsOf(runtime, [plays]), from: 'start', signal: done.signal },
        onRecords: ({ partition }, records) =>
          void found.push(...records.map(({ key, value, headers: of, timestamp }) => ({ partition, key, value, headers: of, timestamp }))), // prettier-ignore
        onCaughtUp: () => done.abort(),
      })
      return found
    },
  }
}

const keyOf = ({ topic, partition, offset }: DeadLetter): string => `${topic}/${partition}/${offset}`
const days = (...numbers: readonly number[]): readonly string[] => numbers.map((n) => `plays/3/${n}`)

it('are listed one line each, the oldest first', async () => {
  const { ran } = await queue()
  const { code, out, err } = await ran((port) => listDeadLetters(port, parseFilter({}, 0)))
  const common = { message: 'It could not be read.' }
  expect({ code, lines: out.split('\n').slice(0, -1).map((line): unknown => JSON.parse(line)), err }).toStrictEqual({
    code: 0,
    lines: [
      { key: 'plays/3/1', processor: 'recommend', code: 'undecodable', ...common, when: '2026-03-02T12:00:00.000Z', attempts: 1 }, // prettier-ignore
      { key: 'plays/3/2', processor: 'monitor-feedback', code: 'killed-the-processor', ...common, when: '2026-03-03T12:00:00.000Z', attempts: 3 }, // prettier-ignore
      { key: 'plays/3/3', processor: 'recommend', code: 'undecodable', ...common, when: '2026-03-04T12:00:00.000Z', attempts: 1 }, // prettier-ignore
    ],
    err: [],
  }) // prettier-ignore
})

it('are selected by processor, by code, by the edges of consume, and by number', async () => {
  const { listed } = await queue()
  const filters: readonly (readonly [FilterOptions, readonly string[]])[] = [
    [{ processor: 'recommend' }, days(1, 3)],
    [{ code: 'killed-the-processor' }, days(2)],
    [{ from: '2026-03-03T12:00:00Z' }, days(2, 3)],
    [{ to: '2026-03-03T12:00:00Z' }, days(1)],
    [{ from: '-2d' }, days(2, 3)],
    [{ from: 'latest' }, []],
    [{ from: 'earliest', to: 'latest' }, days(1, 2, 3)],
    [{ limit: '2' }, days(2, 3)],
    [{ code: 'undecodable', limit: '1' }, days(3)],
  ]
  for (const [filter, keys] of filters) expect([filter, await listed(filter)]).toStrictEqual([filter, keys])
})

it('rejects every option that it cannot read, in one error', () => {
  const wrong = () => parseFilter({ from: 'yesterday', limit: '0' }, 0)
  expect(wrong).toThrow(ConfigError)
  expect(wrong).toThrow(/^--from: "yesterday" is no place in a topic.*\n--limit: .*$/)
})

it('are read no faster than their lines are taken', async () => {
  const { memory, runtime } = await queue()
  const count = 20_000
  await memory.write(...Array.from({ length: count }, (_, n) => record(deadLetters, `recommend/plays/3/${n}`, letterOf(n), SOME_TIME + n))) // prettier-ignore
  let decoded = 0
  const decode: typeof runtime.codec.decode = (topic, partition, records) => {
    decoded += records.length
    return runtime.codec.decode(topic, partition, records)
  }
  const slow = { ...runtime, codec: { ...runtime.codec, decode } }
  let take: () => void = () => undefined
  const asked = new Promise<void>((resolve) => {
    const stream = { write: (_: string, done: () => void) => { take = done; resolve(); return false }, on: () => stream } // prettier-ignore
    const output = recordOutput(stream as unknown as NodeJS.WritableStream) // of its many methods these two are used
    void listDeadLetters({ runtime: slow, output, err: () => undefined }, parseFilter({}, 0))
  })
  await asked
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  expect(decoded).toBeLessThan(count / 2)
  take()
})

it('are shown with their record: decoded if that can be done, else its bytes', async () => {
  const { ran } = await queue()
  const shown = await Promise.all(days(1, 2).map((key) => ran((port) => showLetter(port, key))))
  const records = shown.map(({ out }) => (JSON.parse(out) as { readonly record: object }).record)
  const common = { topic: 'plays', partition: 3, time: '2026-03-01T12:00:00.000Z', key: 'ann' }
  expect(records).toStrictEqual([
    { ...common, offset: 1, headers: [{ name: 'seen', value: { hex: '00fffe' } }, { name: 'seen', value: 'twice' }], value: { hex: '00fffe' } }, // prettier-ignore
    { ...common, offset: 2, headers: [], value: played('finished', 'song').value },
  ])
})

it('are told when there is no such letter', async () => {
  const { ran, redriven } = await queue()
  const err = ['There is no dead letter plays/9/9: "npx slipstream dead-letters list" shows which there are.']
  const none = { code: 3, out: '', err }
  expect(await ran((port) => showLetter(port, 'plays/9/9'))).toStrictEqual(none)
  expect(await redriven(['plays/3/1', 'plays/9/9'], { execute: true })).toStrictEqual(none)
  for (const [keys, options] of [
    [[], {}],
    [['plays/3/1'], { all: true }],
  ] as const)
    // prettier-ignore
    expect(() => requireChoice(keys, parseFilter(options, 0))).toThrow('Give the keys of dead letters, or --all')
})

it('are only named when nothing is to be executed', async () => {
  const { redriven, sentAgain, listed } = await queue()
  expect(await redriven([], { all: true, code: 'undecodable' })).toStrictEqual({
    code: 0,
    out: '',
    err: [
      'Would send plays/3/1 again (recommend: undecodable).',
      'Would send plays/3/3 again (recommend: undecodable).',
      '2 records would be sent again; nothing was. Add --execute to do it.',
    ],
  })
  expect([await sentAgain(), await listed()]).toStrictEqual([[], days(1, 2, 3)])
})

it('are sent again once each, byte for byte, however often that is asked for', async () => {
  const { redriven, sentAgain, listed } = await queue()
  const all = { all: true, code: 'undecodable', execute: true }
  // Two at the same time: one of them may be fenced by the other, but never do what the other has done.
  await Promise.allSettled([redriven([], all), redriven([], all)])
  await redriven([], all)
  expect(await redriven(['plays/3/1'], { execute: true })).toStrictEqual({
    code: 0,
    out: '',
    err: ['plays/3/1 has been sent again already.', '0 records were sent again.'],
  })
  expect(await sentAgain()).toStrictEqual([
    { partition: 3, key: Buffer.from('ann'), value: binary, headers: { seen: [binary, Buffer.from('twice')], 'redriven-from': Buffer.from('plays/3/1') }, timestamp: SOME_TIME }, // prettier-ignore
    { partition: 3, key: null, value: Buffer.from('x'), headers: { 'redriven-from': Buffer.from('plays/3/3') }, timestamp: SOME_TIME + 1 }, // prettier-ignore
  ])
  expect(await listed()).toStrictEqual(days(2))
})
