import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { noise, sine, sum, wav } from '../support/audio.ts'
import { startSlipstream } from '../support/slipstream.ts'
import type { Figure } from './figures.ts'
import { fmaBench } from './fma.ts'
import { groupTracksBench } from './group-tracks.ts'
import { libraryScanBench } from './library-scan.ts'
import { librarySearchBench } from './library-search.ts'
import { processesOf, TICKS_PER_S } from './processes.ts'
import type { RunningProcess } from './processes.ts'

const FILES = 10_000
const FILES_PER_FOLDER = 20
const SAMPLE_RATE_HZ = 22_050
const LOOK_EVERY_MS = 1_000
/** Largest ratio of the costs per file, for ten times as many files. */
const GOAL_COST = 1.25
const library = z.object({ tracks: z.number(), heard: z.number(), failed: z.number(), indexed: z.number() })

interface Import {
  readonly files: number
  readonly seconds: number
  readonly cpuSeconds: number
  readonly cpuByName: ReadonlyMap<string, number>
  readonly peakMbByName: ReadonlyMap<string, number>
}

const PARTS = ['scan', 'search', 'group', 'fma', 'import'] as const

/**
 * All of a library: scans of one that is known, search, and the import of a new one. `--files N` instead of 10,000; `--part NAME` for
 * one alone; `--base DIR` scans beside an older checkout too.
 */
export async function libraryBench(
  progress: (line: string) => void,
  options: readonly string[],
): Promise<readonly Figure[]> {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...options],
    options: { json: { type: 'boolean' }, files: text, part: text, base: text },
  })
  const { part, base } = values
  const files = z.coerce
    .number()
    .int()
    .min(20)
    .parse(values.files ?? FILES)
  const parts = part === undefined ? PARTS : [z.enum(PARTS).parse(part)]
  return [
    ...(parts.includes('scan') ? await libraryScanBench(progress, { files, base }) : []),
    ...(parts.includes('search') ? await librarySearchBench(progress) : []),
    ...(parts.includes('group') ? groupTracksBench(progress) : []),
    ...(parts.includes('fma') ? await fmaBench(progress) : []),
    ...(parts.includes('import') ? await libraryImportBench(progress, files) : []),
  ]
}

/**
 * A library of short files, from `npm start` on an empty data folder until every track is analysed and indexed: what a file
 * costs, whether that grows with their number, and how much memory each process came to hold.
 */
async function libraryImportBench(progress: (line: string) => void, files: number): Promise<readonly Figure[]> {
  const few = await importOf(Math.ceil(files / 10), progress)
  const many = await importOf(files, progress)
  const name = 'library'
  const ofEach = [few, many].flatMap((each): readonly Figure[] => {
    const subject = `${each.files} files of a second`
    return [
      { name, subject, metric: 'until all were indexed', value: each.seconds, unit: 's' },
      { name, subject, metric: 'files', value: each.files / each.seconds / cpus().length, unit: 'per second and core' },
      {
        name,
        subject,
        metric: 'files',
        value: each.files / each.cpuSeconds,
        unit: 'per processor second, all processes',
      },
      ...[...each.cpuByName]
        .filter(([, seconds]) => seconds >= 0.02 * each.cpuSeconds)
        .map(([process, seconds]): Figure => ({
          ...{ name, subject: `${subject}, ${process}`, metric: 'processor time each' },
          ...{ value: (1_000 * seconds) / each.files, unit: 'ms' },
        })),
      ...[...each.peakMbByName].map(([process, value]): Figure => ({
        ...{ name, subject: `${subject}, ${process}`, metric: 'peak of memory', value, unit: 'MB' },
      })),
    ]
  })
  const each = ({ cpuSeconds, files }: Import) => (1_000 * cpuSeconds) / files
  const ratio = each(many) / each(few)
  return [
    ...ofEach,
    {
      ...{ name, subject: `${many.files} files of a second`, metric: 'processor time each, all processes' },
      ...{ value: each(many), unit: 'ms', peer: String(few.files), ratio, goal: GOAL_COST, met: ratio <= GOAL_COST },
    },
  ]
}

async function importOf(files: number, progress: (line: string) => void): Promise<Import> {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-library-'))
  const music = join(folder, 'music')
  writeLibrary(music, files)
  const running = await startSlipstream(join(folder, 'data'), [music])
  const startedAt = performance.now()
  const seen = new Map<number, RunningProcess>()
  const look = () => {
    for (const [pid, process] of processesOf(running.child.pid ?? 0)) seen.set(pid, process)
  }
  look()
  const before = new Map([...seen].map(([pid, { ticks }]) => [pid, ticks]))
  try {
    for (let told = 0; ;) {
      await wait(LOOK_EVERY_MS)
      look()
      const { heard, failed, indexed } = library.parse(await (await fetch(`${running.url}/api/library`)).json())
      if (failed > 0) {
        const unheard = await (await fetch(`${running.url}/api/library/unheard`)).text()
        throw new Error(`${failed} generated files could not be analysed: ${unheard}`)
      }
      if (indexed === files) break
      if (heard - told >= files / 10) progress(`${(told = heard)} of ${files} files analysed`)
    }
    const seconds = (performance.now() - startedAt) / 1_000
    const cpuByName = new Map<string, number>()
    const peakMbByName = new Map<string, number>()
    for (const [pid, { name, ticks, peakMb }] of seen) {
      const used = (ticks - (before.get(pid) ?? 0)) / TICKS_PER_S
      cpuByName.set(name, (cpuByName.get(name) ?? 0) + used)
      peakMbByName.set(name, Math.max(peakMbByName.get(name) ?? 0, peakMb))
    }
    const cpuSeconds = [...cpuByName.values()].reduce((all, used) => all + used, 0)
    return { files, seconds, cpuSeconds, cpuByName, peakMbByName }
  } finally {
    await running.stop('SIGINT')
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Each file is another tone in noise, one second long. */
function writeLibrary(folder: string, files: number): void {
  for (let n = 0; n < files; n += 1) {
    const place = join(folder, `Album ${Math.floor(n / FILES_PER_FOLDER)}`)
    if (n % FILES_PER_FOLDER === 0) mkdirSync(place, { recursive: true })
    const tone = sine(SAMPLE_RATE_HZ, 80 + ((n * 37) % 4_000), SAMPLE_RATE_HZ, 0.4)
    const sound = sum(tone, noise(SAMPLE_RATE_HZ, n, 0.02 + (n % 11) / 40))
    writeFileSync(join(place, `Study ${n}.wav`), wav([sound], SAMPLE_RATE_HZ))
  }
}
