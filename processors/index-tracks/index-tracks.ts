import type { Assignment, AudioFeatures, IndexUpdate, TrackId } from '../../schemas/generated.ts'
import { keeper, Unprocessable } from '../../streams/processor.ts'
import { record } from '../../streams/topic.ts'
import { audioFeatures, indexUpdates } from '../../streams/topics.ts'
import type { LibraryIndex } from './library-index.ts'
import { libraryIndex } from './library-index.ts'
import { cellKey, CODEBOOK_KEY, prevailing, trackKey } from './owned-index.ts'
import { nearestCells, scale } from './space.ts'
import { train } from './train.ts'
import { DIMENSIONS, vectorOf } from './vector.ts'

/** Fewer tracks are searched one by one: cells of so few would save nothing. */
const MIN_TRACKS = 8
/** The index is trained anew when the library has grown so many times over: the cost per track stays constant. */
const GROWTH = 2

type Updates = readonly ReturnType<typeof record<'index-updates', string, IndexUpdate>>[]
interface Training {
  readonly extractorVersion: string
  readonly tracks: ReturnType<LibraryIndex['keeping']['vectorsOf']>
}

/**
 * Keeps the index of what sounds alike: puts each new track into the nearest cell, and finds new cells when the library has
 * outgrown the old ones or most of it has been heard by another extractor.
 *
 * Every track dealt with has an assignment in `index-updates`, of version 0 while it waits for a codebook. So what has
 * been decided can be seen in the topic, a record that comes again changes nothing, and tracks whose features were written
 * but not yet read when the index was rebuilt take no part in training.
 */
export const indexTracks = keeper({
  name: 'index-tracks',
  from: [audioFeatures],
  to: [indexUpdates],
  keeps: libraryIndex,
  step(index, { key, value, timestamp }) {
    if (value === null) {
      return index.keeping.assignmentOf(key) === null ? [] : [record(indexUpdates, trackKey(key), null, timestamp)]
    }
    const vector = vectorOf(value)
    if (vector === null) {
      throw new Unprocessable(
        'unusable-features',
        `The features of track ${key} lack numbers that tracks are compared by: extractor ${value.extractorVersion} ` +
          'did not measure them, or they are not finite. Analyse the track anew with the present extractor.',
      )
    }
    const training = whatToTrain(index, key, value, vector)
    const updates = training === null ? [] : trained(index, training, timestamp)
    const isTrained = training?.extractorVersion === value.extractorVersion
    return isTrained ? updates : [...assigned(index, key, value, vector, timestamp), ...updates]
  },
})

/** The tracks of the extractor that most were heard with, when they need new cells; otherwise null. */
function whatToTrain(
  { codebook, keeping }: LibraryIndex,
  id: TrackId,
  { extractorVersion }: AudioFeatures,
  vector: Float64Array,
): Training | null {
  const isNew = keeping.assignmentOf(id) === null
  const counts = new Map(keeping.counts)
  if (isNew) counts.set(extractorVersion, (counts.get(extractorVersion) ?? 0) + 1)
  const extractor = prevailing(counts)
  if (extractor === null) return null
  const count = counts.get(extractor) ?? 0
  const present = codebook === null ? 0 : (counts.get(codebook.extractorVersion) ?? 0)
  const hasOutgrown =
    codebook?.scalingMean.length !== DIMENSIONS ||
    (extractor === codebook.extractorVersion ? count >= GROWTH * codebook.tracks : count > present)
  if (count < MIN_TRACKS || !hasOutgrown) return null
  const tracks = keeping.vectorsOf(extractor)
  const isMissing = isNew && extractorVersion === extractor
  return { extractorVersion: extractor, tracks: isMissing ? [...tracks, { trackId: id, vector }] : tracks }
}

/** A new version: its cells, every track's place in them, the end of cells that are no more, and the codebook last. */
function trained({ codebook }: LibraryIndex, { extractorVersion, tracks }: Training, timestamp: number): Updates {
  const version = (codebook?.version ?? 0) + 1
  const { scaling, centres, probes, measuredRecall, trainedOn } = train(tracks, version)
  const byId = [...tracks].sort((a, b) => (a.trackId < b.trackId ? -1 : 1))
  const gone = Array.from(
    { length: Math.max(0, (codebook?.cells ?? 0) - centres.length) },
    (_, i) => centres.length + i,
  )
  return [
    ...centres.map(({ cell, position }) =>
      update(cellKey(cell), { centroid: { version, cell, position: [...position] } }, timestamp),
    ),
    ...byId.map(({ trackId, vector }) => {
      const place = nearestCells(scale(vector, scaling), centres)[0] ?? { cell: 0, distance: 0 }
      return update(trackKey(trackId), { assignment: { version, trackId, ...place } }, timestamp)
    }),
    ...gone.map((cell) => record(indexUpdates, cellKey(cell), null, timestamp)),
    update(
      CODEBOOK_KEY,
      {
        codebook: {
          version,
          extractorVersion,
          cells: centres.length,
          scalingMean: scaling.mean,
          scalingDeviation: scaling.deviation,
          seed: version,
          trainedOn,
          tracks: tracks.length,
          probes,
          measuredRecall,
        },
      },
      timestamp,
    ),
  ]
}

/** The track's place in the version in force; version 0 while there is none for its extractor. Nothing if it is there. */
function assigned(
  index: LibraryIndex,
  trackId: TrackId,
  { extractorVersion }: AudioFeatures,
  vector: Float64Array,
  timestamp: number,
): Updates {
  const place = index.codebook?.extractorVersion === extractorVersion ? index.keeping.cellOf(vector) : null
  const assignment: Assignment =
    place === null ? { version: 0, trackId, cell: 0, distance: 0 } : { version: index.version, trackId, ...place }
  const known = index.keeping.assignmentOf(trackId)
  const isThere =
    known?.version === assignment.version && known.cell === assignment.cell && known.distance === assignment.distance
  return isThere ? [] : [update(trackKey(trackId), { assignment }, timestamp)]
}

const update = (key: string, part: Partial<IndexUpdate>, timestamp: number): Updates[number] =>
  record(indexUpdates, key, { codebook: null, centroid: null, assignment: null, ...part }, timestamp)
