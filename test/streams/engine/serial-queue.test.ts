import { expect, it } from 'vitest'
import { serialQueue } from '../../../streams/engine/serial-queue.ts'

it('runs one after another, in the order of the calls, and goes on after an error', async () => {
  const log: string[] = []
  const inOrder = serialQueue()
  const run = (name: string) =>
    inOrder(async () => {
      log.push(`${name} begins`)
      await Promise.resolve()
      log.push(`${name} ends`)
      if (name === 'a') throw new Error('a failed')
      return name
    })
  const outcomes = await Promise.allSettled([run('a'), run('b')])
  expect(outcomes.map(({ status }) => status)).toStrictEqual(['rejected', 'fulfilled'])
  expect(log).toStrictEqual(['a begins', 'a ends', 'b begins', 'b ends'])
})
