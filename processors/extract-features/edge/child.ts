import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { bundled } from './bundle.ts'
import { sandboxed, restrictedNode } from './sandbox.ts'

/** What came of a question: an answer, or how the process failed to give one. */
export type Outcome =
  | { readonly kind: 'answered'; readonly message: unknown }
  | { readonly kind: 'crashed'; readonly how: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'too-large' }

export interface ChildLimits {
  /**
   * The longest that an answer may take. For each minute of sound that was heard by then a second is added: a long file on
   * a busy machine is no hang, and the longest that may be heard bounds what can be added.
   */
  readonly answerMs: number
  readonly residentBytes: number
}

/** What is added for each millisecond of sound. */
const GRACE_PER_SOUND = 1 / 60
/** Most of what decoders take is outside the heap. */
const HEAP_SHARE = 0.5
/** What Node takes for its threads and its code beyond what is resident: the kernel's limit stands behind ours. */
const KERNEL_SLACK_BYTES = 2 ** 28

/** One child process that answers one question at a time. */
export interface Child {
  readonly pid: number | undefined
  /** After any outcome but an answer the process is gone. @param stop kills it, and rejects with its reason. */
  request(question: object, stop: AbortSignal): Promise<Outcome>
  /** Whether it can be asked again. */
  isUsable(): boolean
  /** Kills it; resolves when it is gone. */
  kill(): Promise<void>
}

/** A process that is not ready by then will not be: it is loaded from disk in a fraction of a second on a quiet machine. */
const BOOT_MS = 30_000
const WATCH_MS = 100
const STDERR_CHARACTERS = 8_000
/** What Node, or something in it, says when the kernel or its own limit refuses it memory. */
const OUT_OF_MEMORY = /out of memory|Array buffer allocation failed|could not allocate memory/i

/** What a process says before it can be asked, and what it may say on the way to an answer. */
export interface ChildProtocol {
  readonly ready: string
  /** How many milliseconds of sound it has heard, if the message says that; null when it is an answer. */
  analysedMsOf(message: unknown): number | null
}

export interface ChildProgram {
  /** A TypeScript module. */
  readonly module: URL
  /** The real paths of folders whose files it may read; it may read nothing else. */
  readonly folders: readonly string[]
  /** Whether it may start a decoder that is a program of its own. */
  readonly mayStartProcesses?: boolean
}

/**
 * Starts a module as a process with a channel for messages and nothing else: no environment, no network, bounded memory.
 * @throws {Error} when it does not come to be ready: that is no question's fault.
 */
export async function startChild(
  program: ChildProgram,
  protocol: ChildProtocol,
  limits: ChildLimits,
  stop: AbortSignal,
): Promise<Child> {
  stop.throwIfAborted()
  const source = await bundled(program.module)
  const heapMiB = Math.ceil((HEAP_SHARE * limits.residentBytes) / 2 ** 20)
  const bounds = { dataBytes: limits.residentBytes + KERNEL_SLACK_BYTES, cpuSeconds: null }
  const [command, ...args] = await sandboxed(
    restrictedNode(program.folders, heapMiB, program.mayStartProcesses),
    bounds,
  )
  stop.throwIfAborted()
  const forked = spawn(command, args, { env: {}, serialization: 'advanced', stdio: ['pipe', 'ignore', 'pipe', 'ipc'] })
  forked.stdin?.on('error', () => undefined) // it ended before it was read: `close` follows
  forked.stdin?.end(source)
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
  const crashed = ended.then((how): Outcome =>
    OUT_OF_MEMORY.test(how) ? { kind: 'too-large' } : { kind: 'crashed', how },
  )

  /** What it says next, progress aside; or that it ended, or took too long. */
  const next = async (withinMs: number, stop: AbortSignal, others: readonly Promise<Outcome>[]): Promise<Outcome> => {
    const patience = startDeadline(withinMs)
    const spoken = new Promise<Outcome>((resolve) => {
      forked.on('message', (message) => {
        const analysedMs = protocol.analysedMsOf(message)
        if (analysedMs === null) resolve({ kind: 'answered', message })
        else patience.add(analysedMs * GRACE_PER_SOUND)
      })
    })
    const halt = abortedBy(stop)
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
    async request(question, stop) {
      said = ''
      const guard = watchMemory(forked.pid, limits.residentBytes)
      try {
        const outcome = next(limits.answerMs, stop, [guard.outgrown])
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

function startDeadline(withinMs: number) {
  const begun = performance.now()
  let timer: NodeJS.Timeout | undefined
  let lose: () => void = () => undefined
  const lost = new Promise<Outcome>((resolve) => {
    lose = () => resolve({ kind: 'timed-out' })
  })
  const end = () => clearTimeout(timer)
  const add = (graceMs: number) => {
    end()
    timer = setTimeout(lose, begun + withinMs + graceMs - performance.now())
  }
  add(0)
  return { lost, add, end }
}

function abortedBy(stop: AbortSignal) {
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
        if (residentBytes > limitBytes) resolve({ kind: 'too-large' })
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
