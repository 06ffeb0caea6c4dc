import { fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'

/** What came of a question: an answer, or how the process failed to give one. */
export type Outcome =
  | { readonly kind: 'answered'; readonly message: unknown }
  | { readonly kind: 'crashed'; readonly how: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'too-large'; readonly residentBytes: number }

export interface Limits {
  readonly answerMs: number
  readonly residentBytes: number
  readonly heapMiB: number
}

/** One child process that answers one question at a time. */
export interface Child {
  readonly pid: number | undefined
  /** After any outcome but an answer the process is gone. @param stop kills it, and rejects with its reason. */
  ask(question: object, stop: AbortSignal): Promise<Outcome>
  /** Whether it can be asked again. */
  isUsable(): boolean
  /** Kills it; resolves when it is gone. */
  kill(): Promise<void>
}

/** A process that is not ready by then will not be: it is loaded from disk in a fraction of a second on a quiet machine. */
const BOOT_MS = 30_000
const WATCH_MS = 250
const STDERR_CHARACTERS = 2_000

/**
 * Starts a TypeScript module as a process with no environment, bounded memory, and a channel for messages.
 * @param ready the message by which it says that it can be asked.
 * @throws {Error} when it does not get so far: that is no question's fault.
 */
export async function startChild(module: URL, ready: string, limits: Limits, stop: AbortSignal): Promise<Child> {
  stop.throwIfAborted()
  const forked = fork(module, {
    execArgv: ['--import', import.meta.resolve('tsx'), `--max-old-space-size=${limits.heapMiB}`],
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  forked.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-STDERR_CHARACTERS)
  })
  let howItEnded: string | null = null
  const ended = new Promise<string>((resolve) => {
    const end = (how: string) => {
      howItEnded = said.trim() === '' ? how : `${how}: ${said.trim()}`
      resolve(howItEnded)
    }
    forked.once('close', (code, signal) => end(signal === null ? `exit code ${String(code)}` : `signal ${signal}`))
    forked.on('error', (error) => {
      if (forked.pid === undefined) end(error.message) // else it is about a message or a signal: `close` follows
    })
  })
  const kill = async () => {
    if (howItEnded === null) forked.kill('SIGKILL')
    await ended
  }
  const message = () => new Promise<unknown>((resolve) => forked.once('message', resolve))
  const crashed = ended.then((how): Outcome => ({ kind: 'crashed', how }))

  const booted = await first(
    [message().then((first): Outcome => ({ kind: 'answered', message: first })), crashed],
    BOOT_MS,
    stop,
    kill,
  )
  if (booted.kind !== 'answered' || booted.message !== ready) {
    await kill()
    throw new Error(`A process for decoding did not start (${await ended}).`)
  }

  return {
    pid: forked.pid,
    async ask(question, stop) {
      said = ''
      const answer = message().then((message): Outcome => ({ kind: 'answered', message }))
      const guard = watchMemory(forked.pid, limits.residentBytes)
      forked.send(question, (error) => {
        if (error !== null) forked.kill('SIGKILL')
      })
      try {
        const outcome = await first([answer, crashed, guard.outgrown], limits.answerMs, stop, kill)
        if (outcome.kind !== 'answered') await kill()
        return outcome
      } finally {
        guard.stop()
        forked.removeAllListeners('message')
      }
    },
    isUsable: () => howItEnded === null && forked.connected,
    kill,
  }
}

/** The first outcome, or `timed-out` after some time. When `stop` aborts, the process is killed, and the reason thrown. */
async function first(
  outcomes: readonly Promise<Outcome>[],
  withinMs: number,
  stop: AbortSignal,
  kill: () => Promise<void>,
): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined
  let onAbort: () => void = () => undefined
  try {
    return await Promise.race([
      ...outcomes,
      new Promise<Outcome>((resolve) => {
        timer = setTimeout(() => resolve({ kind: 'timed-out' }), withinMs)
      }),
      new Promise<never>((_, reject) => {
        onAbort = () => reject(stop.reason instanceof Error ? stop.reason : new Error(String(stop.reason)))
        if (stop.aborted) onAbort()
        stop.addEventListener('abort', onAbort, { once: true })
      }),
    ])
  } catch (error) {
    await kill()
    throw error
  } finally {
    clearTimeout(timer)
    stop.removeEventListener('abort', onAbort)
  }
}

interface Guard {
  readonly outgrown: Promise<Outcome>
  stop(): void
}

/** Looks at the resident memory of a process from outside, since a decoder at work does not let its own process look. */
function watchMemory(pid: number | undefined, limitBytes: number): Guard {
  let timer: NodeJS.Timeout | undefined
  const outgrown = new Promise<Outcome>((resolve) => {
    timer = setInterval(() => {
      void residentBytesOf(pid).then((residentBytes) => {
        if (residentBytes > limitBytes) resolve({ kind: 'too-large', residentBytes })
      })
    }, WATCH_MS)
  })
  return { outgrown, stop: () => clearInterval(timer) }
}

/** 0 where it cannot be known: on a system without /proc the worker's own look between two chunks must do. */
async function residentBytesOf(pid: number | undefined): Promise<number> {
  try {
    const status = await readFile(`/proc/${String(pid)}/status`, 'utf8')
    return 1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0)
  } catch {
    return 0
  }
}
