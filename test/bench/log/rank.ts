import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { median } from '../figures.ts'
import type { Figure } from '../figures.ts'
import { runChild } from './child.ts'
import { ROUNDS } from './consume.ts'

const CHILD = join(import.meta.dirname, 'rank-child.ts')
const printed = z.object({ count: z.number(), seconds: z.number(), cpuSeconds: z.number() })

const KINDS = {
  fold: { subject: 'plays into profiles', unit: 'plays', count: 200_000, goal: 20_000 },
  lists: { subject: 'lists of neighbours, 10,000 tracks', unit: 'lists', count: 3_000, goal: 2_000 },
} as const

/** What plays cost without a log: the goal is for one core, so of processor time. */
export async function rankPart(kind: keyof typeof KINDS, progress: (line: string) => void): Promise<readonly Figure[]> {
  const { subject, unit, count, goal } = KINDS[kind]
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-bench-rank-'))
  const runs: { readonly perS: number; readonly perCpuS: number; readonly peakMb: number }[] = []
  try {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const args = ['--import', 'tsx', CHILD, kind, String(count)]
      const out = join(folder, 'out')
      const { peakMb } = await runChild({ command: process.execPath, args, out })
      const { count: done, seconds, cpuSeconds } = printed.parse(JSON.parse(readFileSync(out, 'utf8')))
      if (done < count) throw new Error(`${count} plays gave ${done} ${unit}`)
      runs.push({ perS: done / seconds, perCpuS: done / cpuSeconds, peakMb })
      progress(`round ${round}: ${subject} ${Math.round(done / seconds)}/s, ${Math.round(done / cpuSeconds)}/CPU-s`)
    }
  } finally {
    await rm(folder, { recursive: true })
  }
  const row = (metric: string, of: string, values: readonly number[]): Figure => ({ name: 'log', subject, metric, value: median(values), unit: of }) // prettier-ignore
  const perCpu = row('throughput', `${unit}/CPU-s`, runs.map(({ perCpuS }) => perCpuS)) // prettier-ignore
  return [
    row('throughput', `${unit}/s`, runs.map(({ perS }) => perS)), // prettier-ignore
    { ...perCpu, goal, met: perCpu.value >= goal },
    row('peak memory', 'MB', runs.map(({ peakMb }) => peakMb)), // prettier-ignore
  ]
}
