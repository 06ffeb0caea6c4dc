import { setTimeout as delay } from 'node:timers/promises'
import { backoff } from '../backoff.ts'
import type { Child, Outcome } from './child.ts'
import { Slots } from './slots.ts'

export interface ChildPool {
  /**
   * Sends a request to an idle child or a new one, when a slot is free. A request whose child crashed is repeated once in a
   * new one: another program may have killed the first.
   * @param folder the child may read files of this folder and no others.
   * @throws the reason of `abort`, or of closing.
   */
  request(message: object, folder: string, abort: AbortSignal): Promise<Outcome>
  /** Kills every child; pending requests reject. Resolves when no process is left. */
  close(): Promise<void>
}

export interface ChildPoolOptions {
  /** The most children at a time; they are started when they are needed. */
  readonly size: number
  /** Requests after which a child is replaced: decoders never give memory back. */
  readonly requestsPerChild: number
  /** A child without a request for this long is ended. Never unless given. */
  readonly idleMs?: number
  start(folder: string, abort: AbortSignal): Promise<Child>
  /** Called for each failed start. Starts are retried without end: the machine may lack a resource for now. */
  onStartFailed(error: unknown, failures: number): void
}

const ATTEMPTS = 2

export const openChildPool = (options: ChildPoolOptions): ChildPool => new SandboxedPool(options)

/** A child of the pool: idle (in the list of those) or busy with one request, until it is retired. */
interface PooledChild {
  readonly child: Child
  readonly folder: string
  requests: number
  /** Ends it when it stays idle. */
  idleTimer?: NodeJS.Timeout
}

class SandboxedPool implements ChildPool {
  readonly #options: ChildPoolOptions
  readonly #slots: Slots
  readonly #closing = new AbortController()
  readonly #children = new Set<PooledChild>()
  readonly #idle: PooledChild[] = []
  readonly #pending = new Set<Promise<Outcome>>()

  constructor(options: ChildPoolOptions) {
    this.#options = options
    this.#slots = new Slots(options.size)
  }

  async request(message: object, folder: string, abort: AbortSignal): Promise<Outcome> {
    const outcome = this.#inSlot(message, folder, AbortSignal.any([abort, this.#closing.signal]))
    this.#pending.add(outcome)
    try {
      return await outcome
    } finally {
      this.#pending.delete(outcome)
    }
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('The sandboxed processes were closed.'))
    await Promise.allSettled(this.#pending)
    await Promise.all([...this.#children].map((pooled) => this.#retire(pooled)))
  }

  async #inSlot(message: object, folder: string, abort: AbortSignal): Promise<Outcome> {
    await this.#slots.acquire(abort)
    try {
      for (let attempt = 1; ; attempt += 1) {
        const outcome = await this.#attempt(message, folder, abort)
        if (outcome.kind !== 'crashed' || attempt === ATTEMPTS) return outcome
      }
    } finally {
      this.#slots.release()
    }
  }

  async #attempt(message: object, folder: string, abort: AbortSignal): Promise<Outcome> {
    const pooled = this.#takeIdle(folder) ?? (await this.#startFor(folder, abort))
    let isAnswered = false
    try {
      const outcome = await pooled.child.request(message, abort)
      pooled.requests += 1
      isAnswered = outcome.kind === 'answered'
      return outcome
    } finally {
      const isFresh = pooled.requests < this.#options.requestsPerChild
      if (isAnswered && isFresh && pooled.child.isUsable()) this.#rest(pooled)
      else await this.#retire(pooled)
    }
  }

  /** The child that may read the folder and was used last; null when none is idle. */
  #takeIdle(folder: string): PooledChild | null {
    const at = this.#idle.findLastIndex((pooled) => pooled.folder === folder)
    const [taken] = at === -1 ? [] : this.#idle.splice(at, 1)
    clearTimeout(taken?.idleTimer)
    return taken ?? null
  }

  #rest(pooled: PooledChild): void {
    this.#idle.push(pooled)
    const { idleMs } = this.#options
    if (idleMs === undefined) return
    pooled.idleTimer = setTimeout(() => {
      this.#idle.splice(this.#idle.indexOf(pooled), 1)
      void this.#retire(pooled)
    }, idleMs)
    pooled.idleTimer.unref()
  }

  /** A new child, in place of an idle one of another folder if the pool is full. */
  async #startFor(folder: string, abort: AbortSignal): Promise<PooledChild> {
    const replaced = this.#children.size < this.#options.size ? undefined : this.#idle.shift()
    if (replaced !== undefined) await this.#retire(replaced)
    for (let failures = 1; ; failures += 1) {
      try {
        const pooled = { child: await this.#options.start(folder, abort), folder, requests: 0 }
        this.#children.add(pooled)
        return pooled
      } catch (error) {
        abort.throwIfAborted()
        this.#options.onStartFailed(error, failures)
        await delay(backoff(failures), undefined, { signal: abort })
      }
    }
  }

  async #retire(pooled: PooledChild): Promise<void> {
    clearTimeout(pooled.idleTimer)
    await pooled.child.kill()
    this.#children.delete(pooled)
  }
}
