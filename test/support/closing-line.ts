import { appendFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'
import { reportOf } from './failures.ts'

/**
 * Names the environment variable that names the file to which each run adds a line: its `RunReport` as JSON. The program that
 * the tests start has it too, and refuses settings of its own prefix that it does not know.
 */
export const REPORT = 'TEST_REPORT'

/** Prints `N passed, N failed` as the last line, for a reader of that alone. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: Parameters<typeof reportOf>[1]): void {
    const report = reportOf(modules, errors)
    const file = process.env[REPORT]
    if (file !== undefined) appendFileSync(file, `${JSON.stringify(report)}\n`)
    process.on('exit', () => {
      process.stdout.write(`${report.passed} passed, ${report.failed} failed\n`)
    })
  }
}
