import { setImmediate } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { OutgoingRecord } from '../../../../streams/engine/serde/log-record.ts'
import { createTask, TaskAbandoned } from '../../../../streams/engine/runtime/task.ts'
import type { NextOffset, TransactionalWriter } from '../../../../streams/engine/kafka/port.ts'

/** A producer whose calls end when the test says so; they stand in a log that several may share. */
function steppedProducer(name: string, log: string[]) {
  let finish: ((error?: Error) => void) | null = null
  const asked = (what: string) =>
    new Promise<void>((resolve, reject) => {
      log.push(`${name} ${what}`)
      finish = (error) => (error === undefined ? resolve() : reject(error))
    })
  const producer: TransactionalWriter = {
    send: (records) => asked(`sends ${records.map(({ topic }) => topic).join(',')}`),
    commit: (offsets) => asked(`commits ${offsets.map(({ next }) => next).join(',')}`),
    end: () => null,
    discard() {
      finish?.(new Error('Closed connection'))
      return Promise.resolve()
    },
  }
  return {
    producer,
    /** Ends the call under way, and lets everything follow that depends on it. */
    async done(error?: Error) {
      const end = finish
      finish = null
      end?.(error)
      await settled()
    },
  }
}

/** Empties the queue of microtasks: with producers that are stepped by hand, whatever can follow has then happened. */
const settled = () => setImmediate()
const at = (next: number): NextOffset => ({ topic: 'plays', partition: 0, next })
const output = (topic: string): OutgoingRecord => ({
  topic,
  partition: 0,
  key: null,
  value: null,
  headers: {},
  timestamp: 0,
})

/** Lets time pass, and everything follow that depends on it. */
const passed = async (ms: number) => {
  vi.advanceTimersByTime(ms)
  await settled()
}

describe('a commit', () => {
  afterEach(() => vi.useRealTimers())

  it('of an interactive task comes once a second', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const log: string[] = []
    const a = steppedProducer('a', log)
    const task = createTask([a.producer], [], () => undefined)
    await task.write([output('one')], at(1))
    await a.done()
    await passed(900)
    await task.write([output('two')], at(2))
    await a.done()
    expect(log).toStrictEqual(['a sends one', 'a sends two'])
    await passed(100)
    expect(log).toStrictEqual(['a sends one', 'a sends two', 'a commits 2'])
  })

  it('of a batch task comes after 100 ms, with the outputs', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const log: string[] = []
    const a = steppedProducer('a', log)
    const task = createTask([a.producer], [], () => undefined, { latency: 'batch', tables: [] })
    await task.write([output('one')], at(1))
    await passed(100)
    await a.done()
    expect(log).toStrictEqual(['a sends one', 'a commits 1'])
  })
})

describe('a task', () => {
  it('takes outputs while it sends, and sends them together next', async () => {
    const log: string[] = []
    const a = steppedProducer('a', log)
    const task = createTask([a.producer], [], () => undefined)
    await task.write([output('one')], at(1))
    await task.write([output('two')], at(2))
    await task.write([output('three')], at(3))
    expect({ log: [...log], next: task.next('plays', 0) }).toStrictEqual({ log: ['a sends one'], next: 3 })
    await a.done()
    expect(log).toStrictEqual(['a sends one', 'a sends two,three'])
  })

  it('with one producer commits before it sends more', async () => {
    const log: string[] = []
    const a = steppedProducer('a', log)
    const task = createTask([a.producer], [], () => undefined)
    await task.write([output('one')], at(1))
    const closing = task.close()
    await a.done()
    await task.write([output('two')], at(2))
    await a.done()
    await a.done()
    await a.done()
    await closing
    expect(log).toStrictEqual(['a sends one', 'a commits 1', 'a sends two', 'a commits 2'])
  })

  it('with two producers sends into the next transaction while it commits the last, and commits them in order', async () => {
    const log: string[] = []
    const [a, b] = [steppedProducer('a', log), steppedProducer('b', log)]
    const task = createTask([a.producer, b.producer], [], () => undefined)
    await task.write([output('one')], at(1))
    const closing = task.close()
    await a.done()
    await task.write([output('two')], at(2))
    await b.done() // sent: but it may not commit yet
    expect(log).toStrictEqual(['a sends one', 'a commits 1', 'b sends two'])
    await a.done()
    await b.done()
    await closing
    expect(log).toStrictEqual(['a sends one', 'a commits 1', 'b sends two', 'b commits 2'])
  })

  it('commits nothing after a failed commit, and reports the error once', async () => {
    const log: string[] = []
    const failures: unknown[] = []
    const [a, b] = [steppedProducer('a', log), steppedProducer('b', log)]
    const task = createTask([a.producer, b.producer], [], (error) => failures.push(error))
    await task.write([output('one')], at(1))
    const closing = expect(task.close()).rejects.toThrow('fenced')
    await a.done()
    await task.write([output('two')], at(2))
    await a.done(new Error('fenced'))
    await b.done()
    await closing
    await expect(task.write([output('three')], at(3))).rejects.toThrow('fenced')
    expect({ log, failures: failures.length }).toStrictEqual({
      log: ['a sends one', 'a commits 1', 'b sends two'],
      failures: 1,
    })
  })

  it('holds a write up while too many records are buffered', async () => {
    const a = steppedProducer('a', [])
    const task = createTask([a.producer], [], () => undefined)
    await task.write([output('first')], at(1))
    let taken = false
    const many = Array.from({ length: 2_001 }, () => output('many'))
    const writing = task.write(many, at(2)).then(() => {
      taken = true
    })
    await settled()
    expect(taken).toBe(false)
    await a.done()
    await writing
    expect(taken).toBe(true)
  })
})

describe('a batch task', () => {
  it('sends when the commit is due, of each key the newest state', async () => {
    const log: string[] = []
    const a = steppedProducer('a', log)
    const task = createTask([a.producer], [], () => undefined, { latency: 'batch', tables: ['state'] })
    await task.write([output('one'), output('state')], at(1))
    await task.write([output('two'), output('state')], at(2))
    expect(log).toStrictEqual([])
    const closing = task.close()
    await a.done()
    await a.done()
    await closing
    expect(log).toStrictEqual(['a sends one,two,state', 'a commits 2'])
  })
})

describe('an abandoned task', () => {
  it('rejects writes, those that wait too, and sends nothing more', async () => {
    const log: string[] = []
    const failures: unknown[] = []
    const a = steppedProducer('a', log)
    const task = createTask([a.producer], [], (error) => failures.push(error))
    await task.write([output('one')], at(1))
    const many = Array.from({ length: 2_001 }, () => output('many'))
    const waiting = expect(task.write(many, at(2))).rejects.toThrow(TaskAbandoned)
    await task.abandon()
    await waiting
    await expect(task.write([], at(3))).rejects.toThrow(TaskAbandoned)
    await settled()
    expect({ log, failures }).toStrictEqual({ log: ['a sends one'], failures: [] })
  })
})
