import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { startChild } from '../../../../processors/extract-features/edge/child.ts'
import type { Child, Limits, Outcome } from '../../../../processors/extract-features/edge/child.ts'
import { PROTOCOL } from '../../../../processors/extract-features/edge/question.ts'

vi.setConfig({ testTimeout: 120_000 }) // a process takes its time to start while others use the machine

const TRYING = new URL('trying-worker.ts', import.meta.url)
const LIMITS: Limits = { silentMs: 60_000, residentBytes: 2 ** 32, heapMiB: 256 }
const never = new AbortController().signal

async function child(limits: Partial<Limits> = {}, stop = never): Promise<Child> {
  const started = await startChild(TRYING, PROTOCOL, { ...LIMITS, ...limits }, stop)
  onTestFinished(() => started.kill())
  return started
}

/** Whether a process exists (signal 0 asks without sending). */
function isAlive(pid: number | undefined): boolean {
  try {
    process.kill(pid ?? -1, 0)
    return true
  } catch {
    return false
  }
}

const saying = (outcome: Outcome) =>
  outcome.kind === 'answered' ? { kind: outcome.kind, message: JSON.stringify(outcome.message) } : outcome

describe('a child process', () => {
  it('answers one question after another', async () => {
    const asked = await child()
    const pid = String(asked.pid)
    const outcomes = [await asked.ask({ path: 'a' }, never), await asked.ask({ path: 'b' }, never)].map(saying)
    expect(outcomes).toStrictEqual(
      ['a', 'b'].map((path) => ({
        kind: 'answered',
        message: `{"kind":"heard","heard":{"ok":false,"code":"too-short","message":"${path} ${pid}"}}`,
      })),
    )
    expect([asked.isUsable(), isAlive(asked.pid)]).toStrictEqual([true, true])
  })

  it('that ends is told with its last words', async () => {
    const asked = await child()
    const outcome = await asked.ask({ path: 'crash' }, never)
    expect(outcome).toStrictEqual({ kind: 'crashed', how: 'exit code 3: out of luck' })
    expect([asked.isUsable(), isAlive(asked.pid)]).toStrictEqual([false, false])
  })

  it('that hangs is killed', async () => {
    const asked = await child({ silentMs: 200 })
    expect(await asked.ask({ path: 'hang' }, never)).toStrictEqual({ kind: 'timed-out' })
    expect(isAlive(asked.pid)).toBe(false)
  })

  it('that says that it gets on may take its time', async () => {
    const asked = await child({ silentMs: 1_400 })
    expect((await asked.ask({ path: 'slow' }, never)).kind).toBe('answered') // 30 steps of 50 ms
  })

  it.runIf(process.platform === 'linux')('that grows is killed', async () => {
    const asked = await child({ residentBytes: 300_000_000 })
    const outcome = await asked.ask({ path: 'hoard' }, never)
    expect(outcome).toStrictEqual({ kind: 'too-large', residentBytes: expect.any(Number) as number })
    expect(isAlive(asked.pid)).toBe(false)
  })

  it('is killed when its question is broken off', async () => {
    const asked = await child()
    const stop = new AbortController()
    const outcome = asked.ask({ path: 'hang' }, stop.signal)
    stop.abort(new Error('enough'))
    await expect(outcome).rejects.toThrow('enough')
    expect(isAlive(asked.pid)).toBe(false)
  })

  it('that was killed by someone else is a crash at the next question', async () => {
    const asked = await child()
    await asked.kill()
    expect(await asked.ask({ path: 'a' }, never)).toStrictEqual({ kind: 'crashed', how: 'signal SIGKILL' })
  })

  it('that cannot be started is told with its last words', async () => {
    const missing = new URL('no-such-worker.ts', import.meta.url)
    await expect(startChild(missing, PROTOCOL, LIMITS, never)).rejects.toThrow(
      /^A process for decoding did not start \(exit code 1: .*no-such-worker\.ts/s,
    )
  })

  it('has no environment', async () => {
    vi.stubEnv('SLIPSTREAM_SECRET', 'hidden')
    onTestFinished(() => void vi.unstubAllEnvs())
    const asked = await child()
    expect(await asked.ask({ path: 'environment' }, never)).toStrictEqual({ kind: 'answered', message: [] })
  })
})
