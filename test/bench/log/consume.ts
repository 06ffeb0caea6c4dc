import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { median, withInterval } from '../figures.ts'
import type { Figure } from '../figures.ts'
import { linesIn, runChild } from './child.ts'
import type { ChildProgram, ChildRun } from './child.ts'
import type { BenchLog } from './log.ts'
import { missing } from './rows.ts'

export const ROUNDS = 5

/** What each gives of kcat's rate, at least. */
const GOALS = { 'kcat raw': 0.5, 'kcat -J': 1 } as const
type Peer = keyof typeof GOALS

/** Whole programs that print all plays into a file, one after another, round by round. */
export async function consumePart(log: BenchLog): Promise<readonly Figure[]> {
  const programs = programsOf(log)
  const runs = new Map<string, ChildRun[]>(Object.keys(programs).map((name) => [name, []]))
  for (let round = 1; round <= ROUNDS; round += 1) {
    const names = Object.keys(programs)
    for (const name of round % 2 === 1 ? names : names.toReversed()) {
      const program = programs[name]
      if (program === undefined) continue
      const run = await runChild(program)
      requireAll(program.out, name, log.plays)
      runs.get(name)?.push(run)
      log.progress(`round ${round}: ${name} ${inWords(run, log.plays)}`)
    }
  }
  return [...runs].flatMap(([name, of]) => rowsOf(name, of, runs, log))
}

function programsOf(log: BenchLog): Readonly<Record<string, ChildProgram>> {
  const { kcat } = log.peers
  const kcatOf = (args: readonly string[], out: string) => ({
    command: kcat ?? '',
    args: ['-b', log.brokers, '-C', '-t', 'plays', '-o', 'beginning', '-e', '-q', ...args],
    out: join(log.folder, out),
  })
  return {
    'consume --raw': log.slipstream(['consume', 'plays', '--raw'], 'raw'),
    'consume, NDJSON': log.slipstream(['consume', 'plays'], 'ndjson'),
    // kcat writes values of several lines as they are: with keys alone a line is a record.
    ...(kcat !== null && { 'kcat raw': kcatOf([], 'kcat-raw'), 'kcat -J': kcatOf(['-J'], 'kcat-json') }),
  }
}

/** @throws {Error} when records are missing; a value in bytes may hold ends of lines. */
function requireAll(out: string, name: string, plays: number): void {
  const { lines } = linesIn(out)
  rmSync(out)
  if (name === 'kcat raw' ? lines < plays : lines !== plays)
    throw new Error(`${name} gave ${lines} of ${plays} records`)
}

const inWords = ({ seconds, cpuSeconds, peakMb }: ChildRun, plays: number): string =>
  `${Math.round(plays / seconds)}/s, ${Math.round(plays / cpuSeconds)}/CPU-s, ${Math.round(peakMb)} MB`

function rowsOf(
  subject: string,
  runs: readonly ChildRun[],
  all: ReadonlyMap<string, readonly ChildRun[]>,
  { plays }: BenchLog,
): readonly Figure[] {
  const own = (metric: string, unit: string, values: readonly number[]): Figure => ({ name: 'log', subject, metric, value: median(values), unit }) // prettier-ignore
  const rate = own('throughput', 'records/s', runs.map(({ seconds }) => plays / seconds)) // prettier-ignore
  const perCpu = own('throughput', 'records/CPU-s', runs.map(({ cpuSeconds }) => plays / cpuSeconds)) // prettier-ignore
  const memory = own('peak memory', 'MB', runs.map(({ peakMb }) => peakMb)) // prettier-ignore
  if (subject.startsWith('kcat')) return [rate, perCpu, memory]
  const compared = (['kcat raw', 'kcat -J'] as const).flatMap((peer) => comparison(subject, peer, runs, all.get(peer), [rate, perCpu])) // prettier-ignore
  return [rate, perCpu, ...compared, memory]
}

/** By the clock, which has the goal of NDJSON, and by processor time. */
function comparison(
  subject: string,
  peer: Peer,
  runs: readonly ChildRun[],
  peerRuns: readonly ChildRun[] | undefined,
  rows: readonly Figure[],
): readonly Figure[] {
  const hasGoal = subject === 'consume, NDJSON'
  if (peerRuns === undefined) return hasGoal ? [missing(`${subject} beside ${peer}`, 'kcat not found')] : []
  return rows.map((row, n) => {
    const per = n === 0 ? 'seconds' : 'cpuSeconds'
    const ratios = withInterval(runs.map((run, i) => (peerRuns[i]?.[per] ?? NaN) / run[per]))
    const goal = GOALS[peer]
    return { ...row, peer, ...ratios, ...(hasGoal && n === 0 && { goal, met: ratios.ratio >= goal }) }
  })
}
