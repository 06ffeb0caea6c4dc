import { describe, expect, it } from 'vitest'
import { abortOrFailure, whenAborted } from '../../../streams/engine/abort.ts'

describe('whenAborted', () => {
  it('resolves with the abort, also when that came before', async () => {
    const stop = new AbortController()
    const aborted = whenAborted(stop.signal)
    stop.abort()
    await aborted
    await whenAborted(stop.signal)
    expect(stop.signal.aborted).toBe(true)
  })
})

describe('a run', () => {
  it('ends with the abort', async () => {
    const stop = new AbortController()
    const run = abortOrFailure(stop.signal)
    stop.abort()
    await run.ended
    run.fail(new Error('too late'))
    expect(await run.ended.then(() => 'ended')).toBe('ended')
  })

  it('ends with the first failure', async () => {
    const run = abortOrFailure(new AbortController().signal)
    run.fail(new Error('first'))
    run.fail(new Error('second'))
    await expect(run.ended).rejects.toThrow('first')
  })
})
