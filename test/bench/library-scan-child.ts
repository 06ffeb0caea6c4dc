import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { pino } from 'pino'
import { z } from 'zod'
import { wav } from '../support/tag-files.ts'
import { processesOf, TICKS_PER_S } from './processes.ts'
import type { RunningProcess } from './processes.ts'

/**
 * The scans of one checkout, or what no scan can do without, in a process of its own, so that the peak of memory is its own; the answer is one line of
 * JSON. Arguments: `floor` or the folder of a checkout, and the number of files.
 */

const FILES_PER_FOLDER = 20
const SAMPLES = 800

const scannerModule = z.object({ openScanner: z.custom<OpenScanner>((each) => typeof each === 'function') })
const tagReaderModule = z.object({ openTagReader: z.custom<OpenTagReader>((each) => typeof each === 'function') })

interface SentRecord {
  readonly key: string
  readonly value: unknown
}
/** Of this version and of 87cb234, where a scan was called a pass. */
interface AnyScanner {
  scan?(): Promise<unknown>
  pass?(): Promise<unknown>
}
type OpenScanner = (libraries: readonly object[], known: Map<string, unknown>, options: object) => AnyScanner
type OpenTagReader = (log?: unknown) => { close(): Promise<void> }

export interface Measured {
  readonly seconds: number
  readonly cpuSeconds: number
  /** Of this process and its children, since the start. */
  readonly peakMb: number
  /** Tracks of the second scan that the first had not found: extract-features analyses each. */
  readonly newTracks: number
}

/** The program that compiles TypeScript for this process is no part of what is measured. */
const children = (): readonly (readonly [number, RunningProcess])[] =>
  [...processesOf(process.pid)].filter(([pid, { name }]) => pid !== process.pid && !name.includes('esbuild'))

async function measured(work: () => Promise<number>): Promise<Measured> {
  const before = new Map(children().map(([pid, { ticks }]) => [pid, ticks]))
  const own = process.cpuUsage()
  const began = performance.now()
  const newTracks = await work()
  const seconds = (performance.now() - began) / 1_000
  const { user, system } = process.cpuUsage(own)
  const after = children()
  const ticks = after.reduce((sum, [pid, each]) => sum + each.ticks - (before.get(pid) ?? 0), 0)
  const peakMb = after.reduce((sum, [, each]) => sum + each.peakMb, process.resourceUsage().maxRSS / 1_024)
  return { seconds, cpuSeconds: (user + system) / 1_000_000 + ticks / TICKS_PER_S, peakMb, newTracks }
}

const pathOf = (folder: string, n: number) =>
  join(folder, `Album ${Math.floor(n / FILES_PER_FOLDER)}`, `Study ${n}.wav`)

/** Another title gives the file other tags, and another time; its samples, different for each n, stay. */
async function writeLibrary(folder: string, count: number, title: string, modifiedAt: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const path = pathOf(folder, n)
    const samples = Buffer.alloc(2 * SAMPLES)
    for (let i = 0; i < SAMPLES; i += 1) samples.writeInt16LE((i * (n + 1) * 37) % 30_000, 2 * i)
    if (n % FILES_PER_FOLDER === 0) await mkdir(dirname(path), { recursive: true })
    const tags = [
      ['INAM', `${title} ${n}`],
      ['IART', 'Ann'],
      ['IPRD', `Album ${Math.floor(n / FILES_PER_FOLDER)}`],
    ] as const
    await writeFile(path, wav(tags, samples))
    utimesSync(path, modifiedAt, modifiedAt)
  }
}

async function floorOf(folder: string, count: number) {
  await writeLibrary(folder, count, 'Study', 1_000)
  const each = (look: (path: string) => unknown) =>
    measured(() => {
      for (let n = 0; n < count; n += 1) look(pathOf(folder, n))
      return Promise.resolve(0)
    })
  return { unchanged: await each((path) => statSync(path)), retagged: await each((path) => readFileSync(path)) }
}

async function scansOf(checkout: string, folder: string, count: number) {
  const edge = join(checkout, 'processors/scan-library/edge')
  const isOfThisForm = existsSync(join(edge, 'scanner.ts'))
  const load = async (file: string): Promise<unknown> => import(pathToFileURL(join(edge, file)).href)
  const { openScanner } = scannerModule.parse(await load(isOfThisForm ? 'scanner.ts' : 'scan.ts'))
  const { openTagReader } = tagReaderModule.parse(await load('tag-reader.ts'))
  const log = pino({ level: 'silent' })
  const tags = isOfThisForm ? openTagReader(log) : openTagReader()
  const known = new Map<string, unknown>()
  let newTracks = 0
  const scanner = openScanner([{ folder, origin: 'folder' }], known, {
    ...{ log, tags, signal: new AbortController().signal, instance: 'bench', forgetAfterMs: Infinity, now: Date.now },
    ...{ skipUnstable: false, leavesYoung: false, onProgress: () => undefined, sendAliases: () => Promise.resolve() },
    send(records: readonly SentRecord[]) {
      for (const { key, value } of records) {
        if (value === null) known.delete(key)
        else {
          if (!known.has(key)) newTracks += 1
          known.set(key, value)
        }
      }
      return Promise.resolve()
    },
  })
  const scan = () =>
    measured(async () => {
      newTracks = 0
      await (scanner.scan ?? scanner.pass)?.call(scanner)
      return newTracks
    })
  try {
    await writeLibrary(folder, count, 'Study', 1_000)
    const first = await scan()
    if (first.newTracks !== count) throw new Error(`The scan found ${first.newTracks} tracks in ${count} files.`)
    const unchanged = await scan()
    await writeLibrary(folder, count, 'Other', 2_000)
    return { unchanged, retagged: await scan() }
  } finally {
    await tags.close()
  }
}

const [what = '', count] = [process.argv[2], Number(process.argv[3])]
const folder = await mkdtemp(join(tmpdir(), 'slipstream-scans-'))
try {
  const answer = await (what === 'floor' ? floorOf(folder, count) : scansOf(what, folder, count))
  process.stdout.write(`${JSON.stringify(answer)}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
