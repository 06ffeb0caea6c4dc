import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '../../processors/shared/random.ts'
import { mutations } from './mutations.ts'
import type { Seed } from './mutations.ts'
import { watchMemory } from './memory.ts'

/** What is fed with bad files. */
export interface Subject {
  /** Where it looks for files. */
  readonly folder: string
  readonly limitSeconds: number
  readonly limitMiB: number
  /** Whose memory is watched: that of the processes it starts, or that of this one. */
  readonly memoryOf: 'children' | 'self'
  take(path: string): Promise<Verdict>
  close(): Promise<void>
}

export interface Verdict {
  /** What became of the file, in a word or a code. */
  readonly outcome: string
  readonly isGood: boolean
  /** What must never be; each names what it is about. */
  readonly faults: readonly string[]
}

export interface Tried extends Verdict {
  readonly format: string
  readonly mutation: string
  /** Which file of the run it was: with the seed, enough to make it again. */
  readonly number: number
  readonly seconds: number
  readonly mebibytes: number
}

export interface Options {
  readonly files: number
  readonly seed: number
  /** Chosen file, instead of all. */
  readonly only?: number
  /** Where files with faults are kept. */
  readonly keep: string
  say(line: string): void
}

/** A prime, so that every pair of format and mutation has its turn, and a short run meets many of both. */
const STRIDE = 7_919
const SAY_EVERY = 100
/** Looking at a process from outside, and ending it, take their time on a busy machine. */
const SLACK_SECONDS = 5

/** Gives each bad file to the subject, one after another. The same seed and seed files make the same files. */
export async function fuzz(subject: Subject, seeds: readonly Seed[], options: Options): Promise<readonly Tried[]> {
  const tried: Tried[] = []
  const numbers = options.only === undefined ? [...Array(options.files).keys()] : [options.only]
  for (const number of numbers) {
    const made = makeFile(seeds, options.seed, number)
    const path = `${number} ${made.seed.format}`
    await writeFile(join(subject.folder, path), made.bytes)
    const one = await take(subject, path, { format: made.seed.format, mutation: made.mutation, number })
    if (one.faults.length > 0) {
      await mkdir(options.keep, { recursive: true })
      const kept = join(options.keep, `seed ${options.seed} file ${number} ${one.format} ${one.mutation}`)
      await writeFile(kept, made.bytes)
      options.say(`FAULT in file ${number} (${one.format}, ${one.mutation}): ${one.faults.join('; ')}. Kept as ${kept}`)
    }
    await rm(join(subject.folder, path), { force: true })
    tried.push(one)
    if (tried.length % SAY_EVERY === 0) options.say(`${tried.length} of ${numbers.length} files`)
  }
  return tried
}

/** The file of a number: all pairs of format and mutation come in turn, the rest is random. */
export function makeFile(seeds: readonly Seed[], runSeed: number, number: number) {
  const names = Object.keys(mutations)
  const pair = (number * STRIDE) % (seeds.length * names.length)
  const seed = seeds[pair % seeds.length]
  const mutation = names[Math.floor(pair / seeds.length)]
  if (seed === undefined || mutation === undefined) throw new RangeError('There is nothing to make bad files of.')
  const others = seeds.filter(({ format }) => format !== seed.format)
  const bytes = mutations[mutation]?.(seed.bytes, seededRandom(runSeed * 1_000_003 + number), others) ?? seed.bytes
  return { seed, mutation, bytes }
}

async function take(
  subject: Subject,
  path: string,
  file: Pick<Tried, 'format' | 'mutation' | 'number'>,
): Promise<Tried> {
  const memory = watchMemory(subject.memoryOf)
  const begun = performance.now()
  const verdict = await subject.take(path)
  const seconds = (performance.now() - begun) / 1000
  const mebibytes = await memory.stop()
  const faults = [...verdict.faults]
  if (seconds > subject.limitSeconds + SLACK_SECONDS) faults.push(`it took ${seconds.toFixed(1)} s`)
  if (mebibytes > subject.limitMiB) faults.push(`it took ${Math.round(mebibytes)} MiB`)
  return { ...file, ...verdict, faults, seconds, mebibytes }
}

/** A folder of its own for the bad files of a run. */
export const folderForFiles = (): Promise<string> => mkdtemp(join(tmpdir(), 'fuzz-'))
