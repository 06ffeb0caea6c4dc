import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { abortOf, reasonOf, startDeadline } from '../../../../streams/engine/sandbox/deadline.ts'

describe('a deadline', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const passedAfter = async (
    ms: number,
    act: (extend: (ms: number) => void) => Promise<void> | void = () => undefined,
  ) => {
    const deadline = startDeadline(1_000)
    let passed = false
    void deadline.passed.then(() => (passed = true))
    await act(deadline.extend)
    await vi.advanceTimersByTimeAsync(ms)
    return passed
  }

  it('passes at its limit', async () => {
    expect([await passedAfter(999), await passedAfter(1_000)]).toStrictEqual([false, true])
  })

  it('is extended from its start, however late and often that is said', async () => {
    const twice = async (extend: (ms: number) => void) => {
      extend(200)
      await vi.advanceTimersByTimeAsync(900)
      extend(500)
    }
    expect([await passedAfter(599, twice), await passedAfter(600, twice)]).toStrictEqual([false, true])
  })

  it('never passes once it is cancelled', () => {
    const deadline = startDeadline(10)
    deadline.cancel()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('an abort', () => {
  it('rejects with the reason, also when it came before', async () => {
    const [before, after] = [new AbortController(), new AbortController()]
    before.abort(new Error('early'))
    const aborts = [abortOf(before.signal), abortOf(after.signal)]
    after.abort('late')
    const reasons = await Promise.allSettled(aborts.map(({ aborted }) => aborted))
    expect(reasons).toStrictEqual(['early', 'late'].map((text) => ({ status: 'rejected', reason: new Error(text) })))
  })

  it('that is released is never reported', async () => {
    const controller = new AbortController()
    const { aborted, release } = abortOf(controller.signal)
    release()
    controller.abort()
    expect(await Promise.race([aborted, Promise.resolve('nothing')])).toBe('nothing')
  })

  it('has an error for a reason, whatever was given', () => {
    expect(reasonOf(AbortSignal.abort('enough'))).toStrictEqual(new Error('enough'))
  })
})
