import { describe, expect, it } from 'vitest'
import type { Child, Outcome } from '../../../../streams/engine/sandbox/child.ts'
import { openChildPool } from '../../../../streams/engine/sandbox/child-pool.ts'
import type { ChildPoolOptions } from '../../../../streams/engine/sandbox/child-pool.ts'

const never = new AbortController().signal

/** Children that answer when the test tells them to, in its own process: what the pool decides needs no real ones. */
function nursery() {
  const log: string[] = []
  const answers: ((outcome: Outcome) => void)[] = []
  let tellAsked: () => void = () => undefined
  const firstAsked = new Promise<void>((resolve) => {
    tellAsked = resolve
  })
  let born = 0
  const start = (): Promise<Child> => {
    born += 1
    const name = `child ${born}`
    let isAlive = true
    log.push(`${name} starts`)
    return Promise.resolve({
      pid: undefined,
      request(message, stop) {
        log.push(`${name} is asked ${JSON.stringify(message)}`)
        return new Promise<Outcome>((resolve, reject) => {
          answers.push(resolve)
          tellAsked()
          stop.addEventListener('abort', () => reject(stop.reason as Error))
        })
      },
      isUsable: () => isAlive,
      kill() {
        isAlive = false
        log.push(`${name} is killed`)
        return Promise.resolve()
      },
    })
  }
  return { log, start, firstAsked, answer: (outcome: Outcome) => answers.shift()?.(outcome) }
}

const options = (start: ChildPoolOptions['start']): ChildPoolOptions => ({
  size: 1,
  requestsPerChild: 100,
  start,
  onStartFailed: () => undefined,
})

/** Lets everything happen that is ready to. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

const answered = (message: string): Outcome => ({ kind: 'answered', message })
const crashed: Outcome = { kind: 'crashed', how: 'signal SIGSEGV' }

describe('a pool', () => {
  it('asks no more at a time than it has processes, in the order of asking', async () => {
    const { log, start, answer } = nursery()
    const pool = openChildPool(options(start))
    const outcomes = Promise.all(['a', 'b'].map((q) => pool.request({ q }, '/music', never)))
    await settled()
    expect(log).toStrictEqual(['child 1 starts', 'child 1 is asked {"q":"a"}'])
    answer(answered('A'))
    await settled()
    answer(answered('B'))
    expect(await outcomes).toStrictEqual([answered('A'), answered('B')])
    expect(log).toStrictEqual(['child 1 starts', 'child 1 is asked {"q":"a"}', 'child 1 is asked {"q":"b"}'])
  })

  it('asks about a folder only a process that may read it', async () => {
    const { log, start, answer } = nursery()
    const pool = openChildPool({
      ...options((folder) => {
        log.push(`for ${folder}`)
        return start()
      }),
    })
    const asked = async (folder: string) => {
      const outcome = pool.request({ folder }, folder, never)
      await settled()
      answer(answered(folder))
      await outcome
    }
    for (const folder of ['/a', '/a', '/b']) await asked(folder)
    expect(log).toStrictEqual([
      'for /a',
      'child 1 starts',
      'child 1 is asked {"folder":"/a"}',
      'child 1 is asked {"folder":"/a"}',
      'child 1 is killed',
      'for /b',
      'child 2 starts',
      'child 2 is asked {"folder":"/b"}',
    ])
  })

  it('asks as many at a time as it has processes', async () => {
    const { log, start } = nursery()
    const pool = openChildPool({ ...options(start), size: 2 })
    const outcomes = ['a', 'b', 'c'].map((q) => pool.request({ q }, '/music', never))
    await settled()
    expect(log).toStrictEqual([
      'child 1 starts',
      'child 2 starts',
      'child 1 is asked {"q":"a"}',
      'child 2 is asked {"q":"b"}',
    ])
    await pool.close()
    expect((await Promise.allSettled(outcomes)).map(({ status }) => status)).toStrictEqual([
      'rejected',
      'rejected',
      'rejected',
    ])
  })

  it('asks a new process when one crashed, and believes the second crash', async () => {
    const { log, start, answer } = nursery()
    const pool = openChildPool(options(start))
    const outcome = pool.request({ q: 'a' }, '/music', never)
    await settled()
    answer(crashed)
    await settled()
    answer(crashed)
    expect(await outcome).toStrictEqual(crashed)
    expect(log).toStrictEqual([
      'child 1 starts',
      'child 1 is asked {"q":"a"}',
      'child 1 is killed',
      'child 2 starts',
      'child 2 is asked {"q":"a"}',
      'child 2 is killed',
    ])
  })

  it('replaces a process after some questions', async () => {
    const { log, start, answer } = nursery()
    const pool = openChildPool({ ...options(start), requestsPerChild: 2 })
    for (const q of ['a', 'b', 'c']) {
      const outcome = pool.request({ q }, '/music', never)
      await settled()
      answer(answered(q))
      await outcome
    }
    expect(log).toStrictEqual([
      'child 1 starts',
      'child 1 is asked {"q":"a"}',
      'child 1 is asked {"q":"b"}',
      'child 1 is killed',
      'child 2 starts',
      'child 2 is asked {"q":"c"}',
    ])
  })

  it('starts again what did not start', async () => {
    const { start, firstAsked, answer } = nursery()
    const failures: [string, number][] = []
    let starts = 0
    const pool = openChildPool({
      ...options(() => {
        starts += 1
        return starts === 1 ? Promise.reject(new Error('EAGAIN')) : start()
      }),
      onStartFailed: (error, failed) => failures.push([String(error), failed]),
    })
    const outcome = pool.request({ q: 'a' }, '/music', never)
    await firstAsked
    answer(answered('A'))
    expect(await outcome).toStrictEqual(answered('A'))
    expect(failures).toStrictEqual([['Error: EAGAIN', 1]])
  })

  it('lets one go that waits its turn, and goes on with the others', async () => {
    const { log, start, answer } = nursery()
    const pool = openChildPool(options(start))
    const stop = new AbortController()
    const [first, second, third] = [
      pool.request({ q: 'a' }, '/music', never),
      pool.request({ q: 'b' }, '/music', stop.signal),
      pool.request({ q: 'c' }, '/music', never),
    ]
    stop.abort(new Error('enough'))
    await expect(second).rejects.toThrow('enough')
    answer(answered('A'))
    await settled()
    answer(answered('C'))
    expect(await Promise.all([first, third])).toStrictEqual([answered('A'), answered('C')])
    expect(log.slice(1)).toStrictEqual(['child 1 is asked {"q":"a"}', 'child 1 is asked {"q":"c"}'])
  })

  it('answers nothing more once it is closed', async () => {
    const { log, start } = nursery()
    const pool = openChildPool(options(start))
    const asked = pool.request({ q: 'a' }, '/music', never)
    asked.catch(() => undefined)
    await settled()
    await pool.close()
    await expect(asked).rejects.toThrow('The sandboxed processes were closed.')
    await expect(pool.request({ q: 'b' }, '/music', never)).rejects.toThrow('The sandboxed processes were closed.')
    expect(log.at(-1)).toBe('child 1 is killed')
  })

  it('is not closed before a process that is just starting is gone', async () => {
    const log: string[] = []
    const start = (_: string, stop: AbortSignal) =>
      new Promise<Child>((_resolve, reject) => {
        stop.addEventListener('abort', () => {
          setImmediate(() => {
            log.push('gone')
            reject(new Error('killed while it started'))
          })
        })
      })
    const pool = openChildPool(options(start))
    const refused = expect(pool.request({ q: 'a' }, '/music', never)).rejects.toThrow(
      'The sandboxed processes were closed.',
    )
    await settled()
    await pool.close()
    log.push('closed')
    await refused
    expect(log).toStrictEqual(['gone', 'closed'])
  })
})
