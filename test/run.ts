import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { constants, setPriority, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildProgram } from '../streams/app/build/build-program.ts'
import { builtMain } from '../streams/app/build/built.js'
import { resolveJars } from '../streams/app/embedded/jars.ts'
import { onPath } from '../streams/app/embedded/mongodb.ts'
import { CACHE_FOLDER, PROGRAM_FOLDER } from '../streams/app/program-folder.ts'
import { silentReport } from '../streams/app/supervisor/terminal.ts'
import { REPORT } from './support/closing-line.ts'
import { closingLines, parseReports } from './support/failures.ts'
import type { EndedRun } from './support/failures.ts'

/**
 * `npm test`: everything that is checked, arranged for two processors. The tests of the whole program run one at a time and
 * mostly wait, so what only computes runs beside them, at a lower priority. Ends at once when the static checks fail; after
 * that every test runs, whatever failed before.
 */

interface Command {
  readonly name: string
  readonly argv: readonly string[]
}
interface Phase {
  /** One after another. */
  readonly runs: readonly Command[]
  /** One after another at a lower priority, with their output after that of the phase. */
  readonly beside?: readonly Command[]
}

const NODE = process.execPath
const VITEST = join(dirname(fileURLToPath(import.meta.resolve('vitest/package.json'))), 'vitest.mjs')
const tests = (name: string, project: string, ...options: readonly string[]): Command => ({
  name,
  argv: [NODE, VITEST, 'run', '--project', project, ...options],
})

const STATIC: Phase = { runs: [{ name: 'static checks', argv: ['npm', 'run', 'static'] }] }
const PHASES: readonly Phase[] = [
  {
    runs: [tests('tests of the whole program', 'alone'), tests('tests with Kafka', 'kafka')],
    beside: [
      tests('fast tests', 'fast', '--maxWorkers', '2'),
      tests('demo', 'demo'),
      {
        name: 'fast tests on the newest LTS of Node',
        argv: [NODE, '--import', 'tsx', 'test/node-lts/run.ts', '--maxWorkers', '1'],
      },
    ],
  },
  { runs: [tests('other tests with the embedded stack or a browser', 'system')] },
]

const folder = mkdtempSync(join(tmpdir(), 'slipstream-test-'))
const running = new Set<ChildProcess>()
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop.abort()
    for (const child of running) child.kill(signal)
  })
}

const jars = fetchJars()
// The sources may have changed since `npm ci`; without a build that fits them everything would start by tsx, and late.
if (builtMain(PROGRAM_FOLDER) === null) await buildProgram(PROGRAM_FOLDER)
const seconds: string[] = []
const runs: EndedRun[] = []
await pass(STATIC)
if (isGood()) for (const phase of PHASES) await pass(phase)
stop.abort()
await jars
process.exitCode = isGood() ? 0 : 1
process.stdout.write(`\n${[...seconds, ...closingLines(runs)].join('\n')}\n`)
rmSync(folder, { recursive: true, force: true })

function isGood(): boolean {
  return runs.every(({ isPassed }) => isPassed)
}

/** Whatever they lack is reported by the first test that needs them. The download takes its time beside the static checks. */
async function fetchJars(): Promise<void> {
  const maven = onPath('mvn', process.env['PATH'])
  if (maven !== null) await resolveJars(CACHE_FOLDER, maven, silentReport, stop.signal).catch(() => undefined)
}

function isStopped(): boolean {
  return stop.signal.aborted
}

async function pass({ runs: inFront, beside = [] }: Phase): Promise<void> {
  const startedAt = performance.now()
  const side = inTurn(beside)
  for (const command of inFront) if (!isStopped()) await ended(command, start(command, 'inherit'))
  const waited = secondsSince(startedAt)
  process.stdout.write(await side)
  const names = (of: readonly Command[]) => of.map(({ name }) => name).join(', ')
  seconds.push(
    `${waited} s: ${names(inFront)}`,
    ...(beside.length > 0 ? [`${secondsSince(startedAt)} s, beside them: ${names(beside)}`] : []),
  )
}

function secondsSince(ms: number): string {
  return ((performance.now() - ms) / 1_000).toFixed(0).padStart(5)
}

/** @returns what they printed. */
async function inTurn(commands: readonly Command[]): Promise<string> {
  let output = ''
  for (const command of commands) {
    if (isStopped()) break
    const child = start(command, 'pipe')
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL)
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    await ended(command, child)
  }
  return output
}

function start({ name, argv: [program = '', ...args] }: Command, output: 'inherit' | 'pipe'): ChildProcess {
  const child = spawn(program, args, {
    env: { ...process.env, [REPORT]: join(folder, name) },
    stdio: ['ignore', output, output],
    shell: process.platform === 'win32' && program === 'npm',
  })
  running.add(child)
  return child
}

async function ended({ name }: Command, child: ChildProcess): Promise<void> {
  const isPassed = await new Promise<boolean>((resolve) => {
    child.once('close', (code) => resolve(code === 0))
    child.once('error', () => resolve(false))
  })
  running.delete(child)
  runs.push({ name, isPassed, reports: parseReports(reported(name)) })
}

function reported(name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8')
  } catch {
    return '' // it runs no tests, or ended before them
  }
}
