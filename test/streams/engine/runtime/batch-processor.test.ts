import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { processBatch } from '../../../../streams/engine/runtime/batch-processor.ts'
import type { OpenTask } from '../../../../streams/engine/runtime/batch-processor.ts'
import { noMetrics } from '../../../../streams/engine/runtime/metrics.ts'
import { MAX_CRASHES } from '../../../../streams/engine/runtime/poison-pill.ts'
import type { OffsetRange } from '../../../../streams/engine/runtime/poison-pill.ts'
import { RefusedOutputs } from '../../../../streams/engine/runtime/refused-outputs.ts'
import { TaskAbandoned } from '../../../../streams/engine/runtime/task.ts'
import type { MadeStep, Outputs, Work } from '../../../../streams/engine/runtime/work.ts'
import { SlipstreamError } from '../../../../streams/engine/errors.ts'
import { Unprocessable } from '../../../../streams/engine/processor.ts'
import type { LogRecord, OutgoingRecord } from '../../../../streams/engine/serde/log-record.ts'
import type { StreamRecord } from '../../../../streams/engine/topic.ts'
import { deadLetters, plays } from '../../../../schemas/topics.ts'

const bytes = (text: string): LogRecord['key'] => Buffer.from(text)
const wire = (offset: number): LogRecord => ({ offset, timestamp: 0, key: bytes('k'), value: bytes('v'), headers: {} })
const output = (name: string): StreamRecord => ({ topic: 'out', key: name, value: {}, timestamp: 0 })

interface Setting {
  readonly work: Work
  /** Offsets 0 to before this one are in the batch. */
  readonly records?: number
  readonly next?: number
  readonly undecodable?: number
  /** Crashes of the record at this offset. */
  readonly crashes?: Readonly<Record<number, number>>
  readonly isCurrent?: () => boolean
  readonly write?: () => Promise<void>
}

/** Processes one batch, and gives what happened, in order. */
async function processed({ work, records = 3, next = 0, undecodable, crashes = {}, isCurrent, write }: Setting) {
  const log: string[] = []
  const metrics: string[] = []
  const isSuspect = Object.keys(crashes).length > 0
  let committed = next
  const open: OpenTask = {
    work,
    task: {
      next: () => committed,
      async write(outputs, position) {
        await write?.()
        committed = position.next
        log.push(`writes ${outputs.map(({ topic, key }) => `${topic}:${key?.toString() ?? ''}`).join(',')} to ${position.next}`)
      }, // prettier-ignore
      commitAll: () => Promise.resolve(),
    },
    inFlight: {
      isOneAtATime: () => isSuspect,
      crashes: (_topic, _partition, offset) => crashes[offset] ?? 0,
      process: ({ from, to }: OffsetRange, run) => {
        log.push(`in flight ${from}-${to}`)
        return run((answer) => {
          log.push('waits')
          return answer
        })
      },
      passed: () => undefined,
    },
  }
  await processBatch(
    {
      name: 'test',
      topics: new Map([[plays.name, plays]]),
      deadLetters,
      codec: {
        encode: ({ topic, key }): OutgoingRecord => {
          if (key === 'unfit') throw new Error('The value does not fit.')
          return { topic, partition: 0, key: Buffer.from(key), value: null, headers: {}, timestamp: 0 }
        },
        decode: (topic, partition, wires) =>
          Promise.resolve(
            wires.map(
              (each) =>
              each.offset === undecodable
                ? { ok: false, code: 'undecodable', message: 'bad bytes', isSchemaUnknown: false, wire: each }
                : { ok: true, wire: each, record: { topic: topic.name, partition, key: 'k', value: {}, timestamp: 0, offset: each.offset } }, // prettier-ignore
            ),
          ),
      },
      log: pino({ level: 'silent' }),
      metrics: {
        ...noMetrics,
        recordsIn: (_topic, _partition, count) => metrics.push(`in ${count}`),
        position: (_topic, _partition, at, end) => metrics.push(`at ${at} of ${end}`),
        deadLetter: (code) => metrics.push(code),
      },
      refused: new RefusedOutputs(),
      yieldToEventLoop: () => Promise.resolve(),
    },
    open,
    {
      topic: plays.name,
      partition: 0,
      records: Array.from({ length: records }, (_, offset) => wire(offset)),
      end: 10,
      heartbeat: () => Promise.resolve(),
      resolve: (offset) => log.push(`resolves ${offset}`),
      isCurrent: isCurrent ?? (() => true),
    },
  )
  return { log, metrics }
}

const made = (outputs: Outputs, keep: () => void = () => undefined): MadeStep => ({ outputs, keep })
const named: Work = { process: ({ offset }) => made([output(`o${offset}`)]) }
const failingAt = (at: number, error: () => Error): Work => ({
  process({ offset }) {
    if (offset === at) throw error()
    return made([output(`o${offset}`)])
  },
})

describe('a batch', () => {
  it('is written at once, with the offset behind it', async () => {
    expect(await processed({ work: named })).toStrictEqual({
      log: ['in flight 0-3', 'writes out:o0,out:o1,out:o2 to 3', 'resolves 2', 'resolves 2'],
      metrics: ['in 3', 'at 3 of 10'],
    })
  })

  it('is processed only as far as it has not been processed before', async () => {
    const { log } = await processed({ work: named, next: 2 })
    expect(log).toStrictEqual(['in flight 2-3', 'writes out:o2 to 3', 'resolves 2', 'resolves 2'])
  })

  it('is written with what its records have in common, made once, behind what each of them gives', async () => {
    const order: string[] = []
    const work: Work = {
      ...named,
      gather: (timestamp) => made([output('common')], () => order.push(`keeps what is of ${timestamp}`)),
    }
    const { log } = await processed({ work, write: () => Promise.resolve(order.push('writes')).then(() => undefined) })
    expect(log[1]).toBe('writes out:o0,out:o1,out:o2,out:common to 3')
    expect(order).toStrictEqual(['keeps what is of 0', 'writes'])
  })

  it('commits no offset of a record before what it has in common with others is written', async () => {
    let seen = 0
    const work: Work = {
      request: ({ offset }) => (offset === 1 ? Promise.resolve('answer') : null),
      process: ({ offset }) => {
        seen = offset
        return made([])
      },
      gather: () => made([output(`up to ${seen}`)]),
    }
    const { log } = await processed({ work })
    expect(log.filter((line) => line.startsWith('writes'))).toStrictEqual([
      'writes out:up to 0 to 1',
      'writes out:up to 2 to 3',
    ])
  })

  it('is left, what is done written, when the group rebalances', async () => {
    let seen = 0
    const work: Work = {
      process(record) {
        seen += 1
        return named.process(record, null)
      },
    }
    const { log } = await processed({ work, isCurrent: () => seen < 2 })
    expect(log).toStrictEqual(['in flight 0-3', 'writes out:o0,out:o1 to 2', 'resolves 1'])
  })
})

describe('a step with very many outputs', () => {
  it('lets others run while they are encoded, and is written as a whole', async () => {
    let turns = 0
    let isOver = false
    const count = () => {
      turns += 1
      if (!isOver) setImmediate(count)
    }
    setImmediate(count)
    const many = Array.from({ length: 40_001 }, () => output('o'))
    const { log } = await processed({ work: { process: () => made(many) }, records: 1 })
    isOver = true
    const written = log.find((line) => line.startsWith('writes')) ?? ''
    expect([written.split(',').length, turns >= 10]).toStrictEqual([40_001, true])
  })

  it('becomes a dead letter as a whole when one of them does not fit', async () => {
    const kept: number[] = []
    const many = [...Array.from({ length: 4_000 }, () => output('o')), output('unfit')]
    const work: Work = { process: ({ offset }) => made(many, () => kept.push(offset)) }
    const { log } = await processed({ work, records: 1 })
    expect(log.filter((line) => line.startsWith('writes'))).toStrictEqual([`writes dead-letters:test/${plays.name}/0/0 to 1`]) // prettier-ignore
    expect(kept).toStrictEqual([])
  })
})

describe('a bad record', () => {
  it.each<[string, Partial<Setting>, string]>([
    ['cannot be decoded', { work: named, undecodable: 1 }, 'undecodable'],
    ['makes its step throw', { work: failingAt(1, () => new TypeError('no such track')) }, 'processor-failed'],
    ['has an output that does not fit', { work: { process: ({ offset }) => made([output(offset === 1 ? 'unfit' : `o${offset}`)]) } }, 'processor-failed'],
    ['makes its request throw', { work: { ...named, request: ({ offset }) => { if (offset === 1) throw new Error('no file'); return null } } }, 'processor-failed'],
    ['makes its request reject', { work: { ...named, request: ({ offset }) => (offset === 1 ? Promise.reject(new Error('no file')) : null) } }, 'processor-failed'],
  ])('that %s becomes a dead letter in its place, and the stream goes on', async (_, setting, code) => {
    const { log, metrics } = await processed({ work: named, ...setting })
    const written = log.filter((line) => line.startsWith('writes')).join(' ')
    expect(written.match(/\w+(-\w+)?:[\w/]+/g)).toStrictEqual(['out:o0', `dead-letters:test/${plays.name}/0/1`, 'out:o2'])
    expect([log.at(-1), metrics]).toStrictEqual(['resolves 2', ['in 3', code, 'at 3 of 10']])
  }) // prettier-ignore

  it('leaves the state as it was when an output does not fit', async () => {
    const kept: number[] = []
    const work: Work = {
      process: ({ offset }) => made([output(offset === 1 ? 'unfit' : `o${offset}`)], () => kept.push(offset)),
    }
    await processed({ work })
    expect(kept).toStrictEqual([0, 2])
  })

  it('leaves the outputs beside its dead letter, also when it cannot be decoded or crashed the process', async () => {
    const beside = {
      onDeadLetter: ({ key }: { key: string }, { code }: { code: string }) => [output(`${key}-${code}`)],
    }
    const written = async (setting: Partial<Setting>) =>
      (await processed({ work: { ...named, ...beside }, ...setting })).log.find((line) => line.startsWith('writes'))
    const letter = `dead-letters:test/${plays.name}/0/1`
    expect([
      await written({ undecodable: 1 }),
      await written({ work: { ...failingAt(1, () => new Unprocessable('bad', 'It is bad.')), ...beside } }),
      await written({ crashes: { 1: MAX_CRASHES } }),
    ]).toStrictEqual([
      `writes out:o0,${letter},out:k-undecodable,out:o2 to 3`,
      `writes out:o0,${letter},out:k-bad,out:o2 to 3`,
      `writes out:o0,${letter},out:k-killed-the-processor,out:o2 to 3`,
    ])
  })

  it('that crashed the process too often becomes a dead letter without being decoded', async () => {
    const work = failingAt(1, () => new Error('It must not be processed.'))
    const { log, metrics } = await processed({ work, crashes: { 1: MAX_CRASHES } })
    expect(log).toStrictEqual([
      ...['in flight 0-1', 'in flight 2-3'],
      ...[`writes out:o0,dead-letters:test/${plays.name}/0/1,out:o2 to 3`, 'resolves 2', 'resolves 2'],
    ])
    expect(metrics).toContain('killed-the-processor')
  })
})

describe('an error that is not the fault of the record', () => {
  const transient = () => new SlipstreamError('registry-unavailable', 'The registry is away.', { retriable: true })

  it('is thrown when it is transient, and nothing is written', async () => {
    await expect(processed({ work: failingAt(1, transient) })).rejects.toThrow('The registry is away.')
  })

  it('is thrown when the task was abandoned while a record waited for its answer', async () => {
    const abandoned = () => Promise.reject(new TaskAbandoned('The task is abandoned.'))
    const work: Work = { ...named, request: ({ offset }) => (offset === 1 ? Promise.resolve('answer') : null) }
    await expect(processed({ work, write: abandoned })).rejects.toThrow(TaskAbandoned)
  })
})

describe('records that wait', () => {
  it('send all requests before the first is processed; what is done is written before a wait', async () => {
    const order: string[] = []
    const work: Work = {
      request({ offset }) {
        order.push(`asks ${offset}`)
        return Promise.resolve(`a${offset}`)
      },
      process({ offset }, answer) {
        order.push(`processes ${offset}`)
        return made([output(String(answer))])
      },
    }
    const { log } = await processed({ work, records: 2 })
    expect(order).toStrictEqual(['asks 0', 'asks 1', 'processes 0', 'processes 1'])
    expect(log).toStrictEqual([
      ...['in flight 0-2', 'waits', 'writes out:a0 to 1', 'resolves 0'],
      ...['waits', 'writes out:a1 to 2', 'resolves 1', 'resolves 1'],
    ])
  })

  it('for a job are finished before the next record is processed', async () => {
    const order: string[] = []
    const work: Work = {
      process({ offset }) {
        order.push(`processes ${offset}`)
        const job = Promise.resolve([output(`job${offset}`)])
        return { job, keep: () => order.push(`keeps ${offset}`) }
      },
    }
    const { log } = await processed({ work, records: 2 })
    expect(order).toStrictEqual(['processes 0', 'keeps 0', 'processes 1', 'keeps 1'])
    expect(log.filter((line) => line.startsWith('writes'))).toStrictEqual(['writes out:job0 to 1', 'writes out:job1 to 2'])
  }) // prettier-ignore
})
