import { describe, expect, it } from 'vitest'
import type { Play } from '../../../../schemas/generated.ts'
import { listenerId } from '../../../../schemas/generated.ts'
import { plays } from '../../../../schemas/topics.ts'
import { recordLineSchema } from '../../../../streams/app/records/record-line.ts'
import { frame } from '../../../../streams/engine/serde/wire.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { playOf } from '../../../support/builders.ts'
import { consumed, linesOf } from './consumed.ts'
import { memoryLog, outgoing } from './memory-log.ts'

const TIME = 1_796_001_199_257

async function logOfPlays() {
  const log = memoryLog({ listens: 2 })
  await log.ready
  const play = (event: Play['event'], positionMs: number) =>
    record(plays, listenerId('a'), playOf(event, 'track', { positionMs, arrivedAt: TIME }), TIME + positionMs)
  await log.write(play('started', 0), play('liked', 10), play('finished', 20))
  return log
}

describe('consume', () => {
  it('prints one line for each record, in the form that is published', async () => {
    const log = await logOfPlays()
    const { code, printed, messages } = await consumed(log, 'plays')
    const lines = linesOf(printed)
    expect([code, messages, lines.map(({ offset, timestamp }) => [offset, timestamp])]).toStrictEqual([
      0,
      [],
      [0, 10, 20].map((after, offset) => [offset, TIME + after]),
    ])
    expect(lines[1]).toMatchObject({ topic: 'plays', key: 'a', headers: {}, schemaId: expect.any(Number) as unknown, value: { event: 'liked', arrivedAt: TIME } }) // prettier-ignore
    for (const line of lines) expect(recordLineSchema.safeParse(line).success).toBe(true)
    const iso = linesOf((await consumed(log, 'plays', { iso: true, limit: '1' })).printed)
    expect(iso).toMatchObject([{ timestamp: '2026-11-30T01:13:19.257Z', value: { arrivedAt: '2026-11-30T01:13:19.257Z' } }]) // prettier-ignore
  })

  it('goes on after a record that cannot be decoded, and says so at the end', async () => {
    const log = await logOfPlays()
    await log.append(
      outgoing('plays', 0, 'x', { value: Buffer.from('garbage') }),
      outgoing('plays', 0, 'y', { value: frame(77, Buffer.from([1])) }),
      outgoing('plays', 0, 'z', { value: null }),
    )
    const { code, printed, messages } = await consumed(log, 'plays', { partition: ['0'] })
    expect(linesOf(printed).slice(-3)).toMatchObject([
      { key: 'x', schemaId: null, error: { code: 'undecodable' }, raw: 'Z2FyYmFnZQ==' },
      { key: 'y', schemaId: 77, error: { code: 'schema-unknown' } },
      { key: 'z', schemaId: null, value: null },
    ])
    for (const line of linesOf(printed)) expect(recordLineSchema.safeParse(line).success).toBe(true)
    expect([code, messages]).toStrictEqual([3, ['2 records could not be decoded: each has an "error", and its bytes.']])
    const raw = await consumed(log, 'plays', { partition: ['0'], raw: true })
    expect([raw.code, linesOf(raw.printed).filter((line) => 'error' in line)]).toStrictEqual([0, []])
  })

  it('reads a topic that is not of the application by the registry', async () => {
    const log = await logOfPlays()
    await log.append(outgoing('listens', 1, 'k', { value: (await copyOfFirst(log)) ?? null, key: Buffer.from([0xff]) }))
    expect(linesOf((await consumed(log, 'listens')).printed)).toMatchObject([
      {
        topic: 'listens',
        partition: 1,
        key: { base64: '/w==' },
        schemaId: expect.any(Number) as unknown,
        value: { event: 'started' },
      },
    ])
  })

  it('prints what is asked for only: by key, header, partition, number and expression', async () => {
    const log = memoryLog({ listens: 2 })
    await log.append(
      outgoing('listens', 0, 'a', { headers: { 'trace-id': 'plays/3/1' } }),
      outgoing('listens', 0, 'b', { headers: { 'trace-id': [Buffer.from('x'), Buffer.from('plays/3/2')] } }),
      outgoing('listens', 1, 'a'),
    )
    const keys = async (typed: Parameters<typeof consumed>[2]) =>
      linesOf((await consumed(log, 'listens', { raw: true, ...typed })).printed).map(({ partition, key }) => [partition, key]) // prettier-ignore
    expect([
      await keys({ key: 'a' }),
      await keys({ header: ['trace-id'] }),
      await keys({ header: ['trace-id=plays/3/2'] }),
      await keys({ header: ['trace-id', 'sent-at'] }),
      await keys({ partition: ['1'] }),
      await keys({ limit: '2' }),
      await keys({ where: 'key == "a" && partition < 1' }),
      await keys({ where: 'key == "a"', limit: '1' }),
    ]).toStrictEqual([
      [[0, 'a'], [1, 'a']],
      [[0, 'a'], [0, 'b']],
      [[0, 'b']],
      [],
      [[1, 'a']],
      [[0, 'a'], [0, 'b']],
      [[0, 'a']],
      [[0, 'a']],
    ]) // prettier-ignore
  })

  it('tells of how many records an expression could not be told', async () => {
    const log = await logOfPlays()
    const { code, printed, messages } = await consumed(log, 'plays', { where: 'value.evnet == "liked"' })
    expect([code, printed]).toStrictEqual([3, ''])
    expect(messages[0]).toMatch(/^--where could not be told of 3 records, which were left out\. The first: No such key: evnet\n/) // prettier-ignore
  })

  it('prints text in a format', async () => {
    const log = await logOfPlays()
    const { printed } = await consumed(log, 'plays', { format: '%t/%p/%o\\t%k %d\\n', limit: '1' })
    expect(printed).toMatch(/^plays\/\d\/0\ta 1796001199257\n$/)
  })

  it('follows a topic until it is interrupted', async () => {
    const log = memoryLog({ listens: 1 })
    await log.append(outgoing('listens', 0, 'before'))
    const stop = new AbortController()
    const following = consumed(log, 'listens', { follow: true, raw: true }, stop.signal, () => stop.abort())
    await log.kafka.settled()
    await log.append(outgoing('listens', 0, 'after'))
    const { code, printed } = await following
    expect([code, linesOf(printed).map(({ key }) => key)]).toStrictEqual([130, ['after']])
  })

  it('offers the nearest name of a topic', async () => {
    await expect(consumed(memoryLog(), 'playz')).rejects.toThrow('Kafka has no topic playz. Did you mean plays?')
  })
})

async function copyOfFirst({ runtime }: Awaited<ReturnType<typeof logOfPlays>>): Promise<Buffer | undefined> {
  let found: Buffer | null | undefined
  const done = new AbortController()
  await runtime.kafka.read({
    partitions: Array.from({ length: 8 }, (_, partition) => ({ topic: 'plays', partition })),
    from: 'start',
    isolation: 'committed',
    signal: done.signal,
    onRecords: (_, records) => void (found ??= records[0]?.value),
    onCaughtUp: () => done.abort(),
  })
  return found ?? undefined
}
