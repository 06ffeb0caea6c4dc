import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { listenerId } from '../../../../schemas/generated.ts'
import { plays } from '../../../../schemas/topics.ts'
import { produceLines } from '../../../../streams/app/records/produce.ts'
import type { ProduceArguments } from '../../../../streams/app/records/produce.ts'
import { readRange } from '../../../../streams/app/records/read-range.ts'
import type { LogRecord } from '../../../../streams/engine/serde/log-record.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { playOf } from '../../../support/builders.ts'
import { consumed } from './consumed.ts'
import { memoryLog, outgoing } from './memory-log.ts'

type Log = ReturnType<typeof memoryLog>

async function produced(log: Log, topic: string | undefined, typed: ProduceArguments, lines: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []]
  const streams = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line) }
  const code = await produceLines(log.runtime, topic, typed, { lines: Readable.from(lines) as AsyncIterable<string>, streams, signal: new AbortController().signal }) // prettier-ignore
  return { code, out, err }
}

async function bytesOf({ runtime }: Log, topic: string) {
  const found: (readonly [number, LogRecord])[] = []
  await readRange(runtime, {
    ...{ topic, from: { kind: 'earliest' }, to: null, signal: new AbortController().signal },
    onRecords: ({ partition }, records) => void found.push(...records.map((each) => [partition, each] as const)),
  })
  return found
}

async function logOfPlays() {
  const log = memoryLog({ listens: 3 })
  await log.ready
  const play = (id: string, at: number) =>
    record(plays, listenerId(id), playOf('liked', 'track', { arrivedAt: at }), at)
  await log.write(play('a', 5), play('b', 1_796_001_199_257), play('c', 7))
  return log
}

const linesOf = async (log: Log, topic: string) => (await consumed(log, topic)).printed.split('\n').slice(0, -1)

describe('produce', () => {
  it('makes a copy that is equal to the byte, with what cannot be decoded', async () => {
    const log = await logOfPlays()
    await log.append(
      outgoing('plays', 2, 'x', { value: Buffer.from('garbage'), headers: { twice: [Buffer.from('1'), Buffer.from([0xff])] } }),
      outgoing('plays', 5, 'y', { value: null, key: Buffer.from([0xff]) }),
    ) // prettier-ignore
    const { code, out } = await produced(log, undefined, { into: 'copy' }, await linesOf(log, 'plays'))
    expect([code, out]).toStrictEqual([0, ['{"topic":"copy","records":5}']])
    const [source, copy] = [await bytesOf(log, 'plays'), await bytesOf(log, 'copy')]
    const apart = ([partition, each]: (typeof source)[number]) => [partition, { ...each, offset: null }]
    expect(copy.map(apart)).toStrictEqual(source.map(apart))
    const admin = await log.runtime.kafka.admin()
    expect((await admin.describeTopics(['copy'])).get('copy')?.config.get('retention.ms')).toBe('-1')
    await expect(produced(log, undefined, { into: 'copy' }, [])).rejects.toThrow('copy has records already')
  })

  it('names every line that is wrong, and then writes nothing', async () => {
    const log = await logOfPlays()
    const lines = await linesOf(log, 'plays')
    const wrong = [
      lines[0] ?? '',
      '{',
      (lines[1] ?? '').replace('"liked"', '"danced"'),
      (lines[1] ?? '').replace(/"schemaId":\d+/, '"schemaId":77'),
      '',
    ]
    const { code, out, err } = await produced(log, undefined, { into: 'copy' }, wrong)
    expect([code, out]).toStrictEqual([5, []])
    expect(err.join('\n')).toMatch(
      /^Line 2: it is no JSON.*\nLine 3: value\.event: "danced" does not fit the schema\nLine 4: schemaId: the registry knows no schema 77\n3 of 4 lines are wrong; nothing was written\.$/,
    )
    const admin = await log.runtime.kafka.admin()
    expect(await admin.topicNames()).not.toContain('copy')
  })

  it('writes into a topic that there is only when it is told to', async () => {
    const log = await logOfPlays()
    const lines = await linesOf(log, 'plays')
    const dry = await produced(log, 'plays', {}, lines)
    expect([dry.code, dry.err]).toStrictEqual([0, ['3 records would be written into plays; nothing was. Add --execute to do it.']]) // prettier-ignore
    expect(await bytesOf(log, 'plays')).toHaveLength(3)
    expect((await produced(log, 'plays', { execute: true }, lines)).code).toBe(0)
    expect(await bytesOf(log, 'plays')).toHaveLength(6)
  })

  it('writes into a topic of ours only what its processors read', async () => {
    const log = await logOfPlays()
    const [line = ''] = await linesOf(log, 'plays')
    await log.append(outgoing('listens', 0, 'x', { value: Buffer.from('garbage') }))
    const [broken = ''] = await linesOf(log, 'listens')
    const { err } = await produced(log, 'plays', { execute: true }, [
      line.replace(/"key":"."/, '"key":null'),
      line.replace(/"partition":\d/, '"partition":9'),
      line.replace(/"partition":\d/, (found) => (found.endsWith('0') ? '"partition":1' : '"partition":0')),
      broken,
      line.replace(/"schemaId":\d+/, '"schemaId":null'),
    ])
    expect(err).toStrictEqual([
      'Line 1: key: the records of plays have one',
      'Line 2: partition: plays has no 9, its partitions are 0 to 7',
      expect.stringMatching(/^Line 3: partition: records of this key are in partition \d of plays$/),
      'Line 4: plays takes no record that cannot be decoded (its value is not in the Confluent wire format)',
      '4 of 5 lines are wrong; nothing was written.',
    ])
  })

  it('is told one topic', async () => {
    const log = await logOfPlays()
    await expect(produced(log, 'plays', { into: 'copy' }, [])).rejects.toThrow('Give a topic, or --into')
    await expect(produced(log, undefined, {}, [])).rejects.toThrow('Give the topic')
    await expect(produced(log, undefined, { into: 'a b' }, [])).rejects.toThrow('cannot be the name')
    await expect(produced(log, undefined, { into: 'plays' }, [])).rejects.toThrow('plays is a topic of Slipstream')
    await expect(produced(log, 'listen', {}, [])).rejects.toThrow('Did you mean listens?')
  })
})
