import { appendFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/** Names the environment variable that names the file to which each run adds a line, `PASSED FAILED`. */
export const TALLY = 'SLIPSTREAM_TEST_TALLY'

/** Prints `N passed, N failed` as the last line, for a reader of that alone. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0
    let failed = errors.length
    for (const module of modules) {
      const tests = [...module.children.allTests()]
      passed += tests.filter((test) => test.result().state === 'passed').length
      failed += tests.filter((test) => test.result().state === 'failed').length
      if (module.errors().length > 0) failed += 1
    }
    const tally = process.env[TALLY]
    if (tally !== undefined) appendFileSync(tally, `${passed} ${failed}\n`)
    process.on('exit', () => {
      process.stdout.write(`${passed} passed, ${failed} failed\n`)
    })
  }
}
