import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codecs, makeInputs } from './extract/inputs.ts'
import type { Inputs } from './extract/inputs.ts'
import { LIBROSA, startLibrosa } from './extract/librosa.ts'
import { openAnalysers } from './extract/pool.ts'
import type { Agreement, Task, Times } from './extract/protocol.ts'
import { startSubject } from './extract/subprocess.ts'
import type { Subject } from './extract/subprocess.ts'
import { median, withInterval } from './figures.ts'
import type { Figure } from './figures.ts'

/** The first one warms up and is not counted. */
const ROUNDS = 6
const NAME = 'extract'
/** Farther from Meyda, and nothing is measured: relative for values from 1 up, else absolute. */
const AGREEMENT: Omit<Agreement, 'frames'> = { relative: 1e-4, absolute: 1e-3 }
/** Windows and definitions differ a little between librosa and Meyda; what they measure is the same. */
const CENTROID_WITHIN = 0.02

interface Comparison {
  readonly subject: string
  readonly metric: string
  readonly unit: string
  readonly peer: string
  readonly goal?: number
  ours(): Promise<number>
  peers(): Promise<number>
}

/**
 * How fast files become features, beside librosa and Meyda: from samples and from files, in one thread each, and through
 * the pool of processes. Throughput is per second of processor time, but for the pool, whose processes are many.
 * Order A B B A; a goal is met where the lower end of the interval is. `--music DIR` adds the music of a folder.
 */
export async function extractBench(
  progress: (line: string) => void,
  options: readonly string[],
): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-extract-'))
  const subjects: { end(): Promise<void> }[] = []
  try {
    const at = options.indexOf('--music')
    const inputs = await makeInputs(folder, at < 0 ? null : (options[at + 1] ?? '.'))
    progress(`Inputs: ${Object.values(inputs.tracks).flat().length} tracks, SHA-256 ${inputs.sha256}.`)
    const [ours, librosa] = [startOurs(), await startLibrosa(progress)]
    subjects.push(ours, ...(librosa === null ? [] : [librosa]))
    const checked = await checks(ours, librosa, inputs)
    const [one, two] = [await openAnalysers(1, warmUp(inputs)), await openAnalysers(2, warmUp(inputs))]
    subjects.push({ end: one.close }, { end: two.close })

    const comparisons = [
      ...besideMeyda(ours, inputs),
      ...besideDecoders(ours, inputs),
      ...(librosa === null ? [] : besideLibrosa(ours, librosa, inputs)),
      {
        subject: 'two processes of the pool',
        metric: 'throughput',
        unit: 'files/s',
        peer: 'one process',
        goal: 1.8,
        ours: async () => perSecond(tracksOf(inputs), await two.secondsFor(tracksOf(inputs))),
        peers: async () => perSecond(tracksOf(inputs), await one.secondsFor(tracksOf(inputs))),
      },
      {
        subject: 'two processes of the pool, many short MP3 files',
        metric: 'throughput',
        unit: 'files/s',
        peer: 'one process',
        ours: async () => perSecond(inputs.short, await two.secondsFor(inputs.short)),
        peers: async () => perSecond(inputs.short, await one.secondsFor(inputs.short)),
      },
    ]
    const rounds = comparisons.map((): [number, number][] => [])
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [i, each] of comparisons.entries()) {
        const first = await each.ours()
        const peers = ((await each.peers()) + (await each.peers())) / 2
        const mean = (first + (await each.ours())) / 2
        if (round > 0) rounds[i]?.push([mean, peers])
        progress(
          `round ${round}: ${each.subject} ${mean.toPrecision(4)} ${each.unit}, ${each.peer} ${peers.toPrecision(4)}`,
        )
      }
    }
    return [...checked, ...comparisons.flatMap((each, i) => figuresOf(each, rounds[i] ?? []))]
  } finally {
    await Promise.all(subjects.map((each) => each.end()))
    rmSync(folder, { recursive: true, force: true })
  }
}

const startOurs = (): Subject =>
  startSubject(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('extract/subject.ts', import.meta.url))])

const tracksOf = ({ tracks }: Inputs): readonly string[] => Object.values(tracks).flat()
const warmUp = ({ tracks }: Inputs): readonly string[] => codecs().flatMap((codec) => tracks[codec].slice(0, 1))
const perSecond = (files: readonly string[], seconds: number): number => files.length / seconds
const realTime = ({ audioS, cpuS }: Times): number => audioS / cpuS

/** @throws {Error} when ours is not Meyda's, or when librosa analyses something else altogether. */
async function checks(ours: Subject, librosa: Subject | null, inputs: Inputs): Promise<readonly Figure[]> {
  const { relative, absolute, frames } = await ours.agreement(tracksOf(inputs))
  if (!(relative <= AGREEMENT.relative && absolute <= AGREEMENT.absolute)) {
    throw new Error(`The features are not Meyda's: off by ${relative} of the value, by ${absolute} near zero.`)
  }
  const heard = await ours.summaries(tracksOf(inputs))
  const peers = (await librosa?.summaries(tracksOf(inputs))) ?? []
  for (const [i, { frames, centroidHz, firstMfcc }] of peers.entries()) {
    const mine = heard[i]
    const isOff = !(Math.abs(centroidHz / (mine?.centroidHz ?? NaN) - 1) < CENTROID_WITHIN)
    if (isOff || !firstMfcc.every(Number.isFinite)) {
      throw new Error(
        `${LIBROSA} analyses ${tracksOf(inputs)[i] ?? ''} otherwise: ${frames} frames, centroid ${centroidHz} Hz; ours ${mine?.frames ?? 0}, ${mine?.centroidHz ?? 0}.`,
      )
    }
  }
  const figure = (metric: string, value: number, unit: string, subject = 'agreement with Meyda'): Figure => ({
    name: NAME,
    subject,
    metric,
    value,
    unit,
  })
  return [
    figure('tracks', tracksOf(inputs).length, 'files', `inputs sha256:${inputs.sha256}`),
    figure('frames compared', frames, 'frames'),
    { ...figure('largest relative difference', relative, 'of the value'), goal: AGREEMENT.relative, met: true },
    figure('largest difference below 1', absolute, 'of the unit'),
  ]
}

function besideMeyda(ours: Subject, { tracks }: Inputs): readonly Comparison[] {
  return [
    {
      subject: 'samples to features',
      metric: 'speed',
      unit: 'times real time',
      peer: 'Meyda.extract 5.6.3',
      goal: 80,
      ours: throughput(ours, { work: 'samples', files: tracks.FLAC, repeats: 10 }),
      peers: throughput(ours, { work: 'meyda', files: tracks.FLAC }),
    },
  ]
}

/** How much of hearing a file is decoding it: were all else for nothing, these would be 1. */
function besideDecoders(ours: Subject, { tracks, short }: Inputs): readonly Comparison[] {
  const compare = (subject: string, files: readonly string[]): Comparison => ({
    subject,
    metric: 'speed',
    unit: 'times real time',
    peer: 'its decoder alone',
    ours: throughput(ours, { work: 'files', files }),
    peers: throughput(ours, { work: 'decoding', files }),
  })
  return [
    ...codecs().map((codec) => compare(`${codec} file to features`, tracks[codec])),
    compare('short MP3 files to features', short),
  ]
}

function besideLibrosa(ours: Subject, librosa: Subject, { tracks, short }: Inputs): readonly Comparison[] {
  const compare = (
    subject: string,
    peer: string,
    work: Task['work'],
    peersWork: Task['work'],
    files: readonly string[],
    goal?: number,
  ): Comparison => ({
    subject,
    metric: 'speed',
    unit: 'times real time',
    peer,
    ...(goal === undefined ? {} : { goal }),
    ours: throughput(ours, { work, files, repeats: work === 'files' ? 1 : 10 }),
    peers: throughput(librosa, { work: peersWork, files, repeats: peersWork === 'files' ? 1 : 3 }),
  })
  const spectrogram = `${LIBROSA}, one spectrogram`
  const whole = `${LIBROSA}, load and features`
  return [
    compare('samples to features', spectrogram, 'samples', 'samples', tracks.FLAC, 6),
    compare('samples to everything a track is described by', spectrogram, 'everything', 'samples', tracks.FLAC),
    ...codecs().map((codec) => compare(`${codec} file to features`, whole, 'files', 'files', tracks[codec], 2)),
    compare('short MP3 files to features', whole, 'files', 'files', short, 2),
  ]
}

const throughput = (subject: Subject, task: Task) => async (): Promise<number> => realTime(await subject.times(task))

function figuresOf({ subject, metric, unit, peer, goal }: Comparison, rounds: readonly [number, number][]): Figure[] {
  const interval = withInterval(rounds.map(([ours, peers]) => ours / peers))
  const base = { name: NAME, metric, unit }
  return [
    {
      ...base,
      subject,
      value: median(rounds.map(([ours]) => ours)),
      peer,
      ...interval,
      ...(goal === undefined ? {} : { goal, met: interval.low >= goal }),
    },
    { ...base, subject: `${peer} (${subject})`, value: median(rounds.map(([, peers]) => peers)) },
  ]
}
