import { afterEach, describe, expect, it, vi } from 'vitest'
import type { OutgoingRecord } from '../../../../streams/engine/serde/log-record.ts'
import { createTask, TaskAbandoned } from '../../../../streams/engine/runtime/task.ts'
import type { NextOffset, TransactionalWriter } from '../../../../streams/engine/kafka/transactions.ts'

/** A writer that does nothing before it is told to; what it was asked stands in a log that others may share. */
function steppedWriter(name: string, log: string[]) {
  let finish: ((error?: Error) => void) | null = null
  const asked = (what: string) =>
    new Promise<void>((resolve, reject) => {
      log.push(`${name} ${what}`)
      finish = (error) => (error === undefined ? resolve() : reject(error))
    })
  const writer: TransactionalWriter = {
    isOpen: true,
    send: (records) => asked(`sends ${records.map(({ topic }) => topic).join(',')}`),
    commit: (offsets) => asked(`commits ${offsets.map(({ next }) => next).join(',')}`),
    end: () => null,
    discard() {
      finish?.(new Error('Closed connection'))
      return Promise.resolve()
    },
  }
  return {
    writer,
    /** Ends what it does now, and lets everything follow that depends on it. */
    async done(error?: Error) {
      const end = finish
      finish = null
      end?.(error)
      await settled()
    },
  }
}

const settled = async () => {
  for (let i = 0; i < 20; i += 1) await Promise.resolve()
}
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

  it('of what is read ahead of it takes in all of a second', async () => {
    vi.useFakeTimers()
    const log: string[] = []
    const a = steppedWriter('a', log)
    const task = createTask([a.writer], [], () => undefined)
    await task.write([output('one')], at(1))
    await a.done()
    await passed(900)
    await task.write([output('two')], at(2))
    await a.done()
    expect(log).toStrictEqual(['a sends one', 'a sends two'])
    await passed(100)
    expect(log).toStrictEqual(['a sends one', 'a sends two', 'a commits 2'])
  })

  it('of what nobody waits for comes soon, as it is what readers of the outputs wait for', async () => {
    vi.useFakeTimers()
    const log: string[] = []
    const a = steppedWriter('a', log)
    const task = createTask([a.writer], [], () => undefined, { isAwaited: false, changelog: null })
    await task.write([output('one')], at(1))
    await passed(100)
    await a.done()
    expect(log).toStrictEqual(['a sends one', 'a commits 1'])
  })
})

describe('a task', () => {
  it('goes on reading while it sends, and sends together what has gathered', async () => {
    const log: string[] = []
    const a = steppedWriter('a', log)
    const task = createTask([a.writer], [], () => undefined)
    await task.write([output('one')], at(1))
    await task.write([output('two')], at(2))
    await task.write([output('three')], at(3))
    expect({ log: [...log], next: task.next('plays', 0) }).toStrictEqual({ log: ['a sends one'], next: 3 })
    await a.done()
    expect(log).toStrictEqual(['a sends one', 'a sends two,three'])
  })

  it('commits with one writer before it sends more', async () => {
    const log: string[] = []
    const a = steppedWriter('a', log)
    const task = createTask([a.writer], [], () => undefined)
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

  it('sends into the next transaction while the last one is committed, and commits them in order', async () => {
    const log: string[] = []
    const [a, b] = [steppedWriter('a', log), steppedWriter('b', log)]
    const task = createTask([a.writer, b.writer], [], () => undefined)
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

  it('commits nothing any more after a commit that failed', async () => {
    const log: string[] = []
    const failures: unknown[] = []
    const [a, b] = [steppedWriter('a', log), steppedWriter('b', log)]
    const task = createTask([a.writer, b.writer], [], (error) => failures.push(error))
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

  it('lets wait who brings more than it can send', async () => {
    const a = steppedWriter('a', [])
    const task = createTask([a.writer], [], () => undefined)
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

describe('a task that nobody waits for', () => {
  it('sends when it commits, and of the state of each key the newest', async () => {
    const log: string[] = []
    const a = steppedWriter('a', log)
    const task = createTask([a.writer], [], () => undefined, { isAwaited: false, changelog: 'state' })
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

describe('a task that is given up', () => {
  it('says so to whoever writes, and writes nothing more', async () => {
    const log: string[] = []
    const failures: unknown[] = []
    const a = steppedWriter('a', log)
    const task = createTask([a.writer], [], (error) => failures.push(error))
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
