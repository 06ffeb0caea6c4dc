import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { constants, setPriority, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { resolveJars } from '../streams/app/embedded/jars.ts'
import { onPath } from '../streams/app/embedded/mongodb.ts'
import { CACHE_FOLDER } from '../streams/app/program-folder.ts'
import { silentReport } from '../streams/app/supervisor/terminal.ts'
import { TALLY } from './support/closing-line.ts'

/**
 * `npm test`: everything that is checked, arranged for two processors. The tests of the whole program run one at a time and
 * mostly wait, so what only computes runs beside them, at a lower priority. Ends at once when the static checks fail; after
 * that every test runs, whatever failed before.
 */

type Command = readonly string[]
interface Phase {
  readonly name: string
  readonly run: Command
  /** One after another, with their output after that of the phase. */
  readonly beside?: readonly Command[]
}

const NODE = process.execPath
const VITEST = join(dirname(fileURLToPath(import.meta.resolve('vitest/package.json'))), 'vitest.mjs')
const tests = (...projects: readonly string[]) => [
  ...[NODE, VITEST, 'run'],
  ...projects.flatMap((name) => ['--project', name]),
]

const STATIC: Phase = { name: 'static checks', run: ['npm', 'run', 'static'] }
const PHASES: readonly Phase[] = [
  { name: 'fast tests', run: tests('fast') },
  {
    name: 'tests of the whole program; beside them the fast tests on the newest LTS of Node, and the demo',
    run: tests('alone'),
    beside: [[NODE, '--import', 'tsx', 'test/node-lts/run.ts', '--maxWorkers', '1'], tests('demo')],
  },
  { name: 'tests with Kafka, other tests with the embedded stack or a browser', run: tests('kafka', 'system') },
]

const folder = mkdtempSync(join(tmpdir(), 'slipstream-test-'))
const tally = join(folder, 'tally')
const running = new Set<ChildProcess>()
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop.abort()
    for (const child of running) child.kill(signal)
  })
}

const jars = fetchJars()
const seconds: string[] = []
let isGood = await pass(STATIC)
if (isGood) for (const phase of PHASES) isGood = (await pass(phase)) && isGood
stop.abort()
await jars
process.exitCode = isGood ? 0 : 1
process.stdout.write(`\n${seconds.join('\n')}\n${closingLine()}\n`)
rmSync(folder, { recursive: true, force: true })

/** Whatever they lack is reported by the first test that needs them. The download takes its time beside the static checks. */
async function fetchJars(): Promise<void> {
  const maven = onPath('mvn', process.env['PATH'])
  if (maven !== null) await resolveJars(CACHE_FOLDER, maven, silentReport, stop.signal).catch(() => undefined)
}

async function pass({ name, run, beside = [] }: Phase): Promise<boolean> {
  if (stop.signal.aborted) return false
  const startedAt = performance.now()
  const side = inTurn(beside)
  const isPassed = await ended(start(run, 'inherit'))
  const { output, isPassed: isSidePassed } = await side
  process.stdout.write(output)
  seconds.push(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(5)} s: ${name}`)
  return isPassed && isSidePassed
}

async function inTurn(commands: readonly Command[]): Promise<{ readonly output: string; readonly isPassed: boolean }> {
  let [output, isPassed] = ['', true]
  for (const command of commands) {
    const child = start(command, 'pipe')
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL)
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    isPassed = (await ended(child)) && isPassed
  }
  return { output, isPassed }
}

function start([program = '', ...args]: Command, output: 'inherit' | 'pipe'): ChildProcess {
  const child = spawn(program, args, {
    env: { ...process.env, [TALLY]: tally },
    stdio: ['ignore', output, output],
    shell: process.platform === 'win32' && program === 'npm',
  })
  running.add(child)
  return child
}

function ended(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isGood: boolean) => {
      running.delete(child)
      resolve(isGood)
    }
    child.once('close', (code) => end(code === 0))
    child.once('error', () => end(false))
  })
}

/** Of all runs together: the last line, for a reader of that alone. */
function closingLine(): string {
  let [passed, failed] = [0, 0]
  for (const line of tallied().split('\n')) {
    const [more = 0, wrong = 0] = line.split(' ').map(Number)
    passed += more
    failed += wrong
  }
  return `${passed} passed, ${failed} failed`
}

function tallied(): string {
  try {
    return readFileSync(tally, 'utf8')
  } catch {
    return '' // no test ran
  }
}
