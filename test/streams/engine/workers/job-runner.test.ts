import { afterAll, expect, it } from 'vitest'
import { assignJob } from '../../../../processors/shared/similarity/training/assign.ts'
import { openJobRunner } from '../../../../streams/engine/workers/job-runner.ts'

const { run, close } = openJobRunner(
  new URL('../../../../processors/shared/similarity/training/jobs.ts', import.meta.url),
)
afterAll(close)

const input = {
  rows: Float32Array.of(0, 0, 5, 5),
  dimensions: 2,
  scaling: { mean: [0, 0], deviation: [1, 1] },
  centres: Float32Array.of(0.3, 0.2, 0, 0.05),
}

it('gives in another thread, again and again, what the job gives in this one', async () => {
  expect(await run(assignJob, input)).toStrictEqual(assignJob.run(input))
  expect(await run(assignJob, input)).toStrictEqual({ ...assignJob.run(input), cells: Int32Array.of(1, 0) })
}, 60_000)

it('hands on what a job throws, and goes on', async () => {
  const unknown = { name: 'unknown', run: (): never => expect.fail('It does not run in this thread.') }
  await expect(run(unknown, input)).rejects.toThrow('There is no job "unknown"')
  expect((await run(assignJob, input)).cells).toStrictEqual(Int32Array.of(1, 0))
}, 60_000)
