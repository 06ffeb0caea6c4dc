import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { median, withInterval } from './figures.ts'
import type { Figure } from './figures.ts'

const ROUNDS = 5
const CHILD = fileURLToPath(new URL('./ingest-child.ts', import.meta.url))
const answer = z.object({ wallMs: z.number(), cpuMs: z.number(), read: z.number(), peakMb: z.number() })
type Measured = z.infer<typeof answer>

interface Comparison {
  readonly kind: 'scan' | 'table'
  readonly subject: string
  readonly few: number
  readonly many: number
}

/** The data set has this many tracks. */
const FMA_TRACKS = 106_574

const comparisons: readonly Comparison[] = [
  { kind: 'scan', subject: 'a second look at files that are as they were', few: 1_000, many: 10_000 },
  { kind: 'table', subject: 'tracks.csv of the Free Music Archive', few: 10_000, many: FMA_TRACKS },
]

/** Largest ratios of the costs per file and of the memory for the table, for ten times as many files. */
const GOAL_COST = 1.25
const GOAL_MEMORY = 1.25

/** The cost of scanning a library again, and how it grows with the number of files. */
export async function ingestBench(progress: (line: string) => void): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  for (const { kind, subject, few, many } of comparisons) {
    const rounds: { readonly few: Measured; readonly many: Measured }[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.push({ few: await measure(kind, few), many: await measure(kind, many) })
      progress(`${subject}: round ${round + 1} of ${ROUNDS}`)
    }
    const base = { name: 'ingest', subject: `${subject}, ${many}`, peer: `${few}` }
    const of = (pick: (measured: Measured) => number) => median(rounds.map(({ many: measured }) => pick(measured)))
    const cost = withInterval(rounds.map((round) => round.many.cpuMs / many / (round.few.cpuMs / few)))
    const memory = withInterval(rounds.map((round) => round.many.peakMb / round.few.peakMb))
    figures.push(
      { name: 'ingest', subject: base.subject, metric: 'time', value: of(({ wallMs }) => wallMs / 1_000), unit: 's' },
      { name: 'ingest', subject: base.subject, metric: 'files or rows read', value: of(({ read }) => read), unit: '' },
      {
        ...{ ...base, metric: 'processor time each', value: of(({ cpuMs }) => (1_000 * cpuMs) / many), unit: 'µs' },
        ...{ ...cost, goal: GOAL_COST, met: cost.ratio <= GOAL_COST },
      },
      {
        ...{ ...base, metric: 'peak of memory', value: of(({ peakMb }) => peakMb), unit: 'MB', ...memory },
        ...(kind === 'table' ? { goal: GOAL_MEMORY, met: memory.ratio <= GOAL_MEMORY } : {}),
      },
    )
  }
  return figures
}

async function measure(kind: Comparison['kind'], count: number): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', CHILD, kind, String(count)])
  return answer.parse(JSON.parse(stdout))
}
