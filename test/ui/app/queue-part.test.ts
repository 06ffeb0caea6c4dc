import { expect, test } from 'vitest'
import { QueuePart } from '../../../ui/app/queue-part.ts'

const settled = () => new Promise((resolve) => setImmediate(resolve))

test('it is asked for when the server was asked for nothing more, once', async () => {
  let asked = 0
  const part = new QueuePart(() => Promise.resolve((asked += 1)))
  let fulfil = (): void => undefined
  const quiet = new Promise<void>((resolve) => (fulfil = resolve))
  const coming = [part.comeAfter(quiet), part.comeAfter(quiet)]
  await settled()
  expect(asked).toBe(0)
  fulfil()
  await Promise.all(coming)
  await part.come()
  expect(asked).toBe(1)
  expect(part.failed).toBe(false)
})

test('what is wanted at once does not wait', async () => {
  let asked = 0
  const part = new QueuePart(() => Promise.resolve((asked += 1)))
  void part.comeAfter(new Promise(() => undefined))
  await part.come()
  expect(asked).toBe(1)
})

test('a failure is told, once', async () => {
  const told: boolean[] = []
  const part = new QueuePart(() => Promise.reject(new Error('away')))
  part.subscribe(() => told.push(part.failed))
  await part.come()
  await part.come()
  expect(told).toEqual([true])
})
