import { describe, expect, it } from 'vitest'
import type { RangeEdge } from '../../../../streams/app/records/range.ts'
import { readRange } from '../../../../streams/app/records/read-range.ts'
import type { RangeOptions } from '../../../../streams/app/records/read-range.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'
import { memoryLog, outgoing } from './memory-log.ts'

const EARLIEST: RangeEdge = { kind: 'earliest' }
const LATEST: RangeEdge = { kind: 'latest' }
const offset = (at: number): RangeEdge => ({ kind: 'offset', offset: at })
const last = (count: number): RangeEdge => ({ kind: 'last', count })
const time = (atMs: number): RangeEdge => ({ kind: 'time', atMs })

type Log = ReturnType<typeof memoryLog>

/** Keys that were read, in order, and the ranges that were returned. */
async function read({ runtime, ready }: Log, options: Partial<RangeOptions> = {}) {
  await ready
  const keys: string[] = []
  const ranges = await readRange(runtime, {
    ...{ topic: 'listens', from: EARLIEST, to: null, signal: new AbortController().signal },
    onRecords: (_, records) => void keys.push(...records.map(({ key }) => String(key))),
    ...options,
  })
  return { keys, ranges }
}

const keysOf = async (log: Log, from: RangeEdge, to: RangeEdge | null = null) => (await read(log, { from, to })).keys

describe('a range of a topic', () => {
  it('is read partition by partition, from any edge to before any other', async () => {
    const log = memoryLog({ listens: 2 })
    await log.append(...['a', 'b', 'c', 'd'].map((key) => outgoing('listens', 1, key)))
    await log.append(...['e', 'f'].map((key) => outgoing('listens', 0, key)))
    expect(await read(log)).toStrictEqual({
      keys: ['e', 'f', 'a', 'b', 'c', 'd'],
      ranges: [
        { topic: 'listens', partition: 0, start: 0, end: 2, records: 2 },
        { topic: 'listens', partition: 1, start: 0, end: 4, records: 4 },
      ],
    })
    expect([
      await keysOf(log, offset(1), offset(3)),
      await keysOf(log, offset(9)),
      await keysOf(log, last(1)),
      await keysOf(log, EARLIEST, last(1)),
      await keysOf(log, last(0)),
      await keysOf(log, LATEST),
      await keysOf(log, offset(2), offset(1)),
    ]).toStrictEqual([['f', 'b', 'c'], [], ['f', 'd'], ['e', 'a', 'b', 'c'], [], [], []])
    expect((await read(log, { partitions: [1], from: offset(3) })).ranges).toStrictEqual([
      { topic: 'listens', partition: 1, start: 3, end: 4, records: 1 },
    ])
  })

  it('of times holds the records of those times, also one that was written late', async () => {
    const log = memoryLog({ listens: 1 })
    const times = { old: 100, new: 300, late: 150, newest: 400 }
    await log.append(...Object.entries(times).map(([key, timestamp]) => outgoing('listens', 0, key, { timestamp })))
    expect([
      await keysOf(log, EARLIEST, time(300)),
      await keysOf(log, time(150)),
      await keysOf(log, time(150), time(400)),
      await keysOf(log, time(500)),
    ]).toStrictEqual([['old', 'late'], ['new', 'late', 'newest'], ['new', 'late'], []])
  })

  it('counts records, where offsets are markers, aborted or compacted away', async () => {
    const log = memoryLog({ listens: 1 })
    for (const key of ['a', 'b', 'c']) await log.transaction('commit', outgoing('listens', 0, key))
    await log.transaction('abort', outgoing('listens', 0, 'aborted'))
    for (let n = 0; n < 5; n += 1) await log.append(outgoing('listens', 0, 'again'))
    log.kafka.compact('listens', { tombstones: 'kept' })
    expect([await keysOf(log, EARLIEST), await keysOf(log, last(2)), await keysOf(log, last(3)), await keysOf(log, last(99))]).toStrictEqual(
      [['a', 'b', 'c', 'again'], ['c', 'again'], ['b', 'c', 'again'], ['a', 'b', 'c', 'again']],
    ) // prettier-ignore
  })

  it('begins where retention has left the log, and ends before an open transaction', async () => {
    const log = memoryLog({ listens: 1 })
    await log.append(...['a', 'b', 'c'].map((key) => outgoing('listens', 0, key)))
    log.kafka.deleteRecords('listens', 0, 1)
    await log.transaction('leave open', outgoing('listens', 0, 'open'))
    expect(await keysOf(log, EARLIEST)).toStrictEqual(['b', 'c'])
  })

  it('goes on with what is written, until it is told to end', async () => {
    const log = memoryLog({ listens: 2 })
    await log.append(outgoing('listens', 0, 'before'))
    const enough = new AbortController()
    const keys: string[] = []
    const reading = read(log, {
      follow: true,
      from: LATEST,
      signal: enough.signal,
      onRecords(_, records) {
        keys.push(...records.map(({ key }) => String(key)))
        if (keys.length === 2) enough.abort()
      },
    })
    await log.kafka.settled()
    await log.append(outgoing('listens', 1, 'one'))
    await log.append(outgoing('listens', 0, 'two'))
    const { ranges } = await reading
    expect([keys, ranges.map(({ records, start, end }) => [records, start, end])]).toStrictEqual([
      ['one', 'two'],
      [[1, 1, 2], [1, 0, 1]],
    ]) // prettier-ignore
  })

  it('is given at the pace of who takes it, one batch at a time', async () => {
    const log = memoryLog({ listens: 3 })
    for (const partition of [0, 1, 2]) await log.append(outgoing('listens', partition, 'a'))
    let [atOnce, most] = [0, 0]
    await read(log, {
      async onRecords() {
        atOnce += 1
        most = Math.max(most, atOnce)
        await new Promise(setImmediate)
        atOnce -= 1
      },
    })
    expect([most, atOnce]).toStrictEqual([1, 0])
  })

  it('ends with the error of who takes it', async () => {
    const log = memoryLog({ listens: 2 })
    for (const partition of [0, 1]) await log.append(outgoing('listens', partition, 'a'))
    let calls = 0
    const reading = read(log, {
      onRecords() {
        calls += 1
        throw new Error('nobody reads')
      },
    })
    await expect(reading).rejects.toThrow('nobody reads')
    expect(calls).toBe(1)
  })

  it('is of a topic and partitions that there are', async () => {
    const log = memoryLog({ listens: 2 })
    await expect(read(log, { topic: 'listen' })).rejects.toThrow(/no topic listen\. Did you mean listens\?/)
    const wrong = read(log, { partitions: [0, 2] })
    await expect(wrong).rejects.toThrow(new ConfigError('listens has no partition 2: its partitions are 0 to 1.'))
  })
})
