import { bundled } from './bundle.ts'
import { abortOf, startDeadline } from './deadline.ts'
import { watchMemory } from './memory-watch.ts'
import { READY } from './ready.ts'
import { idleDataBytes, restrictedNode, sandboxed } from './sandbox.ts'
import type { Command } from './sandbox.ts'
import { Spawned } from './spawned.ts'

/** What came of a request: a response, or how the process failed to give one. */
export type Outcome =
  | { readonly kind: 'answered'; readonly message: unknown }
  | { readonly kind: 'crashed'; readonly how: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'too-large' }

export interface ChildLimits {
  /** Deadline of a response. Progress extends it: a long file on a busy machine is no hang. */
  readonly answerMs: number
  readonly residentBytes: number
}

/** Most of what decoders and parsers allocate is outside the heap. */
const HEAP_SHARE = 0.5
/** Mapped and never touched (thread stacks, buffers that grow by doubling): RLIMIT_DATA counts it, resident memory does not. */
const UNTOUCHED_BYTES = 2 ** 28

/** One child process that handles one request at a time. */
export interface Child {
  readonly pid: number | undefined
  /** After any outcome but a response the process is gone. @param abort kills it, and rejects with its reason. */
  request(message: object, abort: AbortSignal): Promise<Outcome>
  /** Whether it can take another request. */
  isUsable(): boolean
  /** Kills it; resolves when it is gone. */
  kill(): Promise<void>
}

/** Loading takes a fraction of a second on an idle machine: a process that is not ready by then never will be. */
const BOOT_MS = 30_000
/** Error output of Node, V8 or an allocator that was refused memory by the kernel or by its own limit. */
const OUT_OF_MEMORY =
  /out of memory|Array buffer allocation failed|could not allocate memory|failed to allocate memory/i

/** How the messages of a child are told apart. */
export interface ChildProtocol {
  /** The first message, by `serve-requests.ts`: from then on the child takes requests. */
  readonly ready: string
  /** By how many milliseconds a message that reports progress extends the deadline, in all; null for a response. */
  extensionMsOf(message: unknown): number | null
}

/** Of a child that sends nothing but responses. */
export const ONE_RESPONSE: ChildProtocol = { ready: READY, extensionMsOf: () => null }

export interface ChildProgram {
  /** A TypeScript module. */
  readonly module: URL
  /** The real paths of folders whose files it may read; it may read nothing else. */
  readonly folders: readonly string[]
  /** Whether it may start a decoder that is a program of its own. */
  readonly mayStartProcesses?: boolean
}

/**
 * Starts a module as a sandboxed process with a channel for messages: no environment, no network, bounded memory.
 * @throws {Error} when it does not become ready: that is no request's fault.
 */
export async function startChild(
  program: ChildProgram,
  protocol: ChildProtocol,
  limits: ChildLimits,
  abort: AbortSignal,
): Promise<Child> {
  abort.throwIfAborted()
  const [source, command] = await Promise.all([bundled(program.module), commandFor(program, limits)])
  abort.throwIfAborted()
  const child = new SandboxedChild(new Spawned(command, source), protocol, limits)
  await child.boot(abort)
  return child
}

async function commandFor(
  { folders, mayStartProcesses }: ChildProgram,
  { residentBytes }: ChildLimits,
): Promise<Command> {
  const heapMiB = Math.ceil((HEAP_SHARE * residentBytes) / 2 ** 20)
  const dataBytes = (await idleDataBytes()) + residentBytes + UNTOUCHED_BYTES
  return sandboxed(restrictedNode(folders, heapMiB, mayStartProcesses), { dataBytes, cpuSeconds: null })
}

/**
 * starting -> idle -> busy -> idle ...; any state -> gone. Only the first response leads from starting to idle, and only a
 * response from busy to idle: whatever else happens to a request kills the process.
 */
type State = 'starting' | 'idle' | 'busy' | 'gone'

class SandboxedChild implements Child {
  readonly #spawned: Spawned
  readonly #protocol: ChildProtocol
  readonly #limits: ChildLimits
  readonly #crashed: Promise<Outcome>
  #state: State = 'starting'

  constructor(spawned: Spawned, protocol: ChildProtocol, limits: ChildLimits) {
    this.#spawned = spawned
    this.#protocol = protocol
    this.#limits = limits
    this.#crashed = spawned.ended.then((how) => {
      this.#state = 'gone'
      return OUT_OF_MEMORY.test(how) ? { kind: 'too-large' } : { kind: 'crashed', how }
    })
  }

  get pid(): number | undefined {
    return this.#spawned.pid
  }

  async boot(abort: AbortSignal): Promise<void> {
    const outcome = await this.#nextResponse(BOOT_MS, abort)
    if (outcome.kind === 'answered' && outcome.message === this.#protocol.ready) {
      this.#state = 'idle'
      return
    }
    await this.kill()
    throw new Error(`A sandboxed process did not start (${await this.#spawned.ended}).`)
  }

  async request(message: object, abort: AbortSignal): Promise<Outcome> {
    if (this.#state === 'gone') return this.#crashed
    if (this.#state !== 'idle') throw new Error(`A child that is ${this.#state} takes no request.`)
    this.#state = 'busy'
    this.#spawned.clearErrorOutput()
    const memory = watchMemory(this.pid, this.#limits.residentBytes)
    try {
      const outcome = this.#nextResponse(this.#limits.answerMs, abort, memory.exceeded)
      this.#spawned.send(message)
      return await outcome
    } finally {
      memory.stop()
    }
  }

  isUsable(): boolean {
    return this.#state === 'idle' && this.#spawned.isRunning
  }

  kill(): Promise<void> {
    return this.#spawned.kill()
  }

  /** The next message that reports no progress; or how the process ended, or exceeded a limit, which kills it. */
  async #nextResponse(limitMs: number, abort: AbortSignal, tooLarge?: Promise<void>): Promise<Outcome> {
    const deadline = startDeadline(limitMs)
    const aborting = abortOf(abort)
    const answered = new Promise<Outcome>((resolve) => {
      this.#spawned.onMessage((message) => {
        const extensionMs = this.#protocol.extensionMsOf(message)
        if (extensionMs === null) resolve({ kind: 'answered', message })
        else deadline.extend(extensionMs)
      })
    })
    const timedOut = deadline.passed.then((): Outcome => ({ kind: 'timed-out' }))
    const outgrown = tooLarge === undefined ? [] : [tooLarge.then((): Outcome => ({ kind: 'too-large' }))]
    try {
      const outcome = await Promise.race([answered, this.#crashed, timedOut, aborting.aborted, ...outgrown])
      if (outcome.kind !== 'answered') await this.kill()
      else if (this.#state === 'busy') this.#state = 'idle'
      return outcome
    } catch (error) {
      await this.kill()
      throw error
    } finally {
      deadline.cancel()
      aborting.release()
      this.#spawned.offMessage()
    }
  }
}
