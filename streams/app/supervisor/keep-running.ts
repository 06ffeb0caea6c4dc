import { setTimeout as wait } from 'node:timers/promises'
import { backoff } from '../../engine/backoff.ts'
import type { Child, Exit } from './child.ts'

/** Who has run this long is healthy: its next failure counts as the first. */
const HEALTHY_AFTER_MS = 60_000
/** Nobody waits longer than this for what has come back; a start costs about a second of one core. */
const LONGEST_WAIT_MS = 5_000

export interface Job {
  readonly name: string
  start(): Promise<Child>
  /** Whether this exit means that there is no more to do. */
  isDone(exit: Exit): boolean
}

export interface KeepRunningEvents {
  /** Called for each exit that is not wanted. @param againInMs how long until it is started again. */
  onDied(name: string, exit: Exit, againInMs: number): void
}

/** A job that is started again whenever it dies. */
export interface Kept {
  readonly name: string
  readonly child: Child | null
  /** Resolves when the job is done or was stopped. */
  readonly ended: Promise<void>
  stop(withinMs: number): Promise<void>
}

/** How many failures in a row this one makes. */
export function failuresAfter(failuresBefore: number, ranMs: number): number {
  return ranMs >= HEALTHY_AFTER_MS ? 1 : failuresBefore + 1
}

/** @param first a child of this job that runs already. */
export function keepRunning(job: Job, events: KeepRunningEvents, first?: Child): Kept {
  const stopping = new AbortController()
  let child: Child | null = first ?? null

  const isStopping = (): boolean => stopping.signal.aborted
  const startOrSay = async (): Promise<Child | Exit> => {
    try {
      return await job.start()
    } catch (error) {
      return { code: null, signal: null, lastWords: error instanceof Error ? error.message : String(error) }
    }
  }

  /** @returns how it ended; null when it was to be stopped before it ran. */
  const runOnce = async (): Promise<Exit | null> => {
    if (isStopping()) return null
    const started = child ?? (await startOrSay())
    if (!('exited' in started)) return started
    child = started
    if (isStopping()) return null
    const exit = await started.exited
    child = null
    return exit
  }

  const keep = async (): Promise<void> => {
    for (let failures = 0; ;) {
      const startedMs = performance.now()
      const exit = await runOnce()
      if (exit === null || isStopping() || job.isDone(exit)) return
      failures = failuresAfter(failures, performance.now() - startedMs)
      const againInMs = Math.min(backoff(failures), LONGEST_WAIT_MS)
      events.onDied(job.name, exit, againInMs)
      await wait(againInMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }

  const ended = keep()
  return {
    name: job.name,
    get child() {
      return child
    },
    ended,
    async stop(withinMs) {
      stopping.abort()
      await child?.stop(withinMs)
      await ended
      await child?.stop(withinMs) // it was being started when the first line ran
    },
  }
}
