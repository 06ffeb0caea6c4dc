import { fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'

/** What came of a question: an answer, or how the process failed to give one. */
export type Outcome =
  | { readonly kind: 'answered'; readonly message: unknown }
  | { readonly kind: 'crashed'; readonly how: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'too-large'; readonly residentBytes: number }

export interface Limits {
  /** The longest that a process may neither answer nor say that it gets on. */
  readonly silentMs: number
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

/** What a process says before it can be asked, and what it may say on the way to an answer. */
export interface Protocol {
  readonly ready: string
  readonly progress: string
}

/**
 * Starts a TypeScript module as a process with no environment, bounded memory, and a channel for messages.
 * @throws {Error} when it does not come to be ready: that is no question's fault.
 */
export async function startChild(module: URL, protocol: Protocol, limits: Limits, stop: AbortSignal): Promise<Child> {
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
  const crashed = ended.then((how): Outcome => ({ kind: 'crashed', how }))

  /** What it says next, progress aside; or that it ended, or was silent for too long. */
  const next = async (silentMs: number, stop: AbortSignal, others: readonly Promise<Outcome>[]): Promise<Outcome> => {
    const patience = startPatience(silentMs)
    const spoken = new Promise<Outcome>((resolve) => {
      forked.on('message', (message) => {
        if (message === protocol.progress) patience.renew()
        else resolve({ kind: 'answered', message })
      })
    })
    const halt = startHalt(stop)
    try {
      const outcome = await Promise.race([spoken, crashed, patience.lost, halt.halted, ...others])
      if (outcome.kind !== 'answered') await kill()
      return outcome
    } catch (error) {
      await kill()
      throw error
    } finally {
      patience.end()
      halt.end()
      forked.removeAllListeners('message')
    }
  }

  const booted = await next(BOOT_MS, stop, [])
  if (booted.kind !== 'answered' || booted.message !== protocol.ready) {
    await kill()
    throw new Error(`A process for decoding did not start (${await ended}).`)
  }

  return {
    pid: forked.pid,
    async ask(question, stop) {
      said = ''
      const guard = watchMemory(forked.pid, limits.residentBytes)
      try {
        const outcome = next(limits.silentMs, stop, [guard.outgrown])
        forked.send(question, (error) => {
          if (error !== null) forked.kill('SIGKILL')
        })
        return await outcome
      } finally {
        guard.stop()
      }
    },
    isUsable: () => howItEnded === null && forked.connected,
    kill,
  }
}

function startPatience(silentMs: number) {
  let timer: NodeJS.Timeout | undefined
  let lose: () => void = () => undefined
  const lost = new Promise<Outcome>((resolve) => {
    lose = () => resolve({ kind: 'timed-out' })
  })
  const renew = () => {
    clearTimeout(timer)
    timer = setTimeout(lose, silentMs)
  }
  renew()
  return { lost, renew, end: () => clearTimeout(timer) }
}

function startHalt(stop: AbortSignal) {
  let onAbort: () => void = () => undefined
  const halted = new Promise<never>((_, reject) => {
    onAbort = () => reject(reasonOf(stop))
    if (stop.aborted) onAbort()
    stop.addEventListener('abort', onAbort, { once: true })
  })
  halted.catch(() => undefined) // it may abort after the race
  return { halted, end: () => stop.removeEventListener('abort', onAbort) }
}

/** Why a signal aborted, as something that can be thrown. */
export function reasonOf(stop: AbortSignal): Error {
  return stop.reason instanceof Error ? stop.reason : new Error(String(stop.reason))
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
