import { RECALL_GOAL } from '../../../processors/shared/similarity/training/measure.ts'
import { featureKey } from '../../../schemas/keys.ts'
import { mulberry32 } from '../../../processors/shared/random.ts'
import { indexTracks } from '../../../processors/index-tracks/index-tracks.ts'
import { libraryIndex } from '../../../processors/shared/similarity/library-index-table.ts'
import type { LibraryIndex } from '../../../processors/shared/similarity/library-index.ts'
import { DIMENSIONS } from '../../../processors/shared/similarity/vector.ts'
import { trainIndex } from '../../../processors/train-index/train-index.ts'
import type { AudioFeatures, TrackId } from '../../../schemas/generated.ts'
import { trackId } from '../../../schemas/generated.ts'
import { ConfigError } from '../../engine/errors.ts'
import type { Config } from '../config.ts'
import { connectClient } from '../connect-client.ts'
import { eventSourcedWork, processInline } from '../../engine/runtime/work.ts'
import type { Outputs } from '../../engine/runtime/work.ts'
import { record } from '../../engine/topic.ts'
import { audioFeatures } from '../../../schemas/topics.ts'
import type { OutputStreams } from '../output/output-streams.ts'
import { EXIT } from '../output/exit-codes.ts'
import { printFigures } from './figures.ts'
import type { Figure } from './figures.ts'
import { materialise } from '../../engine/runtime/materialise.ts'

/** The options as they were typed. */
export interface IndexOptions {
  readonly tracks?: string
  readonly json?: boolean
}

const RECALL_AT = 10
const QUERIES = 200
const SEARCH_MS = 1_000
/** A generated catalogue is measured at this size and at each ten times larger. */
const SMALLEST = 1_000
const SOUNDS = 50

/**
 * Measures the index against exact search: that of the library in Kafka, or with `tracks` of generated catalogues up to so many.
 * @throws {ConfigError} when the number of tracks is none. @returns the exit code.
 */
export async function evaluateIndex(
  config: Config,
  { tracks, json }: IndexOptions,
  streams: OutputStreams,
): Promise<number> {
  if (tracks === undefined) {
    streams.err('Reading the index from Kafka.')
    const stop = new AbortController()
    const runtime = await connectClient(config, 'evaluate', stop.signal)
    const { content } = await materialise(runtime, libraryIndex)
    printFigures(figuresOf('library', content), json === true, streams)
    stop.abort()
    return EXIT.ok
  }
  const largest = Number(tracks)
  if (!Number.isSafeInteger(largest) || largest < SMALLEST) {
    throw new ConfigError(`--tracks must be a whole number from ${SMALLEST} on, not "${tracks}".`)
  }
  const figures: Figure[] = []
  const perQuery: (readonly [number, number])[] = []
  for (const size of sizesUpTo(largest)) {
    streams.err(`Generating and indexing ${size} tracks.`)
    const { index, trainingS } = generated(size)
    const subject = `${size} tracks`
    figures.push(...figuresOf(subject, index), {
      ...{ name: 'evaluate index', subject, metric: 'indexing, last training included' },
      ...{ value: trainingS, unit: 's' },
    })
    perQuery.push([size, index.codebook?.comparisons ?? NaN])
  }
  figures.push(...growthFigures(perQuery))
  printFigures(figures, json === true, streams)
  return EXIT.ok
}

function growthFigures(perQuery: readonly (readonly [number, number])[]): readonly Figure[] {
  const [first, last] = [perQuery[0], perQuery.at(-1)]
  if (first === undefined || last === undefined || first[0] === last[0]) return []
  const value = Math.log(last[1] / first[1]) / Math.log(last[0] / first[0])
  const subject = `${first[0]} to ${last[0]} tracks`
  const metric = 'growth of comparisons, as power of the size'
  return [{ name: 'evaluate index', subject, metric, value, unit: '', goal: 0.5, met: value <= 0.5 }]
}

function sizesUpTo(largest: number): readonly number[] {
  const sizes: number[] = []
  for (let size = SMALLEST; size < largest; size *= 10) sizes.push(size)
  return [...sizes, largest]
}

function figuresOf(subject: string, index: LibraryIndex): readonly Figure[] {
  const ids = index.cells().flat()
  const queries = drawn(ids)
  const figure = (metric: string, value: number, unit: string): Figure => ({
    name: 'evaluate index',
    subject,
    metric,
    value,
    unit,
  })
  if (ids.length < 2) return [figure('tracks', ids.length, '')]
  const recall = recallOf(index, ids, queries)
  const { codebook } = index
  return [
    figure('tracks', ids.length, ''),
    { ...figure('recall@10', recall, 'of 1'), goal: RECALL_GOAL, met: recall >= RECALL_GOAL },
    figure('recall@10 as the codebook says', codebook?.measuredRecall ?? 1, 'of 1'),
    figure('searches', searchesPerSecond(index, queries), 'per s'),
    figure('comparisons for a search', codebook?.comparisons ?? ids.length, 'vectors'),
    figure('cells', codebook?.cells ?? 1, ''),
    figure('cells looked into', codebook?.probes ?? 1, ''),
    figure('largest cell', codebook?.largestCell ?? ids.length, 'tracks'),
    figure('imbalance of cells', codebook?.imbalance ?? 1, ''),
    figure('skewness of hubs', codebook?.hubSkew ?? 0, ''),
  ]
}

function drawn(ids: readonly TrackId[]): readonly TrackId[] {
  const random = mulberry32(1)
  return Array.from({ length: Math.min(QUERIES, ids.length) }, () => ids[Math.floor(random() * ids.length)]).filter(
    (id) => id !== undefined,
  )
}

function recallOf(index: LibraryIndex, ids: readonly TrackId[], queries: readonly TrackId[]): number {
  let found = 0
  let wanted = 0
  for (const query of queries) {
    const exact = ids
      .filter((id) => id !== query)
      .map((id) => ({ id, distance: index.between(query, id) ?? Infinity }))
      .sort((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1))
      .slice(0, RECALL_AT)
    const near = new Set(index.nearest(query, RECALL_AT).map(({ trackId: id }) => id))
    wanted += exact.length
    found += exact.filter(({ id }) => near.has(id)).length
  }
  return found / wanted
}

/** As a processor asks: by track id, with what each neighbour has in common. */
function searchesPerSecond(index: LibraryIndex, queries: readonly TrackId[]): number {
  const begun = performance.now()
  let done = 0
  while (performance.now() - begun < SEARCH_MS) {
    for (const query of queries) index.nearest(query, RECALL_AT)
    done += queries.length
  }
  return done / ((performance.now() - begun) / 1_000)
}

/** A catalogue of some fifty sounds, with tracks around each, taken in as train-index and index-tracks do. */
function generated(size: number): { readonly index: LibraryIndex; readonly trainingS: number } {
  const random = mulberry32(size)
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const sounds = Array.from({ length: SOUNDS }, () => Array.from({ length: DIMENSIONS }, gauss))
  const begun = performance.now()
  const features = function* () {
    for (let i = 0; i < size; i += 1) {
      const sound = sounds[Math.floor(random() * SOUNDS)] ?? []
      yield featuresOf(i, sound.map((value) => value + 0.5 * gauss())) // prettier-ignore
    }
  }
  return { index: indexOf(features()), trainingS: (performance.now() - begun) / 1_000 }
}

/** What train-index and index-tracks make of features that come one by one. */
function indexOf(tracks: Iterable<AudioFeatures>): LibraryIndex {
  const training = eventSourcedWork(trainIndex, trainIndex.table.create())
  const kept = libraryIndex.create()
  const indexing = eventSourcedWork(indexTracks, kept)
  const take = (work: typeof training, input: Outputs[number], offset: number): Outputs =>
    processInline(work, { ...input, partition: 0, offset })
  let i = 0
  for (const features of tracks) {
    const heard = record(audioFeatures, featureKey(features.trackId, features.extractorVersion), features, i)
    const trainings = take(training, heard, i)
    take(indexing, heard, i)
    for (const each of trainings) take(indexing, each, i)
    i += 1
  }
  return kept
}

/** How many of the ten nearest by exact search the index finds, searched as it is served: of these tracks, in this order. */
export function indexRecall(tracks: Iterable<AudioFeatures>): { readonly recall: number; readonly queries: number } {
  const index = indexOf(tracks)
  const ids = index.cells().flat()
  const queries = drawn(ids)
  return { recall: recallOf(index, ids, queries), queries: queries.length }
}

function featuresOf(i: number, numbers: readonly number[]): AudioFeatures {
  let from = 0
  const next = (count: number): number[] => numbers.slice(from, (from += count))
  const silent = { mean: [0], deviation: [0] }
  return {
    trackId: trackId(i.toString(16).padStart(32, '0')),
    contentHash: '',
    extractorVersion: 'generated',
    decoder: 'none',
    sampleRateHz: 2_048,
    channels: 1,
    durationMs: 0,
    frameSize: 2_048,
    hopSize: 1_024,
    frames: 0,
    mfcc: silent,
    spectralCentroid: silent,
    zeroCrossingRate: silent,
    rms: silent,
    loudnessDb: 0,
    loudnessLufs: 0,
    bandCepstrum: next(20),
    cepstrumSpread: next(55),
    modulation: next(56),
    pulse: next(20),
    chroma: next(12),
    bandCentroid: { mean: next(1), deviation: next(1) },
    bandFlatness: { mean: next(1), deviation: next(1) },
    tempoBpm: null,
    peaks: Buffer.alloc(0),
  }
}
