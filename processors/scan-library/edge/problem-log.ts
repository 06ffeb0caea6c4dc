import type { Logger } from 'pino'
import type { ScanProblem } from '../../../schemas/generated.ts'

/** The problems of one scan, each logged once. */
export interface ProblemLog {
  readonly problems: readonly ScanProblem[]
  report(problem: ScanProblem): void
}

export function openProblemLog(log: Logger): ProblemLog {
  const problems: ScanProblem[] = []
  return {
    problems,
    report(problem) {
      problems.push(problem)
      const { library, path, why } = problem
      if (path !== '') log.warn({ library, path }, `Could not read ${path}: ${why}.`)
      else log.error({ library }, `Could not scan the library folder ${library}, so its tracks stay unchanged: ${why}.`)
    },
  }
}
