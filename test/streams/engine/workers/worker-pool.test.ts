import { threadId } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { MIN_MEMORY_MB, openWorkerPool } from '../../../../streams/engine/workers/worker-pool.ts'
import type { WorkerPool, WorkerPoolOptions } from '../../../../streams/engine/workers/worker-pool.ts'

let pool: WorkerPool<string> | undefined
const open = (options: WorkerPoolOptions) => {
  pool = openWorkerPool<string>(new URL('./handler.ts', import.meta.url), options)
  return pool
}
afterEach(() => pool?.close())

const outcome = (task: Promise<unknown>) => task.catch((error: unknown) => String(error))

describe('a worker pool', () => {
  it('runs tasks in another thread, and keeps the thread', async () => {
    const { run } = open({ workers: 1 })
    const first = await run('thread')
    expect(first).not.toBe(threadId)
    expect(await run('thread')).toBe(first)
  })

  it('hands on what a task throws, and goes on in the same thread', async () => {
    const { run } = open({ workers: 1 })
    const first = await run('thread')
    await expect(run('throw')).rejects.toThrow(new RangeError('the task failed'))
    expect(await run('thread')).toBe(first)
  })

  it('runs waiting tasks after a worker hung or exited', async () => {
    const { run } = open({ workers: 1, timeLimitMs: 500 })
    expect(await Promise.all(['hang', 'a', 'exit', 'b'].map((task) => outcome(run(task))))).toStrictEqual([
      'Error: no answer within 0.5 s',
      'did a',
      'Error: worker exited with code: 1',
      'did b',
    ])
  })

  it('ends a task that exceeds its memory', async () => {
    const { run } = open({ workers: 1, memoryMb: 64 })
    expect(await outcome(run('grow'))).toMatch(/memory/)
    expect(await run('a')).toBe('did a')
  })

  it('rejects a task whose worker cannot start', async () => {
    const { run } = open({ workers: 1, memoryMb: MIN_MEMORY_MB }) // tsx alone needs more
    expect(await outcome(run('a'))).toMatch(/Error/)
    expect(await outcome(run('a'))).toMatch(/Error/)
  })

  it('refuses a heap in which V8 cannot start, which would end the whole process', () => {
    expect(() => open({ workers: 1, memoryMb: 1 })).toThrow(RangeError)
  })

  it('rejects what runs, waits or comes later once it is closed', async () => {
    const { run, close } = open({ workers: 1 })
    await run('thread')
    const outcomes = Promise.all(['hang', 'a'].map((task) => outcome(run(task))))
    await close()
    expect(await outcomes).toStrictEqual(['Error: the workers were stopped', 'Error: the workers were stopped'])
    expect(await outcome(run('b'))).toBe('Error: the workers were stopped')
  })
})
