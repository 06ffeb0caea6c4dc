import { expect, it } from 'vitest'
import { jobHandler, offloaded } from '../../../streams/engine/offloaded.ts'
import type { Job } from '../../../streams/engine/offloaded.ts'

const double: Job<number, number> = { name: 'double', run: (n) => 2 * n }
const length: Job<string, number> = { name: 'length', run: (text) => text.length }

it('emits the same whether the job runs in this thread or in another', async () => {
  const step = offloaded(double, 4, (n) => [n, n + 1])
  expect(step.inline()).toStrictEqual([8, 9])
  expect(await step.offload((job, input) => Promise.resolve(job.run(input)))).toStrictEqual([8, 9])
})

it('finds the job of a call by its name', () => {
  const handle = jobHandler([double, length])
  expect([handle({ job: 'length', input: 'abc' }), handle({ job: 'double', input: 3 })]).toStrictEqual([3, 6])
  expect(() => handle({ job: 'halve', input: 1 })).toThrow('There is no job "halve". There are: double, length.')
})
