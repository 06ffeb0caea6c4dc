import type { Logger } from 'pino'
import type { DebouncedSignal } from './change-signal.ts'
import type { ScanResult, Scanner } from './scanner.ts'
import { STABLE_AFTER_MS } from './stability.ts'
import { openWatch } from './watch.ts'
import type { WatchCoverage } from './watch.ts'

/** Periodic scans find what the system does not notify of, such as changes made by another machine on a network disk. */
const PERIOD_MS = 300_000
/** The period when some folders could not be watched, or one is waited for: a disk that is mounted again notifies nobody. */
const SHORT_PERIOD_MS = 30_000
/** Duty cycle: 20 % for triggered scans and while a folder is waited for, 2 % for periodic ones. */
const TRIGGERED_DUTY = 0.2
const PERIODIC_DUTY = 0.02

export interface KeepScanning {
  readonly scanner: Scanner
  readonly log: Logger
  readonly signal: AbortSignal
  /** Collects notifications of changes; a scan follows each burst. */
  readonly changes: DebouncedSignal
  /** Called at each notification, many times a second perhaps. */
  onNotified(): void
  onStart(): void
  onResult(result: ScanResult): Promise<void>
}

/** When the next scan begins, counted from the end of the last one. */
export interface Pause {
  /** Without any change notification. */
  readonly atMostMs: number
  /** With one. */
  readonly atLeastMs: number
}

/**
 * @param tookMs how long the last scan took, without what the next does not do again. @param rescanMs when to do what it left to do; null: nothing.
 * @param waits whether a library folder is waited for.
 */
export function pauseAfter(
  tookMs: number,
  rescanMs: number | null,
  isEveryFolderWatched: boolean,
  waits = false,
): Pause {
  const atLeastMs = tookMs / TRIGGERED_DUTY - tookMs
  if (rescanMs !== null) return { atLeastMs, atMostMs: Math.max(rescanMs, atLeastMs) }
  if (waits) return { atLeastMs, atMostMs: Math.max(SHORT_PERIOD_MS, atLeastMs) }
  return {
    atLeastMs,
    atMostMs: Math.max(isEveryFolderWatched ? PERIOD_MS : SHORT_PERIOD_MS, tookMs / PERIODIC_DUTY),
  }
}

/**
 * What of a scan the next one does again. Files that are read are read once: an import of an hour does not put off the next change
 * by four.
 */
function repeatedMs({ counts }: ScanResult, walkedMs: number, tookMs: number): number {
  return counts.new + counts.changed + counts.hashed > 0 ? walkedMs : tookMs
}

/** As soon as a file counts as written; times of files are whole milliseconds. */
function rescanAfter({ settlesAt }: ScanResult): number {
  return settlesAt === null ? STABLE_AFTER_MS : Math.min(STABLE_AFTER_MS, Math.max(0, settlesAt - Date.now()) + 10)
}

/**
 * Scans, and scans again after each change in the folders that were found and once per period, until the signal aborts.
 * @throws {Error} when a scan does, and when the signal aborts.
 */
export async function keepScanning(options: KeepScanning): Promise<void> {
  const { scanner, log, signal, changes, onStart, onResult } = options
  const watch = openWatch(() => {
    changes.notify()
    options.onNotified()
  })
  let lastWhy: string | null = null
  try {
    for (;;) {
      const startedMs = performance.now()
      onStart()
      let coverage: WatchCoverage = { added: 0, why: null }
      let walkedMs = 0
      const result = await scanner.scan((folders) => {
        walkedMs = performance.now() - startedMs
        coverage = watch.watchOnly(folders)
      })
      const { added, why } = coverage
      if (why !== null && why !== lastWhy)
        log.warn(`Some folders cannot be watched, so the library is scanned periodically: ${why}.`)
      lastWhy = why
      await onResult(result)
      // A folder may have changed after the walk read it and before it was watched.
      const rescanMs = result.incomplete || added > 0 ? rescanAfter(result) : null
      const againMs = repeatedMs(result, walkedMs, performance.now() - startedMs)
      const { atLeastMs, atMostMs } = pauseAfter(againMs, rescanMs, why === null, result.waits)
      await changes.wait(atLeastMs, atMostMs, signal)
    }
  } finally {
    watch.close()
  }
}
