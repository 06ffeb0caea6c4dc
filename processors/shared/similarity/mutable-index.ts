import type { AudioFeatures, IndexUpdate, TrackId } from '../../../schemas/generated.ts'
import { newestAssignment } from './assignments.ts'
import { featureVector, hasFeatures, rowsOf } from './feature-vectors.ts'
import { applyFeatureRecord, applyIndexUpdate, createIndexState, extractorInForce, searchableOf, versionInForce } from './index-state.ts' // prettier-ignore
import type { IndexState } from './index-state.ts'
import type { IndexMaintenance, LibraryIndex } from './library-index.ts'
import { neighbour } from './neighbour.ts'
import type { Neighbour } from './neighbour.ts'
import type { FoundTrack } from './searchable.ts'
import { wholeDistance } from './space.ts'

/** The index with what changes it: only the `apply` of its table does. */
export interface MutableIndex extends LibraryIndex {
  /** @param key of a record of audio-features. @param features null for a tombstone. */
  applyFeatures(key: string, features: AudioFeatures | null): void
  /** @param key of a record of index-updates. @param update null for a tombstone. */
  applyUpdate(key: string, update: IndexUpdate | null): void
  /** Builds what searches need, which else the first of them does: seconds for a large library. */
  layOut(): void
}

export function createIndex(): MutableIndex {
  const state = createIndexState()
  return {
    maintenance: maintenanceOf(state),
    get codebook() {
      return state.codebook
    },
    get version() {
      return versionInForce(state)
    },
    get revision() {
      return state.revision
    },
    get sizes() {
      return { known: state.vectors.known, indexed: searchableOf(state).size }
    },
    has(id) {
      const slot = state.slots.of(id)
      return slot !== null && searchableOf(state).has(slot)
    },
    nearest: (id, limit, exclude) =>
      found(state, id, limit, exclude).flatMap((near) => compare(state, id, near.id) ?? []),
    around(id, limit) {
      const near = found(state, id, limit)
      return { trackIds: near.map((each) => each.id), distances: near.map(({ distance }) => distance) }
    },
    between(a, b) {
      const [one, other] = [scaledOf(state, state.slots.of(a)), scaledOf(state, state.slots.of(b))]
      return one === null || other === null ? null : wholeDistance(one, other)
    },
    distances: (rows, columns) => distances(state, rows, columns),
    compare: (a, b) => compare(state, a, b),
    cells: () => searchableOf(state).cells(),
    layOut() {
      searchableOf(state).cells()
    },
    applyFeatures: (key, features) => applyFeatureRecord(state, key, features),
    applyUpdate: (key, update) => applyIndexUpdate(state, key, update),
  }
}

function maintenanceOf(state: IndexState): IndexMaintenance {
  const { slots, vectors, assignments } = state
  return {
    assignmentOf(id) {
      const slot = slots.of(id)
      const assignment = slot === null ? null : newestAssignment(assignments, slot)
      return assignment === null ? null : { ...assignment, trackId: id }
    },
    hasFeatures(id) {
      const slot = slots.of(id)
      return slot !== null && hasFeatures(vectors, slot)
    },
    rowsOf: (extractorVersion) => rowsOf(vectors, extractorVersion),
    cellOf: (vector) => (state.codebook === null ? null : searchableOf(state).cellOf(vector)),
  }
}

/** @returns the vector in scaled space, valid until the next search or change; null when it has no features of the version in force. */
function scaledOf(state: IndexState, slot: number | null): Float32Array | null {
  if (slot === null) return null
  const indexed = searchableOf(state).read(slot)
  if (indexed !== null) return indexed
  const vector = featureVector(state.vectors, slot, extractorInForce(state))
  return vector === null ? null : searchableOf(state).scaled(vector)
}

function found(state: IndexState, id: TrackId, limit: number, exclude?: ReadonlySet<TrackId>): readonly FoundTrack[] {
  const slot = state.slots.of(id)
  const query = scaledOf(state, slot)?.slice() // the search may need more memory, and so move it
  if (slot === null || query === undefined) return []
  const skip = [slot, ...Array.from(exclude ?? [], (other) => state.slots.of(other) ?? []).flat()]
  return searchableOf(state).nearest(query, limit, state.codebook?.probes ?? 1, skip)
}

function compare(state: IndexState, a: TrackId, b: TrackId): Neighbour | null {
  const [one, other] = [scaledOf(state, state.slots.of(a)), scaledOf(state, state.slots.of(b))]
  return one === null || other === null ? null : neighbour(b, one, other)
}

function distances(state: IndexState, rows: readonly TrackId[], columns: readonly TrackId[]): Float64Array {
  const searchable = searchableOf(state)
  const vectorOf = (id: TrackId) => {
    const slot = state.slots.of(id)
    return slot === null ? null : (searchable.vector(slot) ?? scaledOf(state, slot))
  }
  return searchable.distances(rows.map(vectorOf), columns.map(vectorOf))
}
