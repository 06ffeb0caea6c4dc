import { join } from 'node:path'
import type { Logger } from 'pino'
import type { ScanProblem } from '../../../schemas/generated.ts'

/** The problems of one scan, each logged once. */
export interface ProblemLog {
  /** A folder that is away is none of them: `LibraryScan.away` names it, and it is no file that failed. */
  readonly problems: readonly ScanProblem[]
  report(problem: ScanProblem): void
  /** Says that a library folder cannot be looked into, or that the tracks of a folder below it are kept. */
  reportAway(problem: ScanProblem): void
}

/** Logs that a folder is away when it goes, or when the reason changes, and once when it is back. */
export interface AwayLog {
  away(problem: ScanProblem): void
  /** Ends a scan: the folders that it did not call away are back. */
  endScan(): void
}

export function openProblemLog(log: Logger, awayLog: AwayLog): ProblemLog {
  const problems: ScanProblem[] = []
  return {
    problems,
    reportAway: (problem) => awayLog.away(problem),
    report(problem) {
      problems.push(problem)
      const { library, path, why } = problem
      if (path !== '') log.warn({ library, path }, `Could not read ${path}: ${why}.`)
      else log.error({ library }, notScanned(problem))
    },
  }
}

export function openAwayLog(log: Logger): AwayLog {
  let awayBefore: ReadonlyMap<string, ScanProblem> = new Map()
  let awayNow = new Map<string, ScanProblem>()
  return {
    away(problem) {
      const { library, path, why } = problem
      const folder = join(library, path)
      if (awayBefore.get(folder)?.why !== why)
        if (path === '') log.error({ library }, notScanned(problem))
        else log.warn({ library, path }, `The tracks of ${folder} are kept as not here now: ${why}.`)
      awayNow.set(folder, problem)
    },
    endScan() {
      for (const [folder, { library, path }] of awayBefore) {
        if (awayNow.has(folder)) continue
        if (path === '') log.info({ library }, `The library folder ${library} is back, and was scanned.`)
        else log.info({ library, path }, `The folder ${folder} is not waited for any more.`)
      }
      awayBefore = awayNow
      awayNow = new Map()
    },
  }
}

function notScanned({ library, why }: ScanProblem): string {
  return `Could not scan the library folder ${library}, so its tracks stay unchanged: ${why}.`
}
