import { setTimeout as wait } from 'node:timers/promises'
import { backoff } from '../../engine/backoff.ts'
import type { RunningProgram, ProgramExit } from './running-program.ts'

/** After this time a program counts as healthy, and its next failure as the first. */
const HEALTHY_AFTER_MS = 60_000
/** The longest delay before a restart, which costs about a second of one core. */
const MAX_DELAY_MS = 5_000

export interface SupervisedJob {
  readonly name: string
  start(): Promise<RunningProgram>
  /** Whether this exit ends the job; otherwise the program is restarted. */
  isDone(exit: ProgramExit): boolean
}

export interface SupervisionEvents {
  /** Called before each restart. @param againInMs the delay until it. */
  onDied(name: string, exit: ProgramExit, againInMs: number): void
}

/** A program that is restarted, with backoff, whenever it ends. */
export interface SupervisedProcess {
  readonly name: string
  readonly running: RunningProgram | null
  /** Resolves when the job is done or was stopped. */
  readonly ended: Promise<void>
  stop(withinMs: number): Promise<void>
}

/** The number of failures in a row, this one included. */
export function failuresAfter(failuresBefore: number, ranMs: number): number {
  return ranMs >= HEALTHY_AFTER_MS ? 1 : failuresBefore + 1
}

/** @param first a process of this job that runs already. */
export function supervise(job: SupervisedJob, events: SupervisionEvents, first?: RunningProgram): SupervisedProcess {
  const stopping = new AbortController()
  let running: RunningProgram | null = first ?? null

  const isStopping = (): boolean => stopping.signal.aborted
  const startOrExit = async (): Promise<RunningProgram | ProgramExit> => {
    try {
      return await job.start()
    } catch (error) {
      return { code: null, signal: null, lastError: error instanceof Error ? error.message : String(error) }
    }
  }

  /** @returns how it ended; null when it was stopped before it started. */
  const runOnce = async (): Promise<ProgramExit | null> => {
    if (isStopping()) return null
    const started = running ?? (await startOrExit())
    if (!('exited' in started)) return started
    running = started
    if (isStopping()) return null
    const exit = await started.exited
    running = null
    return exit
  }

  const keep = async (): Promise<void> => {
    for (let failures = 0; ;) {
      const startedMs = performance.now()
      const exit = await runOnce()
      if (exit === null || isStopping() || job.isDone(exit)) return
      failures = failuresAfter(failures, performance.now() - startedMs)
      const againInMs = Math.min(backoff(failures), MAX_DELAY_MS)
      events.onDied(job.name, exit, againInMs)
      await wait(againInMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }

  const ended = keep()
  return {
    name: job.name,
    get running() {
      return running
    },
    ended,
    async stop(withinMs) {
      stopping.abort()
      await running?.stop(withinMs)
      await ended
      await running?.stop(withinMs) // its start was under way at the first call
    },
  }
}
