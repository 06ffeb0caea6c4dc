import type { Assignment, Codebook, TrackId } from '../../../schemas/generated.ts'
import { globalTable } from '../../../streams/engine/processor.ts'
import { audioFeatures, indexUpdates } from '../../../schemas/topics.ts'
import type { RawRows } from './hearings.ts'
import { createOwnedIndex } from './owned-index.ts'
import type { CellDistance } from './space.ts'
import type { Group } from './vector.ts'

/** A track near another one. */
export interface Neighbour {
  readonly trackId: TrackId
  /** Euclidean distance in the scaled space: 0 is the same, about 1.4 unrelated, 2 the most. */
  readonly distance: number
  /** The same within each group of dimensions, whatever its weight. */
  readonly groups: Readonly<Record<Group, number>>
  /** Groups in which the two are nearer than 1, the most alike first; often several, sometimes none. */
  readonly alike: readonly Group[]
}

/** Tracks near one, nearest first, and how far each is. */
export interface Near {
  readonly trackIds: readonly TrackId[]
  readonly distances: readonly number[]
}

/**
 * What sounds alike: the vectors of all tracks, in the cells of the codebook in force. Only the `apply` of its view changes it.
 *
 * A track can be found once it has both features and an assignment to a cell of the version in force. Before the first
 * codebook the version is 0: there is one cell, and a search looks at every track in it.
 */
export interface LibraryIndex {
  /** Null before the first. */
  readonly codebook: Codebook | null
  /** Index version in force; 0 before there is a codebook. */
  readonly version: number
  /** Raised by every change: what was found under one revision would be found again. */
  readonly revision: number
  /** Tracks with features; those of them that a search can find. */
  readonly sizes: { readonly known: number; readonly indexed: number }
  /** Whether a search can find this track. */
  has(id: TrackId): boolean
  /**
   * Tracks that sound like one track, nearest first, equally near ones by id; the track itself is not among them. Looks into as
   * many cells as the codebook says, and into more only while fewer than `limit` tracks have been found.
   * @returns nothing when the track has no features of the extractor in force.
   */
  nearest(id: TrackId, limit: number, exclude?: ReadonlySet<TrackId>): readonly Neighbour[]
  /** As `nearest`, only who and how far. */
  around(id: TrackId, limit: number): Near
  /** Distance between two tracks in the scaled space; null when either has no features of the extractor in force. */
  between(a: TrackId, b: TrackId): number | null
  /** As `between`, row by row of the first tracks; NaN where either has no features of the extractor in force. */
  distances(rows: readonly TrackId[], columns: readonly TrackId[]): Float64Array
  /** The second track as a neighbour of the first; null when either has no features of the extractor in force. */
  compare(a: TrackId, b: TrackId): Neighbour | null
  /** The tracks of each cell that has any, by number of the cell, nearest to its centre first. */
  cells(): readonly (readonly TrackId[])[]
  readonly keeping: Keeping
}

/** What index-tracks decides by. */
export interface Keeping {
  /** The newest assignment of a track. */
  assignmentOf(id: TrackId): Assignment | null
  /** Whether any extractor version has heard the track. */
  isHeard(id: TrackId): boolean
  /** Vectors of the tracks that one extractor version has heard, not scaled. */
  rowsOf(extractorVersion: string): RawRows
  /** The cell of a vector that is not scaled, by the codebook in force; null before there is one. */
  cellOf(vector: ArrayLike<number>): CellDistance | null
}

/** The searchable index, rebuilt by whoever needs it from what the tracks sound like and where index-tracks put them. */
export const libraryIndex = globalTable({
  name: 'library-index',
  from: [audioFeatures, indexUpdates],
  create: createOwnedIndex,
  apply(content, record) {
    switch (record.topic) {
      case 'audio-features':
        content.hear(record.key, record.value)
        return
      case 'index-updates':
        content.update(record.key, record.value)
    }
  },
  prepare: (content) => content.layOut(),
})
