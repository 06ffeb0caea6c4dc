import { execFile } from 'node:child_process'
import { basename, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { median, withInterval } from './figures.ts'
import type { Figure } from './figures.ts'

const ROUNDS = 3
const CHILD = fileURLToPath(new URL('./library-scan-child.ts', import.meta.url))
const HERE = fileURLToPath(new URL('../..', import.meta.url))

const measured = z.object({
  ...{ seconds: z.number(), cpuSeconds: z.number(), peakMb: z.number(), newTracks: z.number() },
})
const answer = z.object({ unchanged: measured, retagged: measured })
type Answer = z.infer<typeof answer>

/** What is scanned, and what no scan of it can do without. */
const scans = [
  { kind: 'unchanged', floor: 'stat of each' },
  { kind: 'retagged', floor: 'reading the bytes of each' },
] as const
const metrics = [
  { of: 'seconds', metric: 'time', unit: 's' },
  { of: 'cpuSeconds', metric: 'processor time', unit: 's' },
  { of: 'peakMb', metric: 'peak of memory', unit: 'MB' },
] as const

/** @param base the folder of an older checkout with its packages installed. */
export interface ScanBenchOptions {
  readonly files: number
  readonly base: string | undefined
}

/** Scans of small tagged files, known and unchanged or retagged, beside the physical floor and an older checkout. */
export async function libraryScanBench(
  progress: (line: string) => void,
  { files, base }: ScanBenchOptions,
): Promise<readonly Figure[]> {
  const rounds: { readonly floor: Answer; readonly here: Answer; readonly base: Answer | null }[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const older = base === undefined ? null : await measure(resolve(base), files)
    rounds.push({ floor: await measure('floor', files), here: await measure(HERE, files), base: older })
    progress(`scans of ${files} files: round ${round + 1} of ${ROUNDS}`)
  }
  return scans.flatMap(({ kind, floor }) => {
    const about = { name: 'library', subject: `scan of ${files} ${kind} files` }
    const newTracks = Math.max(...rounds.map(({ here }) => here[kind].newTracks))
    const older = rounds.flatMap((round) => (round.base === null ? [] : [{ here: round.here, base: round.base }]))
    return [
      ...metrics.flatMap(({ of, metric, unit }): readonly Figure[] => {
        const figure = { ...about, metric, value: median(rounds.map(({ here }) => here[kind][of])), unit }
        const beside = withInterval(rounds.map((round) => round.here[kind][of] / round.floor[kind][of]))
        const besideBase = older.map((round) => round.here[kind][of] / round.base[kind][of])
        return [
          { ...figure, peer: floor, ...beside },
          ...(besideBase.length === 0 ? [] : [{ ...figure, peer: basename(base ?? ''), ...withInterval(besideBase) }]),
        ]
      }),
      {
        ...{ ...about, metric: 'tracks to be analysed again', value: newTracks, unit: '' },
        ...{ goal: 0, met: newTracks === 0 },
      },
    ]
  })
}

async function measure(what: string, files: number): Promise<Answer> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', CHILD, what, String(files)])
  return answer.parse(JSON.parse(stdout))
}
