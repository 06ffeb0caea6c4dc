import type { Assignment, Codebook, TrackId } from '../../../schemas/generated.ts'
import type { FeatureRows } from './feature-vectors.ts'
import type { Neighbour } from './neighbour.ts'
import type { CellDistance } from './space.ts'

/** The nearest neighbours of a track, nearest first, and their distances. */
export interface Near {
  readonly trackIds: readonly TrackId[]
  readonly distances: readonly number[]
}

/**
 * The inverted-file index (IVF) of what sounds alike: the vectors of all tracks, in the cells of the codebook in force. Only
 * the `apply` of its table changes it.
 *
 * A track can be found once it has both features and an assignment to a cell of the version in force. Before the first
 * codebook the version is 0: there is one cell, and a search looks at every track in it.
 */
export interface LibraryIndex {
  /** Null before the first. */
  readonly codebook: Codebook | null
  /** Index version in force; 0 before there is a codebook. */
  readonly version: number
  /** Raised by every change: a search repeated under one revision finds the same. */
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
  /** As `nearest`, without comparing the groups of dimensions. */
  around(id: TrackId, limit: number): Near
  /** Distance between two tracks in the scaled space; null when either has no features of the extractor in force. */
  between(a: TrackId, b: TrackId): number | null
  /** As `between`, row by row of the first tracks; NaN where either has no features of the extractor in force. */
  distances(rows: readonly TrackId[], columns: readonly TrackId[]): Float64Array
  /** The second track as a neighbour of the first; null when either has no features of the extractor in force. */
  compare(a: TrackId, b: TrackId): Neighbour | null
  /** The tracks of each cell that has any, by number of the cell, nearest to its centre first. */
  cells(): readonly (readonly TrackId[])[]
  readonly maintenance: IndexMaintenance
}

/** What index-tracks decides by. */
export interface IndexMaintenance {
  /** The newest assignment of a track. */
  assignmentOf(id: TrackId): Assignment | null
  /** Whether the track has features of any extractor version. */
  hasFeatures(id: TrackId): boolean
  /** The unscaled vectors of one extractor version. */
  rowsOf(extractorVersion: string): FeatureRows
  /** The nearest cell to an unscaled vector, by the codebook in force; null before there is one. */
  cellOf(vector: ArrayLike<number>): CellDistance | null
}
