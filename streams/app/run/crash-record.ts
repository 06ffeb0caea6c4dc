import { printableInLine } from '../../engine/printable.ts'
import { identityOf, isAlive } from '../../engine/process-identity.ts'
import {
  crashFilePath,
  NO_CRASH,
  readCrashFile,
  removeOldCrashFiles,
  writeCrashFile,
} from '../../engine/runtime/crash-files.ts'
import type { CrashesInRow } from '../../engine/runtime/metrics-recorder.ts'

/**
 * The crashes of a processor, one after another, none of which came after a minute of running. A file of the data folder counts
 * them, because each process knows only its own: it works under any supervisor. Each machine counts alone.
 */
export interface CrashRecord {
  current(): CrashesInRow
  /** This process is about to end by this error; only the first call counts. */
  crashed(error: unknown): void
  hasCrashed(): boolean
  /** This process has run for a minute. */
  healthy(): void
  /** This process ends in order: its supervisor has seen the crashes. */
  ended(): void
}

/** What is known of a process that could not say why it ended. */
const KILLED = 'It was killed, or ran out of memory.'
const SHOWN_CHARS = 200

export function openCrashRecord(dataFolder: string, processor: string): CrashRecord {
  const path = crashFilePath(dataFolder, processor)
  const self = identityOf(process.pid)
  removeOldCrashFiles(dataFolder, Date.now())
  const { others, counted } = untilNow(path)
  let current: CrashesInRow = counted
  let isCrashed = false
  const write = (isRunning: boolean) =>
    writeCrashFile(path, { ...current, running: isRunning && self !== null ? [...others, self] : others })
  write(true)
  return {
    current: () => current,
    crashed(error) {
      if (isCrashed) return
      isCrashed = true
      current = { crashesInRow: current.crashesInRow + 1, lastError: firstLineOf(error) }
      write(false)
    },
    hasCrashed: () => isCrashed,
    healthy() {
      current = NO_CRASH
      write(true)
    },
    ended() {
      current = NO_CRASH
      write(false)
    },
  }
}

/** A death that the supervisor has seen. */
export interface SeenDeath {
  /** How often it saw the processor end in a row, this time included. */
  readonly failures: number
  /** What the output of the process says; null of one that a signal ended. */
  readonly lastError: string | null
}

/** Counts a death that the process could not count itself: it ended before it ran any of our code, or was killed. */
export function recordDeath(dataFolder: string, processor: string, { failures, lastError }: SeenDeath): void {
  const path = crashFilePath(dataFolder, processor)
  const { others, counted, killed } = untilNow(path)
  const isToldByItself = killed === 0 && counted.crashesInRow >= failures
  const reason = lastError === null || lastError === '' ? KILLED : firstLineOf(lastError)
  writeCrashFile(path, {
    crashesInRow: Math.max(counted.crashesInRow, failures),
    lastError: isToldByItself ? counted.lastError : reason,
    running: others,
  })
}

/** The crashes of the processor, with those of processes that have ended without a word. */
function untilNow(path: string) {
  const before = readCrashFile(path)
  const others = before.running.filter(isAlive)
  const killed = before.running.length - others.length
  const counted: CrashesInRow = {
    crashesInRow: before.crashesInRow + killed,
    lastError: killed > 0 ? KILLED : before.lastError,
  }
  return { others, killed, counted }
}

/** The message without a stack trace, and without what must be shown nowhere. */
function firstLineOf(error: unknown): string {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).trim().split('\n')
  const line = printableInLine(first)
  return line.length > SHOWN_CHARS ? `${line.slice(0, SHOWN_CHARS)}…` : line
}
