import type { Assignment, AudioFeatures, Codebook, IndexUpdate, TrackId } from '../../../schemas/generated.ts'
import { assignedTrack } from '../../../schemas/keys.ts'
import { createAssignments, currentAssignment, newestAssignment, putAssignment, putAssignmentsInForce, removeAssignment, stageAssignment } from './assignments.ts' // prettier-ignore
import type { Assignments } from './assignments.ts'
import { positionsOf, putCentroid, putCentroidsInForce } from './centroids.ts'
import type { Centroids } from './centroids.ts'
import { applyFeatures, tracksByVersion, createFeatureVectors, featureVector, hasFeatures, prevailing, rowsOf } from './feature-vectors.ts' // prettier-ignore
import type { FeatureVectors } from './feature-vectors.ts'
import { createSearchable } from './searchable.ts'
import type { Searchable } from './searchable.ts'
import { createSlots } from './slots.ts'
import type { TrackSlots } from './slots.ts'
import { fitScaling } from './space.ts'

/** All that the topics have said so far. Only the functions of this file change it. */
export interface IndexState {
  readonly slots: TrackSlots
  readonly vectors: FeatureVectors
  readonly assignments: Assignments
  readonly centroids: Centroids
  /** Null before the first. */
  codebook: Codebook | null
  /** Raised by every record. */
  revision: number
  /** The version in force as a search needs it. Null: stale, and built by the next search. */
  searchable: Searchable | null
}

export function createIndexState(): IndexState {
  const slots = createSlots()
  return {
    slots,
    vectors: createFeatureVectors(slots),
    assignments: createAssignments(),
    centroids: new Map(),
    codebook: null,
    revision: 0,
    searchable: null,
  }
}

export const versionInForce = ({ codebook }: IndexState): number => codebook?.version ?? 0

/** Before the first codebook the extractor version that has analysed most tracks. */
export const extractorInForce = ({ codebook, vectors }: IndexState): string =>
  codebook?.extractorVersion ?? prevailing(tracksByVersion(vectors)) ?? ''

/** @param key of a record of audio-features. @param features null for a tombstone. */
export function applyFeatureRecord(state: IndexState, key: string, features: AudioFeatures | null): void {
  state.revision += 1
  const slot = applyFeatures(state.vectors, key, features)
  if (slot === null) return
  // Features that are removed leave the track where it is until index-tracks removes its assignment or puts the next version
  // in force, which another topic says and which may be read a moment later.
  const isAssigned = currentAssignment(state.assignments, slot)?.version === versionInForce(state)
  if (state.codebook === null || features !== null || !isAssigned) place(state, slot)
  giveBackUnused(state, slot)
}

/** @param key of a record of index-updates. @param update null for a tombstone. */
export function applyIndexUpdate(state: IndexState, key: string, update: IndexUpdate | null): void {
  state.revision += 1
  if (update?.codebook != null) putInForce(state, update.codebook)
  else if (update?.centroid != null) {
    const { version, cell, position } = update.centroid
    if (version < versionInForce(state)) return
    putCentroid(state.centroids, version, cell, position)
    if (version === versionInForce(state)) state.searchable = null
  } else if (update?.assignment != null) assign(state, update.assignment)
  else if (update === null) unassign(state, assignedTrack(key))
  // The tombstone of a cell adds nothing: the codebook that follows it drops the cells of other versions.
}

function putInForce(state: IndexState, codebook: Codebook): void {
  const isSame = codebook.version === state.codebook?.version
  state.codebook = codebook
  if (isSame) return // it was only measured again
  putCentroidsInForce(state.centroids, codebook.version)
  putAssignmentsInForce(state.assignments, codebook.version)
  state.searchable = null
}

function assign(state: IndexState, assignment: Assignment): void {
  const slot = state.slots.take(assignment.trackId)
  if (assignment.version > versionInForce(state)) stageAssignment(state.assignments, slot, assignment)
  else putAssignment(state.assignments, slot, assignment)
  place(state, slot)
  giveBackUnused(state, slot)
}

function unassign(state: IndexState, id: TrackId | null): void {
  const slot = id === null ? null : state.slots.of(id)
  if (slot === null) return
  removeAssignment(state.assignments, slot)
  place(state, slot)
  giveBackUnused(state, slot)
}

/** Puts a track into the cell that its vector and its assignment name, or takes it out when either is missing. */
function place(state: IndexState, slot: number): void {
  const { codebook, searchable } = state
  if (codebook === null)
    state.searchable = null // its scaling is fitted to all tracks
  else if (searchable !== null) {
    const assignment = currentAssignment(state.assignments, slot)
    const isAssigned = assignment?.version === codebook.version
    const vector = isAssigned ? featureVector(state.vectors, slot, codebook.extractorVersion) : null
    searchable.put(slot, vector, assignment?.cell ?? 0, assignment?.distance ?? 0)
  }
}

function giveBackUnused({ slots, vectors, assignments }: IndexState, slot: number): void {
  if (!hasFeatures(vectors, slot) && newestAssignment(assignments, slot) === null) slots.giveBack(slot)
}

/** The version in force as a search needs it; building it takes seconds for a large library. */
export function searchableOf(state: IndexState): Searchable {
  state.searchable ??= built(state)
  return state.searchable
}

function built(state: IndexState): Searchable {
  const { slots, codebook, centroids, assignments } = state
  const { rows, dimensions, slots: present } = rowsOf(state.vectors, extractorInForce(state))
  const vectorAt = (i: number) => rows.subarray(i * dimensions, (i + 1) * dimensions)
  const searchable =
    codebook === null
      ? createSearchable(slots, fitScaling(present.map((_, i) => Float64Array.from(vectorAt(i)))), [
          new Float64Array(Math.max(1, dimensions)),
        ])
      : createSearchable(
          slots,
          { mean: codebook.scalingMean, deviation: codebook.scalingDeviation },
          positionsOf(centroids, codebook),
        )
  const assigned = present.flatMap((slot, i) => {
    const assignment = currentAssignment(assignments, slot)
    return assignment?.version === versionInForce(state) ? [{ slot, i, ...assignment }] : []
  })
  assigned.sort((a, b) => a.cell - b.cell) // so that each cell lies in one piece
  for (const { slot, i, cell, distance } of assigned) searchable.put(slot, vectorAt(i), cell, distance)
  return searchable
}
