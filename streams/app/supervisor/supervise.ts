import { setTimeout as wait } from 'node:timers/promises'
import { backoff } from '../../engine/backoff.ts'
import { HEALTHY_AFTER_MS, isCrashLoop } from '../../engine/crash-loop.ts'
import type { PauseSwitch } from './pauses.ts'
import type { RunningProgram, ProgramExit } from './running-program.ts'

/** A program that is paused has this long to finish its batches. */
const PAUSE_WITHIN_MS = 5_000
/** The longest delay before a restart, which costs about a second of one core. */
const MAX_DELAY_MS = 5_000

export interface SupervisedJob {
  readonly name: string
  start(): Promise<RunningProgram>
  /** Whether this exit ends the job; otherwise the program is restarted. */
  isDone(exit: ProgramExit): boolean
  /** Whether it would end the same way again: it is not restarted until the user has changed something. */
  isFatal(exit: ProgramExit): boolean
  /** Resolves when a restart makes sense, such as when there is room on the disk. */
  untilPossible?(signal: AbortSignal): Promise<void>
  /** While it is paused the program is kept stopped, which is no failure. */
  readonly pause?: PauseSwitch
}

/** A program that ended and is restarted. */
export interface Restart {
  readonly exit: ProgramExit
  /** Delay until the restart. */
  readonly inMs: number
  /** How often it has ended in a row, this time included. */
  readonly failures: number
}

export interface SupervisionEvents {
  /** Called before each restart. */
  onDied(name: string, restart: Restart): void
  /** The program ended with `isFatal`: it stays ended. */
  onFatal(name: string, exit: ProgramExit): void
  /** A program that was in a crash loop has run for a minute. */
  onRecovered(name: string): void
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

const restartDelayMs = (failures: number): number => Math.min(backoff(failures), MAX_DELAY_MS)

export interface SuperviseOptions {
  /** A process of this job that runs already. */
  readonly first?: RunningProgram
  readonly healthyAfterMs?: number
  /** Delay before a restart. @param failures consecutive failures, from 1. */
  delayMs?(failures: number): number
}

export function supervise(
  job: SupervisedJob,
  events: SupervisionEvents,
  { first, healthyAfterMs = HEALTHY_AFTER_MS, delayMs = restartDelayMs }: SuperviseOptions = {},
): SupervisedProcess {
  const stopping = new AbortController()
  let running: RunningProgram | null = first ?? null

  const isStopping = (): boolean => stopping.signal.aborted
  const startOrExit = async (): Promise<RunningProgram | ProgramExit> => {
    try {
      return await job.start()
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return { code: null, signal: null, lastError: message, message }
    }
  }

  /** @returns how it ended; null when it was stopped before it started; `paused` when it was ended for a pause. */
  const runOnce = async (failures: number): Promise<ProgramExit | 'paused' | null> => {
    if (isStopping()) return null
    const started = running ?? (await startOrExit())
    if (!('exited' in started)) return started
    running = started
    if (isStopping()) return null
    const recovered = isCrashLoop(failures) ? setTimeout(() => events.onRecovered(job.name), healthyAfterMs) : undefined
    const wasPaused = stopWhenPaused(started, job.pause)
    const exit = await started.exited
    clearTimeout(recovered)
    running = null
    return wasPaused() ? 'paused' : exit
  }

  const keep = async (): Promise<void> => {
    for (let failures = 0; ;) {
      await job.pause?.untilResumed(stopping.signal).catch(() => undefined)
      const startedMs = performance.now()
      const exit = await runOnce(failures)
      if (exit === 'paused' && !isStopping()) {
        failures = 0
        continue
      }
      if (exit === null || exit === 'paused' || isStopping() || job.isDone(exit)) return
      if (job.isFatal(exit)) {
        events.onFatal(job.name, exit)
        return
      }
      failures = failuresAfter(failures, performance.now() - startedMs)
      const inMs = delayMs(failures)
      events.onDied(job.name, { exit, inMs, failures })
      await wait(inMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      await job.untilPossible?.(stopping.signal).catch(() => undefined)
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

/** Stops a running program once it is paused. @returns whether that was so, to be called when it has ended. */
function stopWhenPaused(program: RunningProgram, pause: PauseSwitch | undefined): () => boolean {
  const ended = new AbortController()
  let isPaused = false
  const stop = async (paused: PauseSwitch) => {
    await paused.untilPaused(ended.signal)
    isPaused = true
    await program.stop(PAUSE_WITHIN_MS)
  }
  if (pause !== undefined) stop(pause).catch(() => undefined) // it has ended first
  return () => {
    ended.abort()
    return isPaused
  }
}
