import { stripVTControlCharacters } from 'node:util'
import type { TestModule } from 'vitest/node'
import { z } from 'zod'

/** What failed in the runs of `npm test`, for its last lines: a reader of a log often has its end alone. */

/** Of an error's message: expected and received values of most assertions, not a whole snapshot. */
const MAX_ERROR_LINES = 8
const MAX_LINE_LENGTH = 240

const RunReport = z.object({
  passed: z.number(),
  failed: z.number(),
  failures: z.array(z.object({ file: z.string(), name: z.string(), error: z.array(z.string()) })),
})
type RunReport = z.infer<typeof RunReport>
type Failure = RunReport['failures'][number]

type Thrown = ReturnType<TestModule['errors']>[number]

/** One command of `npm test` that has ended. */
export interface EndedRun {
  readonly name: string
  readonly isPassed: boolean
  /** Empty: it runs no tests, or ended before it could report. */
  readonly reports: readonly RunReport[]
}

/** @param errors those outside of all tests, such as a rejection that nothing handled. */
export function reportOf(modules: readonly TestModule[], errors: readonly Thrown[]): RunReport {
  const failures = errors.map((error): Failure => ({
    file: '',
    name: 'outside of all tests',
    error: [...linesOf(error)],
  }))
  let passed = 0
  for (const module of [...modules].sort((one, other) => (one.moduleId < other.moduleId ? -1 : 1))) {
    const file = `${module.project.name}: ${module.relativeModuleId}`
    const fail = (name: string, thrown: readonly Thrown[]) =>
      failures.push({ file, name, error: thrown.flatMap((each) => [...linesOf(each)]) })
    if (module.errors().length > 0) fail('the file itself', module.errors())
    // A suite that has no error of its own has failed by its tests; one that has, by a hook.
    for (const suite of module.children.allSuites()) if (suite.errors().length > 0) fail(suite.fullName, suite.errors())
    for (const test of module.children.allTests()) {
      const { state, errors } = test.result()
      if (state === 'passed') passed += 1
      else if (state === 'failed') fail(test.fullName, errors)
    }
  }
  return { passed, failed: failures.length, failures }
}

/** @param text what runs have added to the file that `REPORT` names. */
export function parseReports(text: string): readonly RunReport[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => RunReport.parse(JSON.parse(line)))
}

/** Every failure under the name of its run; the last line is the sum of all. */
export function closingLines(runs: readonly EndedRun[]): readonly string[] {
  const reports = runs.flatMap(({ reports }) => reports)
  const sum = (count: (report: RunReport) => number) => reports.reduce((total, report) => total + count(report), 0)
  const failed = runs.flatMap(failureLines)
  return [
    ...(failed.length > 0 ? ['', 'Failed:', ...failed, ''] : []),
    `${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed`,
  ]
}

function failureLines({ name, isPassed, reports }: EndedRun): readonly string[] {
  const failures = reports.flatMap(({ failures }) => failures)
  if (isPassed && failures.length === 0) return []
  if (failures.length === 0) return [`  ${name}: failed, and names no test; its own output says why`]
  return [
    `  ${name}:`,
    ...failures.flatMap(({ file, name, error }) => [
      `    ${[file, name].filter((part) => part !== '').join(' > ')}`,
      ...error.map((line) => `      ${line}`),
    ]),
  ]
}

/** With the place in the test, which the message of an assertion does not name. */
function linesOf({ message, stacks }: Thrown): readonly string[] {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .map((line) => line.slice(0, MAX_LINE_LENGTH))
  const [top] = stacks ?? []
  return [
    ...lines.slice(0, MAX_ERROR_LINES),
    ...(lines.length > MAX_ERROR_LINES ? ['...'] : []),
    ...(top === undefined ? [] : [`at ${top.file}:${top.line}:${top.column}`]),
  ]
}
