import { threadId } from 'node:worker_threads'
import { afterAll, expect, it } from 'vitest'
import { openJobRunner } from '../../../../streams/engine/workers/job-runner.ts'
import { sumJob } from './jobs.ts'

const { run, close } = openJobRunner(new URL('./jobs.ts', import.meta.url))
afterAll(close)

const input = { rows: Float32Array.of(1, 2, 3) }

it('runs jobs in one other thread', async () => {
  const first = await run(sumJob, input)
  expect(first.sum).toBe(6)
  expect(first.thread).not.toBe(threadId)
  expect(await run(sumJob, { rows: Float32Array.of(4) })).toStrictEqual({ sum: 4, thread: first.thread })
})

it('hands on what a job throws, and goes on', async () => {
  const unknown = { name: 'unknown', run: (): never => expect.fail('It does not run in this thread.') }
  await expect(run(unknown, input)).rejects.toThrow('There is no job "unknown"')
  expect((await run(sumJob, input)).sum).toBe(6)
})
