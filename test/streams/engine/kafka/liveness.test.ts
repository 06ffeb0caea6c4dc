import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchLiveness } from '../../../../streams/engine/kafka/liveness.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('reports a consumer that has neither fetched nor sent a heartbeat for more than 30 s', () => {
  const silent = vi.fn()
  const liveness = watchLiveness(() => Date.now(), silent)
  vi.advanceTimersByTime(29_000)
  liveness.seen()
  vi.advanceTimersByTime(30_000)
  expect(silent).not.toHaveBeenCalled()
  vi.advanceTimersByTime(5_000)
  expect(silent).toHaveBeenCalledWith(new Error('The consumer has neither fetched nor sent a heartbeat for 30 s.'))
  liveness.stop()
  expect(vi.getTimerCount()).toBe(0)
})
