import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { printableInLine } from '../../engine/printable.ts'
import { identityOf, isAlive } from '../../engine/process-identity.ts'
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

const NO_CRASH: CrashesInRow = { crashesInRow: 0, lastError: null }
/** What is known of a process that could not say why it ended. */
const KILLED = 'It was killed, or ran out of memory.'
const SHOWN_CHARS = 200

const identitySchema = z.object({ pid: z.number(), startedAt: z.string() })
const recordSchema = z.object({
  crashesInRow: z.number().int().min(0),
  lastError: z.string().nullable(),
  /** Processes that have not said how they ended. */
  running: z.array(identitySchema),
})

/** A file that cannot be read or written counts nothing: that must not keep a processor from running. */
export function openCrashRecord(dataFolder: string, processor: string): CrashRecord {
  const folder = join(dataFolder, 'crashes')
  const path = join(folder, `${encodeURIComponent(processor)}@${encodeURIComponent(hostname())}.json`)
  const self = identityOf(process.pid)
  const before = read(path)
  const others = before.running.filter(isAlive)
  const killed = before.running.length - others.length
  let current: CrashesInRow = {
    crashesInRow: before.crashesInRow + killed,
    lastError: killed > 0 ? KILLED : before.lastError,
  }
  let isCrashed = false
  const write = (isRunning: boolean) => {
    const running = isRunning && self !== null ? [...others, self] : others
    try {
      mkdirSync(folder, { recursive: true })
      writeFileSync(`${path}.${process.pid}`, JSON.stringify({ ...current, running }))
      renameSync(`${path}.${process.pid}`, path)
    } catch {
      // Nothing is counted then.
    }
  }
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

/** The message without a stack trace, and without what must be shown nowhere. */
function firstLineOf(error: unknown): string {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).trim().split('\n')
  const line = printableInLine(first)
  return line.length > SHOWN_CHARS ? `${line.slice(0, SHOWN_CHARS)}…` : line
}

function read(path: string): z.infer<typeof recordSchema> {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return { ...NO_CRASH, running: [] }
  }
}
