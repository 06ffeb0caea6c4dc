import { readdir } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { openAnalyserPool } from '../../../processors/extract-features/edge.ts'
import { audioFeaturesOf } from '../../../processors/extract-features/audio-features.ts'
import { EXTRACTOR_VERSION } from '../../../processors/extract-features/extract-features.ts'
import { parseFeatureKey } from '../../../schemas/keys.ts'
import { fitScaling, scale } from '../../../processors/shared/similarity/space.ts'
import { vectorOf } from '../../../processors/shared/similarity/vector.ts'
import { isAudioFile, isHidden } from '../../../processors/scan-library/audio-files.ts'
import { NOTHING_FURTHER } from '../../../processors/scan-library/tags.ts'
import type { AudioFeatures, AudioReference, TrackId } from '../../../schemas/generated.ts'
import { trackId } from '../../../schemas/generated.ts'
import { ConfigError } from '../../engine/errors.ts'
import type { Config } from '../config.ts'
import { connectClient } from '../connect-client.ts'
import { partitionsOf, readToEnd } from '../../engine/runtime/runtime.ts'
import { createLogger } from '../../engine/log.ts'
import { openReport } from '../supervisor/terminal.ts'
import { audioFeatures, audioReferences } from '../../../schemas/topics.ts'
import { standardError } from '../output/output-streams.ts'
import type { OutputStreams } from '../output/output-streams.ts'
import type { Item, ComparedView } from './evaluate-figures.ts'
import { openAnalysisCache } from './analysis-cache.ts'
import { standardised } from './evaluate-table.ts'
import { readTable } from './tables.ts'
import type { Table } from './tables.ts'
import { decodingSettings } from '../settings.ts'

export interface ItemsAndViews {
  readonly items: readonly Item[]
  readonly views: readonly ComparedView[]
}

/** Names of the label columns; the first that the table has is used. */
const LABEL_COLUMNS = {
  file: ['file', 'path', 'filename'],
  track: ['track_key', 'track'],
  genre: ['genre', 'genre_stated'],
  artist: ['artist'],
  album: ['album', 'collection'],
} as const

const UNLABELLED: Item['labels'] = { track: null, genre: null, artist: null, album: null }

/** A track and its features. */
export interface AnalysedItem {
  readonly item: Item
  readonly features: AudioFeatures
}

/**
 * Analyses every music file of some folders, in the same sandboxed processes as `extract-features`. Features of the same
 * contents and extractor version are taken from a cache in the data folder.
 */
export async function analysedInFolders(
  config: Config,
  folders: readonly string[],
  labelFile: string | undefined,
  streams: OutputStreams,
): Promise<readonly AnalysedItem[]> {
  const labels = labelFile === undefined ? null : labelsIn(await readTable(labelFile))
  const files = (await Promise.all(folders.map(filesOf)))
    .flat()
    .filter(({ path }) => labels === null || labels.has(path))
  if (files.length === 0) {
    const named = labelFile === undefined ? '' : ` that ${labelFile} names`
    throw new ConfigError(`There is no music${named} in ${folders.join(', ')}.`)
  }
  const bar = openReport(standardError).bar('Listening', files.length, 'files')
  const stop = new AbortController()
  const analysers = openAnalyserPool(decodingSettings(config), createLogger('evaluate', 'error'))
  const cache = openAnalysisCache(config.SLIPSTREAM_DATA, EXTRACTOR_VERSION)
  const lookedUp: ((typeof files)[number] & { readonly known: AudioFeatures | null })[] = []
  // One after another: the number of open files is limited.
  for (const file of files) lookedUp.push({ ...file, known: await cache.lookUp(join(file.library, file.path)) })
  let done = 0
  try {
    const heard = await Promise.all(
      lookedUp.map(async ({ library, path, known }) => {
        const reference = referenceOf(library, path)
        const item = { id: path, labels: labels?.get(path) ?? UNLABELLED }
        if (known !== null) {
          bar.update((done += 1))
          return [{ item, features: known }]
        }
        const answer = await analysers.analyse(
          {
            topic: audioReferences.name,
            key: reference.trackId,
            value: reference,
            timestamp: 0,
            partition: 0,
            offset: 0,
          },
          stop.signal,
        )
        bar.update((done += 1))
        if (!answer.ok) {
          streams.err(answer.message)
          return []
        }
        const features = audioFeaturesOf(reference.trackId, answer, EXTRACTOR_VERSION)
        cache.add(features)
        return [{ item, features }]
      }),
    )
    return heard.flat()
  } finally {
    bar.stop()
    await analysers.close()
  }
}

/** Tracks as the running system knows them, labelled by the table that names their files, else by their tags. */
export async function analysedInTopics(
  config: Config,
  labelFile: string | undefined,
): Promise<readonly AnalysedItem[]> {
  const given = labelFile === undefined ? null : labelsIn(await readTable(labelFile))
  const environment = await connectClient(config, 'evaluate')
  const references = new Map<TrackId, AudioReference>()
  const features = new Map<TrackId, AudioFeatures>()
  await readToEnd(environment, partitionsOf(environment, [audioReferences, audioFeatures]), {
    from: 'start',
    what: 'tracks and their features',
    onBatch(batch) {
      for (const decoded of batch) {
        if (!decoded.ok) continue
        const { topic, key, value } = decoded.record
        // Decoded by the topic's own serde.
        if (topic === audioReferences.name) put(references, key as TrackId, value as AudioReference | null)
        else putFeatures(features, key, value as AudioFeatures | null)
      }
    },
  })
  return labelled(references, features, given)
}

/** @param given labels by the file's path within its library, where a table names it. */
export function labelled(
  references: ReadonlyMap<TrackId, AudioReference>,
  features: ReadonlyMap<TrackId, AudioFeatures>,
  given: ReadonlyMap<string, Item['labels']> | null,
): readonly AnalysedItem[] {
  return [...features].map(([id, value]) => {
    const reference = references.get(id)
    const known = (text: string | undefined) => (text === undefined || text === '' ? null : text)
    const named = given?.get(reference?.path ?? '') ?? UNLABELLED
    const labels = {
      track: named.track,
      genre: named.genre ?? known(reference?.genres[0]),
      artist: named.artist ?? known(reference?.artist),
      album: named.album ?? known(reference?.album),
    }
    return { item: { id, labels }, features: value }
  })
}

/** Of several extractor versions, the features written last count. */
function putFeatures(features: Map<TrackId, AudioFeatures>, key: string, value: AudioFeatures | null): void {
  const { trackId: id, extractorVersion } = parseFeatureKey(key)
  if (value !== null) features.set(id, value)
  else if (features.get(id)?.extractorVersion === extractorVersion) features.delete(id)
}

function put<V>(map: Map<TrackId, V>, key: TrackId, value: V | null): void {
  if (value === null) map.delete(key)
  else map.set(key, value)
}

/** Sorted by id, so that ties are broken alike each time. */
export function standardViews(heard: readonly AnalysedItem[]): ItemsAndViews {
  const usable = heard
    .flatMap(({ item, features }) => {
      const vector = vectorOf(features)
      return vector === null ? [] : [{ item, vector, plain: plainVector(features) }]
    })
    .sort((a, b) => (a.item.id < b.item.id ? -1 : 1))
  const vectors = usable.map(({ vector }) => vector)
  const plain = usable.map((each) => each.plain)
  const [scaling, plainScaling] = [fitScaling(vectors), fitScaling(plain)]
  return {
    items: usable.map(({ item }) => item),
    views: [
      { subject: 'slipstream', points: vectors.map((vector) => scale(vector, scaling)) },
      { subject: 'MFCC, centroid and crossings', points: plain.map((vector) => standardised(vector, plainScaling)) },
    ],
  }
}

/** The features of the baseline: mean and deviation of 13 MFCC, of the centroid in hertz and of zero crossings a second. */
function plainVector({
  mfcc,
  spectralCentroid,
  zeroCrossingRate,
  sampleRateHz,
  frameSize,
}: AudioFeatures): Float64Array {
  const perSecond = sampleRateHz / frameSize
  const rates = [spectralCentroid, zeroCrossingRate].flatMap(({ mean, deviation }) => [...mean, ...deviation])
  return Float64Array.from([...mfcc.mean, ...mfcc.deviation, ...rates.map((value) => value * perSecond)])
}

async function filesOf(folder: string): Promise<readonly { readonly library: string; readonly path: string }[]> {
  const library = resolve(folder)
  const entries = await readdir(library, { withFileTypes: true, recursive: true }).catch((cause: unknown) => {
    throw new ConfigError(`${folder} cannot be read (${cause instanceof Error ? cause.message : String(cause)}).`)
  })
  return entries
    .filter((entry) => entry.isFile() && !isHidden(entry.name))
    .map((entry) =>
      resolve(entry.parentPath, entry.name)
        .slice(library.length + 1)
        .replaceAll(sep, '/'),
    )
    .filter(isAudioFile)
    .sort()
    .map((path) => ({ library, path }))
}

/** @throws {ConfigError} without a column that names files. */
export function labelsIn({ file, columns, rows }: Table): ReadonlyMap<string, Item['labels']> {
  const columnOf = (names: readonly string[]) => columns.findIndex((column) => names.includes(column))
  const at = {
    file: columnOf(LABEL_COLUMNS.file),
    track: columnOf(LABEL_COLUMNS.track),
    genre: columnOf(LABEL_COLUMNS.genre),
    artist: columnOf(LABEL_COLUMNS.artist),
    album: columnOf(LABEL_COLUMNS.album),
  }
  if (at.file < 0) {
    throw new ConfigError(`${file} has no column "file", which names the file that a row is about.`)
  }
  return new Map(
    rows.map(({ cells }) => {
      const cell = (column: number) => (cells[column] === undefined || cells[column] === '' ? null : cells[column])
      const { track, genre, artist, album } = at
      return [
        cells[at.file] ?? '',
        { track: cell(track), genre: cell(genre), artist: cell(artist), album: cell(album) },
      ]
    }),
  )
}

function referenceOf(library: string, path: string): AudioReference {
  return {
    trackId: trackId(path),
    contentHash: '',
    library,
    path,
    sizeBytes: 0,
    modifiedAt: 0,
    container: '',
    codec: '',
    durationMs: null,
    title: '',
    artist: '',
    album: '',
    albumArtist: null,
    genres: [],
    year: null,
    trackNumber: null,
    licence: null,
    source: 'folder',
    hasArt: false,
    folderArt: null,
    replayGainTrackDb: null,
    replayGainAlbumDb: null,
    sourceId: null,
    sourceAlbumId: null,
    sourceArtistId: null,
    copies: [],
    tagsVersion: 0,
    absentSince: null,
    scannedBy: null,
    soundHash: null,
    ...NOTHING_FURTHER,
  }
}
