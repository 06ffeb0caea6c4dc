import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { allAtOnce } from '../../../../streams/engine/runtime/sink-runner.ts'

/** Long enough for a lot to begin. */
const turns = async () => {
  for (let turn = 0; turn < 3; turn += 1) await setImmediate()
}

it('does what comes in one turn at once, the next lot after it, and tells of a failure whom it concerns', async () => {
  const log: string[] = []
  const ends: (() => void)[] = []
  const together = allAtOnce(async (all: readonly string[]) => {
    log.push(`begins ${all.join('')}`)
    await new Promise<void>((resolve) => ends.push(resolve))
    log.push(`ends ${all.join('')}`)
    if (all.includes('b')) throw new Error('b is bad')
  })
  const tell = async (each: string) => together(each).then(() => log.push(`${each} is done`), () => log.push(`${each} failed`)) // prettier-ignore
  const first = [tell('a'), tell('b')]
  await turns()
  const second = [tell('c'), tell('d')]
  await turns()
  log.push('waits')
  ends.shift()?.()
  await Promise.all(first)
  await turns()
  ends.shift()?.()
  await Promise.all(second)
  expect(log).toStrictEqual([
    ...['begins ab', 'waits', 'ends ab', 'a failed', 'b failed'],
    ...['begins cd', 'ends cd', 'c is done', 'd is done'],
  ])
})
