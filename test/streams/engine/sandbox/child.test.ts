import { execFile } from 'node:child_process'
import { realpath, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { startChild } from '../../../../streams/engine/sandbox/child.ts'
import type { Child, ChildLimits, Outcome } from '../../../../streams/engine/sandbox/child.ts'
import { idleDataBytes, networkNamespace, sandboxed } from '../../../../streams/engine/sandbox/sandbox.ts'
import { PROTOCOL } from '../../../../processors/extract-features/edge/request.ts'
import { ownFolder } from '../../../processors/extract-features/edge/folder.ts'

const TRYING = new URL('trying-worker.ts', import.meta.url)
const LIMITS: ChildLimits = { answerMs: 60_000, residentBytes: 2 ** 29 }
const never = new AbortController().signal

async function child(limits: Partial<ChildLimits> = {}, folders: readonly string[] = []): Promise<Child> {
  const started = await startChild({ module: TRYING, folders }, PROTOCOL, { ...LIMITS, ...limits }, never)
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

const isAlone = (await networkNamespace()) !== null

describe('a child process', () => {
  it('answers one question after another', async () => {
    const asked = await child()
    const pid = String(asked.pid)
    const outcomes = [await asked.request({ path: 'a' }, never), await asked.request({ path: 'b' }, never)].map(saying)
    expect(outcomes).toStrictEqual(
      ['a', 'b'].map((path) => ({
        kind: 'answered',
        message: `{"kind":"analysed","analysis":{"ok":false,"code":"too-short","message":"${path} ${pid}"}}`,
      })),
    )
    expect([asked.isUsable(), isAlive(asked.pid)]).toStrictEqual([true, true])
  })

  it('that ends is told with its last words', async () => {
    const asked = await child()
    const outcome = await asked.request({ path: 'crash' }, never)
    expect(outcome).toStrictEqual({ kind: 'crashed', how: 'exit code 3: out of luck' })
    expect([asked.isUsable(), isAlive(asked.pid)]).toStrictEqual([false, false])
  })

  it('that hangs is killed', async () => {
    const asked = await child({ answerMs: 200 })
    expect(await asked.request({ path: 'hang' }, never)).toStrictEqual({ kind: 'timed-out' })
    expect(isAlive(asked.pid)).toBe(false)
  })

  it('that analyses much may take longer', async () => {
    // 30 steps of 80 ms, a minute of sound each: the first comes in time on a busy machine too, the last only for the others.
    const asked = await child({ answerMs: 2_000 })
    expect((await asked.request({ path: 'slow' }, never)).kind).toBe('answered')
  })

  it('that analyses little may not, however often it says so', async () => {
    const asked = await child({ answerMs: 700 })
    expect(await asked.request({ path: 'drip' }, never)).toStrictEqual({ kind: 'timed-out' })
  })

  it.runIf(process.platform === 'linux')('that grows is killed', async () => {
    const asked = await child({ residentBytes: 300_000_000 })
    const outcome = await asked.request({ path: 'hoard' }, never)
    expect(outcome).toStrictEqual({ kind: 'too-large' })
    expect(isAlive(asked.pid)).toBe(false)
  })

  it('whose heap grows is told as too large', async () => {
    const asked = await child({ residentBytes: 2 ** 28 })
    expect(await asked.request({ path: 'hoard on the heap' }, never)).toStrictEqual({ kind: 'too-large' })
  })

  it.runIf(process.platform === 'linux')('that grows faster than anyone looks is refused by the kernel', async () => {
    const asked = await child({ residentBytes: 2 ** 28 })
    expect(await asked.request({ path: 'hoard at once' }, never)).toStrictEqual({ kind: 'too-large' })
  })

  it('is killed when its question is broken off', async () => {
    const asked = await child()
    const stop = new AbortController()
    const outcome = asked.request({ path: 'hang' }, stop.signal)
    stop.abort(new Error('enough'))
    await expect(outcome).rejects.toThrow('enough')
    expect(isAlive(asked.pid)).toBe(false)
  })

  it('that was killed by someone else is a crash at the next question', async () => {
    const asked = await child()
    await asked.kill()
    expect(await asked.request({ path: 'a' }, never)).toStrictEqual({ kind: 'crashed', how: 'signal SIGKILL' })
  })

  it('that cannot be started tells why', async () => {
    const start = (name: string) =>
      startChild({ module: new URL(name, import.meta.url), folders: [] }, PROTOCOL, LIMITS, never)
    await expect(start('no-such-worker.ts')).rejects.toThrow(/no-such-worker\.ts/)
    await expect(start('failing-worker.ts')).rejects.toThrow(
      /^A sandboxed process did not start \(exit code 1: .*no luck/s,
    )
  })

  it('has no environment', async () => {
    vi.stubEnv('SLIPSTREAM_SECRET', 'hidden')
    onTestFinished(() => void vi.unstubAllEnvs())
    const asked = await child()
    expect(await asked.request({ path: 'environment' }, never)).toStrictEqual({ kind: 'answered', message: [] })
  })

  it('reads its folder and nothing else, writes nothing, and starts nothing', async () => {
    const [open, closed] = [await ownFolder(), await ownFolder()]
    await Promise.all([open, closed].map((folder) => writeFile(join(folder, 'a'), 'sound')))
    const asked = await child({}, [await realpath(open)])
    expect(await asked.request({ path: 'attempts', folders: [open, closed] }, never)).toStrictEqual({
      kind: 'answered',
      message: {
        'read its folder': 'sound',
        'read another': 'ERR_ACCESS_DENIED',
        'read the program': 'ERR_ACCESS_DENIED',
        write: 'ERR_ACCESS_DENIED',
        'start a process': 'ERR_ACCESS_DENIED',
        'start a thread': 'ERR_ACCESS_DENIED',
      },
    })
  })

  it('has no network, by address or by name, of any kind', async () => {
    const server = createServer((socket) => socket.end('hello'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    let connections = 0
    server.on('connection', () => (connections += 1))
    const asked = await child()
    const refused = 'A sandboxed process has no network.'
    expect(await asked.request({ path: 'network', port }, never)).toStrictEqual({
      kind: 'answered',
      message: { connect: refused, http: refused, fetch: refused, datagram: refused, listen: refused, name: refused },
    })
    expect(connections).toBe(0)
  })

  it.runIf(isAlone)('has no network even without the guard, where the machine permits that', async () => {
    const server = createServer((socket) => socket.end('hello'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const source = `require('net').connect(${port}, '127.0.0.1').on('error', (e) => console.log(e.code)).on('connect', () => console.log('in'))`
    const bounds = { dataBytes: (await idleDataBytes()) + 2 ** 28, cpuSeconds: 10 }
    const [command, ...args] = await sandboxed([process.execPath, '-e', source], bounds)
    expect((await promisify(execFile)(command, args)).stdout.trim()).toBe('ENETUNREACH')
  })
})
