import { setTimeout as delay } from 'node:timers/promises'
import { backoff } from '../../../streams/engine/backoff.ts'
import type { Child, Outcome } from './child.ts'
import { reasonOf } from './deadline.ts'

export interface ChildPool {
  /**
   * Asks a process that is free, or a new one, or waits its turn. A question whose process crashed is asked once more in a
   * new one: the first may have been killed by someone else.
   * @param folder the process may read files of this folder and no others.
   * @throws the reason of `stop`, or of closing.
   */
  request(question: object, folder: string, stop: AbortSignal): Promise<Outcome>
  /** Kills every process; what is being asked rejects. Resolves when no process is left. */
  close(): Promise<void>
}

export interface ChildPoolOptions {
  /** The most processes at a time; they are started when they are needed. */
  readonly size: number
  /** Questions after which a process is replaced: decoders never give memory back. */
  readonly requestsPerChild: number
  start(folder: string, stop: AbortSignal): Promise<Child>
  /** Told of each failed start; it is tried again for ever, since the machine may be short of something for now. */
  onStartFailed(error: unknown, failures: number): void
}

const ATTEMPTS = 2

/** What a process may read, and how many questions it was asked. */
interface Use {
  readonly folder: string
  questions: number
}

export function openChildPool({
  size,
  requestsPerChild: questionsPerChild,
  start,
  onStartFailed,
}: ChildPoolOptions): ChildPool {
  const closing = new AbortController()
  const children = new Map<Child, Use>()
  const idle: Child[] = []
  const waiting = new Set<() => void>()
  const asked = new Set<Promise<Outcome>>()
  let free = size

  const turn = async (stop: AbortSignal) => {
    stop.throwIfAborted()
    if (free > 0) {
      free -= 1
      return
    }
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        stop.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        waiting.delete(go)
        reject(reasonOf(stop))
      }
      waiting.add(go)
      stop.addEventListener('abort', leave, { once: true })
    })
  }

  const release = () => {
    const [next] = waiting
    if (next === undefined) free += 1
    else {
      waiting.delete(next)
      next()
    }
  }

  const started = async (folder: string, stop: AbortSignal): Promise<Child> => {
    for (let failures = 1; ; failures += 1) {
      try {
        const child = await start(folder, stop)
        children.set(child, { folder, questions: 0 })
        return child
      } catch (error) {
        stop.throwIfAborted()
        onStartFailed(error, failures)
        await delay(backoff(failures), undefined, { signal: stop })
      }
    }
  }

  const retire = async (child: Child) => {
    await child.kill()
    children.delete(child)
  }

  /** A free process that may read the folder; failing that, a new one in the place of one that may not. */
  const taken = async (folder: string, stop: AbortSignal): Promise<Child> => {
    const at = idle.findLastIndex((child) => children.get(child)?.folder === folder)
    const [fit] = at === -1 ? [] : idle.splice(at, 1)
    if (fit !== undefined) return fit
    const unfit = children.size < size ? undefined : idle.shift()
    if (unfit !== undefined) await retire(unfit)
    return started(folder, stop)
  }

  const once = async (question: object, folder: string, stop: AbortSignal): Promise<Outcome> => {
    const child = await taken(folder, stop)
    const use = children.get(child)
    let isKept = false
    try {
      const outcome = await child.request(question, stop)
      if (use !== undefined) use.questions += 1
      isKept = outcome.kind === 'answered' && (use?.questions ?? 0) < questionsPerChild && child.isUsable()
      return outcome
    } finally {
      if (isKept) idle.push(child)
      else await retire(child)
    }
  }

  const ask = async (question: object, folder: string, stop: AbortSignal): Promise<Outcome> => {
    await turn(stop)
    try {
      for (let attempt = 1; ; attempt += 1) {
        const outcome = await once(question, folder, stop)
        if (outcome.kind !== 'crashed' || attempt === ATTEMPTS) return outcome
      }
    } finally {
      release()
    }
  }

  return {
    async request(question, folder, signal) {
      const outcome = ask(question, folder, AbortSignal.any([signal, closing.signal]))
      asked.add(outcome)
      try {
        return await outcome
      } finally {
        asked.delete(outcome)
      }
    },
    async close() {
      closing.abort(new Error('The processes for decoding were closed.'))
      await Promise.allSettled(asked)
      await Promise.all([...children.keys()].map(retire))
    },
  }
}
