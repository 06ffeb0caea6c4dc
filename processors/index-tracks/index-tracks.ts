import { checked } from '../shared/numeric.ts'
import type { AudioFeatures, IndexTraining, IndexUpdate, TrackId } from '../../schemas/generated.ts'
import { offloaded } from '../../streams/engine/offloaded.ts'
import type { Offloaded } from '../../streams/engine/offloaded.ts'
import { eventSourcedProcessor, Unprocessable } from '../../streams/engine/processor.ts'
import { record } from '../../streams/engine/topic.ts'
import type { RecordOf } from '../../streams/engine/topic.ts'
import { audioFeatures, indexTrainings, indexUpdates } from '../../schemas/topics.ts'
import { assignmentKey, cellKey, CODEBOOK_KEY, parseFeatureKey } from '../../schemas/keys.ts'
import { assignJob } from '../shared/similarity/training/assign.ts'
import type { Assigned } from '../shared/similarity/training/assign.ts'
import type { FeatureRows } from '../shared/similarity/feature-vectors.ts'
import type { LibraryIndex } from '../shared/similarity/library-index.ts'
import { libraryIndex } from '../shared/similarity/library-index-table.ts'
import { trainedOf } from '../shared/similarity/training/trained.ts'
import type { Trained } from '../shared/similarity/training/trained.ts'
import { vectorOf } from '../shared/similarity/vector.ts'

/** This many distances take less time than sending them to another thread. */
const FEW_DISTANCES = 1_000_000

type Update = RecordOf<typeof indexUpdates>
type Updates = readonly Update[]

/**
 * Maintains the similarity index: assigns each new track to the nearest cell at once, and all tracks to the cells of a new
 * training.
 *
 * Every track has an assignment in `index-updates`, of version 0 while it waits for a codebook. So each decision can be read
 * from the topic, and a redelivered record emits nothing. A version is written in one transaction, its codebook last: a
 * reader has the old version whole until it has the new one whole. When that is of a later extractor version,
 * extract-features then tombstones the features of the earlier ones.
 */
export const indexTracks = eventSourcedProcessor({
  name: 'index-tracks',
  from: [audioFeatures, indexTrainings],
  to: [indexUpdates],
  table: libraryIndex,
  step(index, input): Updates | Offloaded<Update> {
    switch (input.topic) {
      case 'audio-features': {
        const { trackId } = parseFeatureKey(input.key)
        return input.value === null
          ? removed(index, trackId, input.timestamp)
          : assigned(index, trackId, input.value, input.timestamp)
      }
      case 'index-trainings':
        return input.value === null ? [] : putInForce(index, input.value, input.timestamp)
    }
  },
})

function removed({ maintenance }: LibraryIndex, id: TrackId, timestamp: number): Updates {
  const isUnused = maintenance.assignmentOf(id) !== null && !maintenance.hasFeatures(id)
  return isUnused ? [record(indexUpdates, assignmentKey(id), null, timestamp)] : []
}

/** The track's assignment in the version in force; of version 0 while there is none. Nothing when it is unchanged, or when the index is of another extractor version. */
function assigned(index: LibraryIndex, trackId: TrackId, features: AudioFeatures, timestamp: number): Updates {
  const vector = vectorOf(features)
  if (vector === null) {
    throw new Unprocessable(
      'unusable-features',
      `The features of track ${trackId} lack numbers that tracks are compared by: extractor ${features.extractorVersion} ` +
        'did not measure them, or they are not finite. Analyse the track anew with the present extractor.',
    )
  }
  const isInForce = index.codebook?.extractorVersion === features.extractorVersion
  const known = index.maintenance.assignmentOf(trackId)
  if (!isInForce && known !== null) return []
  const nearest = isInForce ? index.maintenance.cellOf(Float32Array.from(vector)) : null
  const assignment =
    nearest === null ? { version: 0, trackId, cell: 0, distance: 0 } : { version: index.version, trackId, ...nearest }
  const isUnchanged =
    known?.version === assignment.version && known.cell === assignment.cell && known.distance === assignment.distance
  return isUnchanged ? [] : [update(assignmentKey(trackId), { assignment }, timestamp)]
}

/** A new version, or a new measurement of the one in force. */
function putInForce(index: LibraryIndex, training: IndexTraining, timestamp: number): Updates | Offloaded<Update> {
  const given = trainedOf(training)
  const { codebook } = index
  // A codebook that was never measured is of a release before there were trainings; the count of its versions goes on.
  const last = codebook === null || codebook.measuredOn === 0 ? 0 : codebook.seed
  if (given.version < last) return []
  if (given.version === last) return [codebookOf({ ...given, version: index.version }, timestamp)]
  const trained = { ...given, version: Math.max(given.version, index.version + 1) }
  const tracks = index.maintenance.rowsOf(trained.extractorVersion)
  const { rows, dimensions } = tracks
  const input = {
    rows,
    dimensions,
    scaling: { mean: trained.scalingMean, deviation: trained.scalingDeviation },
    centres: trained.centres,
  }
  const before = index.codebook?.cells ?? 0
  const updates = offloaded(assignJob, input, (assigned) => version(trained, tracks, assigned, before, timestamp))
  return tracks.ids.length * trained.cells <= FEW_DISTANCES ? updates.inline() : updates
}

/** The centroids of a version, every track's assignment, tombstones of cells that are dropped, and the codebook last. */
function version(
  trained: Trained,
  { ids }: FeatureRows,
  { cells, squared }: Assigned,
  cellsBefore: number,
  timestamp: number,
): Updates {
  const { version: of, centres, dimensions } = trained
  const byId = ids
    .map((trackId, i) => ({ version: of, trackId, cell: checked(cells[i]), distance: Math.sqrt(checked(squared[i])) }))
    .sort((a, b) => (a.trackId < b.trackId ? -1 : 1))
  return [
    ...Array.from({ length: trained.cells }, (_, cell) => {
      const position = [...centres.subarray(cell * dimensions, (cell + 1) * dimensions)]
      return update(cellKey(cell), { centroid: { version: of, cell, position } }, timestamp)
    }),
    ...byId.map((assignment) => update(assignmentKey(assignment.trackId), { assignment }, timestamp)),
    ...Array.from({ length: Math.max(0, cellsBefore - trained.cells) }, (_, i) =>
      record(indexUpdates, cellKey(trained.cells + i), null, timestamp),
    ),
    codebookOf(trained, timestamp),
  ]
}

function codebookOf(trained: Trained, timestamp: number): Update {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- the rest is the codebook
  const { centres, dimensions, ...codebook } = trained
  return update(CODEBOOK_KEY, { codebook }, timestamp)
}

const update = (key: string, part: Partial<IndexUpdate>, timestamp: number): Update =>
  record(indexUpdates, key, { codebook: null, centroid: null, assignment: null, ...part }, timestamp)
