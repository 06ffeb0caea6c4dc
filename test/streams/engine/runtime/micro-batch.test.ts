import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { microBatched } from '../../../../streams/engine/runtime/micro-batch.ts'

it('works on the items of one turn together, one batch after another, and rejects those of a failed batch', async () => {
  const log: string[] = []
  const begun: ((end: () => void) => void)[] = []
  /** Resolves, once the next batch has begun, with the function that ends it. */
  const nextBatch = () => new Promise<() => void>((resolve) => begun.push(resolve))
  const process = microBatched(async (batch: readonly string[]) => {
    log.push(`begins ${batch.join('')}`)
    await new Promise<void>((resolve) => begun.shift()?.(resolve))
    log.push(`ends ${batch.join('')}`)
    if (batch.includes('b')) throw new Error('b is bad')
  })
  const reported = async (item: string) => process(item).then(() => log.push(`${item} is done`), () => log.push(`${item} failed`)) // prettier-ignore
  const [ab, cd] = [nextBatch(), nextBatch()]
  const first = [reported('a'), reported('b')]
  const endFirst = await ab
  const second = [reported('c'), reported('d')]
  await setImmediate() // a turn in which the second batch could begin, if it did not wait
  endFirst()
  await Promise.all(first)
  const endSecond = await cd
  endSecond()
  await Promise.all(second)
  expect(log).toStrictEqual([
    ...['begins ab', 'ends ab', 'a failed', 'b failed'],
    ...['begins cd', 'ends cd', 'c is done', 'd is done'],
  ])
})
