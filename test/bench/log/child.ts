import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { processesOf } from '../processes.ts'

/** What a program took from its start to its end, with its children. */
export interface ChildRun {
  readonly seconds: number
  readonly cpuSeconds: number
  /** The most resident memory that one of its processes held. */
  readonly peakMb: number
}

export interface ChildProgram {
  readonly command: string
  readonly args: readonly string[]
  /** All of its environment; that of this process unless given. */
  readonly env?: NodeJS.ProcessEnv
  /** File of its standard output. */
  readonly out: string
}

const LOOK_EVERY_MS = 20
/** Of a program whose output does not matter. */
const ERROR_LETTERS = 500
/** The shell tells the processor time of what it waited for: `sh` has no other way, and Node has none for its children. */
const SHELL = '"$@"; code=$?; times >&3; exit $code'

/**
 * Runs a program to its end.
 * @throws {Error} with the end of its standard error, unless it ends with 0.
 */
export async function runChild({ command, args, env = process.env, out }: ChildProgram): Promise<ChildRun> {
  const [output, times] = [openSync(out, 'w'), openSync(`${out}.times`, 'w')]
  const begun = performance.now()
  const child = spawn('sh', ['-c', SHELL, 'sh', command, ...args], {
    env,
    stdio: ['ignore', output, 'pipe', times],
  })
  for (const each of [output, times]) closeSync(each)
  let error = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (error = (error + text).slice(-ERROR_LETTERS)))
  const ended = once(child, 'close')
  const peakMb = await peakUntil(child.pid ?? 0, ended)
  const seconds = (performance.now() - begun) / 1_000
  const [code, signal] = (await ended) as [number | null, string | null]
  if (code !== 0) throw new Error(`${command} ended with ${code ?? signal}: ${error.trim()}`)
  return { seconds, cpuSeconds: cpuSecondsIn(readFileSync(`${out}.times`, 'utf8')), peakMb }
}

/** The most memory that a process of those below `pid` holds until `ended` resolves, looked at now and then; from /proc (Linux). */
export async function peakUntil(pid: number, ended: Promise<unknown>): Promise<number> {
  let peakMb = 0
  const goesOn = async () => {
    for (const each of processesOf(pid).values()) peakMb = Math.max(peakMb, each.peakMb)
    return Promise.race([ended.then(() => false), wait(LOOK_EVERY_MS, true)])
  }
  while (await goesOn());
  return peakMb
}

/** The second line of `times` is of the children: user and system time, as `1m2.345s`. */
export function cpuSecondsIn(times: string): number {
  const [, children = ''] = times.split('\n')
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, s]) => sum + Number(minutes) * 60 + Number(s), 0) // prettier-ignore
}

/** Lines of a file, and its bytes. */
export function linesIn(path: string): { readonly lines: number; readonly bytes: number } {
  const bytes = readFileSync(path)
  let lines = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1
  return { lines, bytes: statSync(path).size }
}
