import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../../processors/shared/mongo/database.ts'
import { openDocuments } from '../../../../streams/app/forget/documents.ts'
import { listenerId } from '../../../../schemas/generated.ts'
import { deadLetters, plays } from '../../../../schemas/topics.ts'
import { readRange } from '../../../../streams/app/records/read-range.ts'
import { openProducer } from '../../../../streams/engine/runtime/record-producer.ts'
import type { LogRecord, OutgoingRecord } from '../../../../streams/engine/serde/log-record.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { playOf } from '../../../support/builders.ts'
import { findKcat } from '../../../support/outside-tools.ts'
import { describeExports } from './log-tools/exports.ts'
import { describePopularModel } from './log-tools/popular-model.ts'
import { startLogTools } from './log-tools/tools.ts'
import type { LogTools } from './log-tools/tools.ts'

/** The commands for analysts on a real Kafka and registry: one stack for all of them. */

const PLAYS = 3_000
const TIME = 1_796_001_199_257
/** More than a pipe of 64 KiB takes at once. */
const LETTERS = 1_210

const letter = { topic: 'plays', partition: 0, processor: 'recommend', code: 'undecodable', message: 'x'.repeat(100), attempts: 1, timestamp: TIME, key: null, value: null, headers: [] } // prettier-ignore

let tools: LogTools
const { slipstream, ran, ranSlowly }: Pick<LogTools, 'slipstream' | 'ran' | 'ranSlowly'> = {
  slipstream: (...args) => tools.slipstream(...args),
  ran: (args, input) => tools.ran(args, input),
  ranSlowly: (args) => tools.ranSlowly(args),
}

beforeAll(async () => {
  tools = await startLogTools()
  const producer = await openProducer(tools.runtime, [plays, deadLetters])
  await producer.send<typeof plays>(
    Array.from({ length: PLAYS }, (_, n) =>
      record(plays, listenerId(`listener-${n % 50}`), playOf('liked', `track-${n}`, { arrivedAt: TIME + n }), TIME + n),
    ),
  )
  await producer.send<typeof deadLetters>(
    Array.from({ length: LETTERS }, (_, offset) => record(deadLetters, `recommend/plays/0/${offset}`, { ...letter, offset }, Date.now())), // prettier-ignore
  )
  await producer.close()
})
afterAll(() => tools.stack.stop())

async function bytesOf(topic: string) {
  const found: unknown[] = []
  await readRange(tools.runtime, {
    ...{ topic, from: { kind: 'earliest' }, to: null, signal: new AbortController().signal },
    onRecords: ({ partition }, records: readonly LogRecord[]) =>
      void found.push(...records.map((each) => [partition, { ...each, offset: null }])),
  })
  return found
}

async function append(...records: readonly OutgoingRecord[]) {
  const producer = await tools.runtime.kafka.producer()
  await producer.send(records)
  await producer.close()
}

describe('consume and produce', () => {
  it('copy a topic to the byte, through a pipe', async () => {
    const { code, out, lines, err } = await ran(['consume', 'plays'])
    expect([code, lines.length, err]).toStrictEqual([0, PLAYS, ''])
    const made = await ran(['produce', '--into', 'copy'], out)
    expect([made.code, made.lines]).toStrictEqual([0, [`{"topic":"copy","records":${PLAYS}}`]])
    expect(await bytesOf('copy')).toStrictEqual(await bytesOf('plays'))
  })

  it('give a slow reader every line', async () => {
    const { code, lines } = await ranSlowly(['consume', 'plays', '--from', String(0)])
    expect([code, lines.length, new Set(lines).size]).toStrictEqual([0, PLAYS, PLAYS])
  })

  it('end quietly when the reader does, and on Ctrl-C', async () => {
    const closed = slipstream('consume', 'plays')
    closed.child.stdin.end()
    await once(closed.child.stdout, 'readable')
    closed.child.stdout.destroy()
    expect([await text(closed.child.stderr), await closed.ended]).toStrictEqual(['', 141])

    const following = slipstream('consume', 'plays', '--follow', '--from', '-1')
    following.child.stdin.end()
    await once(following.child.stdout, 'readable')
    following.child.kill('SIGINT')
    expect([await text(following.child.stderr), await following.ended]).toStrictEqual(['', 130])
  })

  it('say by the exit code what went wrong', async () => {
    await append({
      topic: 'copy',
      partition: 0,
      key: null,
      value: Buffer.from('garbage'),
      headers: {},
      timestamp: TIME,
    })
    const [undecodable, unknown, wrong] = await Promise.all([
      ran(['consume', 'copy', '--from', '-1', '--partition', '0']),
      ran(['consume', 'playz']),
      ran(['produce', 'plays', '--execute'], '{"topic":"plays"}\n'),
    ])
    expect([undecodable.code, JSON.parse(undecodable.out)]).toMatchObject([3, { raw: 'Z2FyYmFnZQ==', key: null }])
    expect([unknown.code, unknown.out, unknown.err]).toStrictEqual([2, '', 'Kafka has no topic playz. Did you mean plays?\n']) // prettier-ignore
    expect([wrong.code, wrong.err]).toMatchObject([5, expect.stringMatching(/^Line 1: partition: /) as unknown])
  })

  it('read times, and the last records, as Kafka has them', async () => {
    const offsets = async (...args: string[]) => (await ran(['consume', 'plays', ...args])).lines.length
    const at = (n: number) => new Date(TIME + n).toISOString()
    const counts = await Promise.all([
      offsets('--from', at(2_990)),
      offsets('--from', at(10), '--to', at(20)),
      offsets('--from', '-1'),
      offsets('-n', '7'),
    ])
    expect(counts).toStrictEqual([10, 10, 8, 7])
  })
})

describe('the documents of a listener', () => {
  it('are found in whatever field of whatever collection, and removed', async () => {
    const { mongodbUrl } = tools.stack.addresses
    const ann = 'a'.repeat(32)
    const database = openDatabase(mongodbUrl, 5_000)
    const [tracks, letters] = [await database.collection('tracks'), await database.collection('deadLetters')]
    await tracks.insertMany([
      { _id: 'x', by: { ids: ['bob', ann] } },
      { _id: 'y', by: 'bob' },
    ] as never) // any document
    await letters.insertOne({ _id: 'z', key: Buffer.from(ann) })
    const documents = openDocuments(mongodbUrl)
    const found = await documents.mentioning(ann)
    expect([...found]).toStrictEqual([['tracks', ['x']], ['deadLetters', ['z']]]) // prettier-ignore
    for (const [collection, ids] of found) await documents.remove(collection, ids)
    expect([[...(await documents.mentioning(ann))], await tracks.countDocuments({})]).toStrictEqual([[], 1])
    await Promise.all([documents.close(), database.close()])
  })
})

const kcat = findKcat(process.env)

describe('a copy', () => {
  const odd = ['odd', 'odd-copy', 'odd-raw-copy'] as const

  it('of what no schema describes has the same bytes', async () => {
    const admin = await tools.runtime.kafka.admin()
    await admin.createTopics([{ name: 'odd', partitions: 1, config: {} }])
    await admin.close()
    const twice = [Buffer.from('a=b,c'), Buffer.from([0xff, 0])]
    const common = { topic: 'odd', partition: 0, key: Buffer.from('ключ') }
    await append(
      { ...common, value: Buffer.from('no schema\n'), headers: { twice, 'é"': 'text' }, timestamp: TIME },
      { ...common, key: Buffer.from([0xff, 0x0a]), value: null, headers: {}, timestamp: 1 },
      { ...common, key: null, value: Buffer.alloc(0), headers: { empty: '' }, timestamp: TIME + 1 },
    )
    for (const [into, options, code] of [
      ['odd-copy', [], 3],
      ['odd-raw-copy', ['--raw'], 0],
    ] as const) {
      const consumed = await ran(['consume', 'odd', ...options])
      expect([consumed.code, consumed.lines.length]).toStrictEqual([code, 3])
      expect((await ran(['produce', '--into', into], consumed.out)).code).toBe(0)
      expect(await bytesOf(into)).toStrictEqual(await bytesOf('odd'))
    }
  })

  it.skipIf(kcat === null)(`is the same to kcat${kcat === null ? ', which is not found here' : ''}`, async () => {
    // Copied here: other tests write into the copies above.
    for (const [into, options] of [
      ['decoded-copy', []],
      ['raw-copy', ['--raw']],
    ] as const) {
      const { out } = await ran(['consume', 'plays', ...options])
      expect((await ran(['produce', '--into', into], out)).code).toBe(0)
    }
    const [broker = ''] = tools.stack.addresses.kafkaBrokers
    const read = async (topic: string, partition: number) => {
      const args = ['-b', broker, '-C', '-t', topic, '-p', String(partition), '-o', 'beginning', '-e', '-q', '-Z', '-f', '%k %K %s %S %h %T\n'] // prettier-ignore
      const { stdout } = await promisify(execFile)(kcat ?? '', args, { encoding: 'latin1', maxBuffer: 2 ** 28 })
      return stdout
    }
    for (let partition = 0; partition < plays.partitions; partition += 1) {
      const [original, ...copies] = await Promise.all(['plays', 'decoded-copy', 'raw-copy'].map((topic) => read(topic, partition))) // prettier-ignore
      expect(original).not.toBe('')
      for (const copy of copies) expect(copy).toBe(original)
    }
    const [original, ...copies] = await Promise.all(odd.map((topic) => read(topic, 0)))
    for (const copy of copies) expect(copy).toBe(original)
  })
})

describe('dead-letters', () => {
  it('gives a slow reader every line, and sends a record of a whole megabyte again once', async () => {
    const { code, lines } = await ranSlowly(['dead-letters', 'list'])
    expect([code, lines.length]).toStrictEqual([0, LETTERS])
    const [key, into] = ['extract-features/audio-references/0/4', 'audio-references']
    const large = { ...letter, topic: into, offset: 4, processor: 'extract-features', key: Buffer.from('x'), value: Buffer.alloc(1_048_000, 7) } // prettier-ignore
    const producer = await openProducer(tools.runtime, [deadLetters])
    await producer.send([record(deadLetters, key, large, Date.now())])
    await producer.close()
    const sent = await ran(['dead-letters', 'redrive', key, '--execute'])
    expect([sent.code, sent.out, sent.err]).toStrictEqual([0, `{"key":"${key}","redriven":true}\n`, '1 record was sent again.\n']) // prettier-ignore
    const left = await ran(['dead-letters', 'list', '--processor', 'extract-features', '--from', '-1h'])
    expect([left.code, left.lines]).toStrictEqual([0, []])
    const [again] = (await bytesOf(into)) as readonly (readonly [number, LogRecord])[]
    expect([again?.[0], again?.[1].value?.equals(large.value)]).toStrictEqual([0, true])
  })
})

describe('a model outside, and a replay', () => describePopularModel(() => tools))

describe('export and sql', () => describeExports(() => tools))
