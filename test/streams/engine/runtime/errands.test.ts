import { afterAll, expect, it } from 'vitest'
import { assignErrand } from '../../../../processors/shared/similarity/assign.ts'
import { openErrands } from '../../../../streams/engine/runtime/errands.ts'

const { send, close } = openErrands(new URL('../../../../processors/shared/similarity/errands.ts', import.meta.url))
afterAll(close)

const job = {
  rows: Float32Array.of(0, 0, 5, 5),
  dimensions: 2,
  scaling: { mean: [0, 0], deviation: [1, 1] },
  centres: Float32Array.of(0.3, 0.2, 0, 0.05),
}

it('does an errand on another thread as it is done here, again and again', async () => {
  expect(await send(assignErrand, job)).toStrictEqual(assignErrand.run(job))
  expect(await send(assignErrand, job)).toStrictEqual({ ...assignErrand.run(job), cells: Int32Array.of(1, 0) })
}, 60_000)

it('hands on what an errand throws, and goes on', async () => {
  const unknown = { name: 'unknown', run: (): never => expect.fail('It is not done here.') }
  await expect(send(unknown, job)).rejects.toThrow('run')
  expect((await send(assignErrand, job)).cells).toStrictEqual(Int32Array.of(1, 0))
}, 60_000)
