import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeadLetter } from '../../../../schemas/generated.ts'
import { list, redriveDeadLetters, showDeadLetter } from '../../../../streams/app/cli/dead-letters.ts'
import type { FilterOptions } from '../../../../streams/app/cli/dead-letters.ts'
import { parseConfig } from '../../../../streams/app/config.ts'
import type { Config } from '../../../../streams/app/config.ts'
import { connectRuntime, partitionsOf } from '../../../../streams/engine/runtime/runtime.ts'
import type { Runtime } from '../../../../streams/engine/runtime/runtime.ts'
import type { LogRecord } from '../../../../streams/engine/serde/log-record.ts'
import { openProducer } from '../../../../streams/engine/runtime/record-producer.ts'
import { provision } from '../../../../streams/engine/runtime/provision.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { deadLetters, plays } from '../../../../schemas/topics.ts'
import { played } from '../../../support/builders.ts'
import { settingsOf, startStack } from '../../../support/stack.ts'
import type { Stack } from '../../../support/stack.ts'
import { applicationOf, slipstreamTopics } from '../../../../streams/app/application.ts'

const log = pino({ level: 'silent' })
let stack: Stack
let config: Config
let environment: Runtime
beforeAll(async () => {
  stack = await startStack()
  await provision({ ...slipstreamTopics, settings: stack.addresses }, log)
  config = parseConfig({
    ...settingsOf(stack.addresses, stack.dataFolder),
    SLIPSTREAM_LOG_LEVEL: 'silent',
  })
  environment = await connectRuntime(applicationOf(config), { name: 'test', log, signal: new AbortController().signal })
  await environment.codec.prepare([plays, deadLetters])
  await write([broken, letterOf({ ...fatal, value: playBytes() }), keyless])
})
afterAll(() => stack.stop())

const SOME_TIME = Date.parse('2026-03-01T12:00:00Z')

const letterOf = (changes: Partial<DeadLetter>): DeadLetter => ({
  topic: 'plays',
  partition: 3,
  offset: 0,
  processor: 'recommend',
  code: 'undecodable',
  message: 'It could not be read.',
  attempts: 1,
  timestamp: SOME_TIME,
  key: Buffer.from('ann'),
  value: null,
  headers: [],
  ...changes,
})

const binary = Buffer.from([0, 255, 254])
const broken = letterOf({
  offset: 1,
  value: binary,
  headers: [
    { name: 'seen', value: binary },
    { name: 'seen', value: Buffer.from('twice') },
  ],
})
const fatal = { offset: 2, code: 'killed-the-processor', attempts: 3, processor: 'monitor-feedback' }
const keyless = letterOf({ offset: 3, timestamp: SOME_TIME + 1, key: null, value: Buffer.from('x') })

/** One after the other, so that they arrive in this order. */
async function write(letters: readonly DeadLetter[]): Promise<void> {
  const producer = await openProducer(environment, [deadLetters])
  for (const letter of letters) {
    await producer.send([record(deadLetters, `${letter.topic}/${letter.partition}/${letter.offset}`, letter, 1)])
  }
  await producer.close()
}

const playBytes = () => environment.codec.encode(played('finished', 'song')).value

async function ran(command: (streams: { out(line: string): void; err(line: string): void }) => Promise<number>) {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await command({ out: (line) => out.push(line), err: (line) => err.push(line) })
  return { code, out: out.map((line): unknown => JSON.parse(line)), err }
}
const listed = async (options: FilterOptions = {}) => {
  const { out } = await ran((streams) => list(config, options, streams))
  return out.map((line) => (line as { readonly key: string }).key)
}
const redriven = (keys: readonly string[], options: FilterOptions) =>
  ran((streams) => redriveDeadLetters(config, keys, options, streams))

/** All that is committed in `plays`. */
async function sentAgain(): Promise<readonly Pick<LogRecord, 'key' | 'value' | 'headers' | 'timestamp'>[]> {
  const done = new AbortController()
  const found: { readonly partition: number; readonly wire: LogRecord }[] = []
  await environment.kafka.read({
    isolation: 'committed',
    partitions: partitionsOf(environment, [plays]),
    from: 'start',
    signal: done.signal,
    onRecords: ({ partition }, records) => void found.push(...records.map((wire) => ({ partition, wire }))),
    onCaughtUp: () => done.abort(),
  })
  return found.map(({ partition, wire: { key, value, headers, timestamp } }) => ({
    partition,
    key,
    value,
    headers,
    timestamp,
  }))
}

describe('dead-letters', () => {
  it('lists what was given up, one line for each, oldest first', async () => {
    const { code, out, err } = await ran((streams) => list(config, {}, streams))
    const lines = out.map((line) => ({ ...(line as { readonly when: string }) }))
    expect(lines.map(({ when }) => new Date(when).toISOString() === when)).toStrictEqual([true, true, true])
    const common = { message: 'It could not be read.', when: 'then' }
    expect({ code, out: lines.map((line) => ({ ...line, when: 'then' })), err }).toStrictEqual({
      code: 0,
      out: [
        { key: 'plays/3/1', processor: 'recommend', code: 'undecodable', attempts: 1, ...common },
        { key: 'plays/3/2', processor: 'monitor-feedback', code: 'killed-the-processor', attempts: 3, ...common },
        { key: 'plays/3/3', processor: 'recommend', code: 'undecodable', attempts: 1, ...common },
      ],
      err: [],
    })
  })

  it('filters by processor, code, time and number', async () => {
    const { out } = await ran((streams) => list(config, {}, streams))
    const second = (out[1] as { readonly when: string }).when
    const filters = [
      { processor: 'recommend' },
      { code: 'killed-the-processor' },
      { from: second },
      { to: second },
      { limit: '1' },
    ]
    const found = await Promise.all(filters.map(listed))
    expect(found).toStrictEqual([
      ['plays/3/1', 'plays/3/3'],
      ['plays/3/2'],
      ['plays/3/2', 'plays/3/3'],
      ['plays/3/1'],
      ['plays/3/3'],
    ])
    await expect(listed({ limit: '0', from: 'yesterday' })).rejects.toThrow(/^--from: .*\n--limit: /)
  })

  it('shows the record: decoded if that can be done, else its bytes', async () => {
    const shown = await Promise.all(
      ['plays/3/1', 'plays/3/2'].map((key) => ran((streams) => showDeadLetter(config, key, streams))),
    )
    const records = shown.flatMap(({ out }) => out.map((each) => (each as { readonly record: object }).record))
    const { value } = played('finished', 'song')
    expect(records).toStrictEqual([
      {
        topic: 'plays',
        partition: 3,
        offset: 1,
        time: '2026-03-01T12:00:00.000Z',
        key: 'ann',
        headers: [
          { name: 'seen', value: { hex: '00fffe' } },
          { name: 'seen', value: 'twice' },
        ],
        value: { hex: '00fffe' },
      },
      { topic: 'plays', partition: 3, offset: 2, time: '2026-03-01T12:00:00.000Z', key: 'ann', headers: [], value },
    ])
  })

  it('says when there is no such letter', async () => {
    const err = ['There is no dead letter plays/9/9: "npx slipstream dead-letters list" shows which there are.']
    const none = { code: 3, out: [], err }
    expect(await ran((streams) => showDeadLetter(config, 'plays/9/9', streams))).toStrictEqual(none)
    expect(await redriven(['plays/3/1', 'plays/9/9'], { execute: true })).toStrictEqual(none)
    await expect(redriven([], {})).rejects.toThrow('Give the keys of dead letters, or --all')
    await expect(redriven(['plays/3/1'], { all: true })).rejects.toThrow('Give the keys of dead letters, or --all')
  })

  it('only says what it would send again, unless it is told to', async () => {
    expect(await redriven([], { all: true, code: 'undecodable' })).toStrictEqual({
      code: 0,
      out: [],
      err: [
        'Would send plays/3/1 again (recommend: undecodable).',
        'Would send plays/3/3 again (recommend: undecodable).',
        '2 records would be sent again; nothing was. Add --execute to do it.',
      ],
    })
    expect([await sentAgain(), await listed()]).toStrictEqual([[], ['plays/3/1', 'plays/3/2', 'plays/3/3']])
  })

  it('sends each record again once, byte for byte, however often it is told to', async () => {
    const all = { all: true, code: 'undecodable', execute: true }
    // Two at the same time: one of them may be fenced by the other, but never do what the other has done.
    await Promise.allSettled([redriven([], all), redriven([], all)])
    await redriven([], all)
    expect(await redriven(['plays/3/1'], { execute: true })).toStrictEqual({
      code: 0,
      out: [],
      err: ['plays/3/1 has been sent again already.', '0 records were sent again.'],
    })
    expect(await sentAgain()).toStrictEqual([
      {
        partition: 3,
        key: Buffer.from('ann'),
        value: binary,
        headers: { seen: [binary, Buffer.from('twice')], 'redriven-from': Buffer.from('plays/3/1') },
        timestamp: SOME_TIME,
      },
      {
        partition: 3,
        key: null,
        value: Buffer.from('x'),
        headers: { 'redriven-from': Buffer.from('plays/3/3') },
        timestamp: SOME_TIME + 1,
      },
    ])
    expect(await listed()).toStrictEqual(['plays/3/2'])
  })

  it('holds a letter of a record of a whole megabyte', async () => {
    await write([letterOf({ offset: 4, value: Buffer.alloc(1_048_000, 7) })])
    expect(await listed()).toStrictEqual(['plays/3/2', 'plays/3/4'])
  })
})
