import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { withHeartbeat } from '../../../../streams/engine/kafka/heartbeat.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('sends heartbeats until the work is done, and gives what it gives', async () => {
  let finish: (value: string) => void = () => undefined
  const heartbeat = vi.fn(() => Promise.resolve())
  const given = withHeartbeat(
    new Promise<string>((resolve) => {
      finish = resolve
    }),
    heartbeat,
  )
  await vi.advanceTimersByTimeAsync(5_000)
  expect(heartbeat).toHaveBeenCalledTimes(5)
  finish('done')
  expect(await given).toBe('done')
  expect(vi.getTimerCount()).toBe(0)
})

it('ends with the error of a heartbeat while the work goes on', async () => {
  const lost = withHeartbeat(new Promise(() => undefined), () => Promise.reject(new Error('rebalancing')))
  const expected = expect(lost).rejects.toThrow('rebalancing')
  await vi.advanceTimersByTimeAsync(1_000)
  await expected
  expect(vi.getTimerCount()).toBe(0)
})
