import { expect, it } from 'vitest'
import { debouncedSignal } from '../../../../processors/scan-library/edge/change-signal.ts'

const LONG_MS = 2 ** 30
const running = new AbortController().signal

it('resolves without a notification when its time is over', async () => {
  await expect(debouncedSignal().wait(0, 0, running)).resolves.toBeUndefined()
})

it('resolves for a notification that came before it was waited for', async () => {
  const signal = debouncedSignal({ quietMs: 1, burstMs: LONG_MS })
  signal.notify()
  await expect(signal.wait(0, LONG_MS, running)).resolves.toBeUndefined()
})

it('resolves for a notification that comes while it waits', async () => {
  const signal = debouncedSignal({ quietMs: 1, burstMs: LONG_MS })
  const waiting = signal.wait(0, LONG_MS, running)
  setImmediate(() => signal.notify())
  await expect(waiting).resolves.toBeUndefined()
})

it('cuts off a burst that does not end', async () => {
  const signal = debouncedSignal({ quietMs: LONG_MS, burstMs: 5 })
  const again = setInterval(() => signal.notify(), 1)
  signal.notify()
  await expect(signal.wait(0, LONG_MS, running)).resolves.toBeUndefined()
  clearInterval(again)
})

it('throws the reason of the signal that aborts it', async () => {
  const stopped = AbortSignal.abort(new Error('Stop.'))
  await expect(debouncedSignal().wait(0, LONG_MS, stopped)).rejects.toThrow('Stop.')
})
