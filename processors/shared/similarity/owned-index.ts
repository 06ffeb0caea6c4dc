import type { Assignment, AudioFeatures, Codebook, IndexUpdate, TrackId } from '../../../schemas/generated.ts'
import { assignedTrack } from '../../../schemas/keys.ts'
import { createHearings, prevailing } from './hearings.ts'
import type { Keeping, LibraryIndex } from './library-index.ts'
import { neighbour } from './neighbour.ts'
import { createPlaces } from './places.ts'
import { createSearchable } from './searchable.ts'
import type { Found, Searchable } from './searchable.ts'
import { createSlots } from './slots.ts'
import { fitScaling, wholeDistance } from './space.ts'

/** The index with what changes it; only the view's `apply` does. */
export interface OwnedIndex extends LibraryIndex {
  /** @param key of a record of audio-features. @param features null when it is gone. */
  hear(key: string, features: AudioFeatures | null): void
  /** @param update null when the key is gone. */
  update(key: string, update: IndexUpdate | null): void
  /** Lays the tracks out for searches, which else the first question does: seconds for a large library. */
  layOut(): void
}

interface Centroid {
  readonly version: number
  readonly position: readonly number[]
}

export function createOwnedIndex(): OwnedIndex {
  const slots = createSlots()
  const hearings = createHearings(slots)
  const places = createPlaces()
  const centroids = new Map<number, Centroid>()
  const stagedCentroids = new Map<number, Centroid>()
  let codebook: Codebook | null = null
  let revision = 0
  /** Null while it must be made anew, which is when it is next needed. */
  let searchable: Searchable | null = null

  const version = (): number => codebook?.version ?? 0

  /** Before there is a codebook, the extractor that heard most tracks: among few, and for a short while. */
  const extractorInForce = (): string => codebook?.extractorVersion ?? prevailing(hearings.counts) ?? ''

  /**
   * Puts a track where its features and its place say. Features that go leave it where it is until index-tracks takes its
   * place away or gives out the next version: that is said in another topic, and may be read a moment later.
   */
  const settle = (slot: number, isGoing = false): void => {
    if (codebook === null) searchable = null
    else if (searchable !== null) {
      const place = places.inForce(slot)
      const vector = place?.version === version() ? hearings.vectorOf(slot, codebook.extractorVersion) : null
      if (!isGoing || place?.version !== version()) {
        searchable.put(slot, vector, place?.cell ?? 0, place?.distance ?? 0)
      }
    }
    if (!hearings.isHeard(slot) && places.newest(slot) === null) slots.giveBack(slot)
  }

  const inForce = (): Searchable => {
    if (searchable !== null) return searchable
    const extractor = extractorInForce()
    const { rows, dimensions, slots: heard } = hearings.rowsOf(extractor)
    const vectorAt = (i: number) => rows.subarray(i * dimensions, (i + 1) * dimensions)
    if (codebook === null) {
      const vectors = heard.map((_, i) => Float64Array.from(vectorAt(i)))
      searchable = createSearchable(slots, fitScaling(vectors), [new Float64Array(Math.max(1, dimensions))])
    } else {
      const positions = Array.from({ length: codebook.cells }, (_, cell) => centroids.get(cell)?.position)
      const scaling = { mean: codebook.scalingMean, deviation: codebook.scalingDeviation }
      searchable = createSearchable(slots, scaling, positions)
    }
    const found = heard.flatMap((slot, i) => {
      const place = places.inForce(slot)
      return place?.version === version() ? [{ slot, i, place }] : []
    })
    found.sort((a, b) => a.place.cell - b.place.cell) // so that each cell lies in one piece
    for (const { slot, i, place } of found) searchable.put(slot, vectorAt(i), place.cell, place.distance)
    return searchable
  }

  const putInForce = (next: Codebook): void => {
    const isSame = next.version === codebook?.version
    codebook = next
    if (isSame) return // it was only measured anew
    for (const [cell, centroid] of stagedCentroids) centroids.set(cell, centroid)
    for (const [cell, centroid] of centroids) if (centroid.version !== next.version) centroids.delete(cell)
    stagedCentroids.clear()
    places.putInForce(next.version)
    searchable = null
  }

  /** To be looked at before the next search or change. Null when the track has no features of the extractor in force. */
  const scaledOf = (slot: number | null): Float32Array | null => {
    if (slot === null) return null
    const known = inForce().read(slot)
    if (known !== null) return known
    const vector = hearings.vectorOf(slot, extractorInForce())
    return vector === null ? null : inForce().scaled(vector)
  }

  const keeping: Keeping = {
    assignmentOf(id) {
      const slot = slots.of(id)
      const place = slot === null ? null : places.newest(slot)
      return place === null ? null : { ...place, trackId: id }
    },
    isHeard(id) {
      const slot = slots.of(id)
      return slot !== null && hearings.isHeard(slot)
    },
    rowsOf: (extractorVersion) => hearings.rowsOf(extractorVersion),
    cellOf(vector) {
      return codebook === null ? null : inForce().cellOf(vector)
    },
  }
  const around = (id: TrackId, limit: number, exclude: ReadonlySet<TrackId> = new Set()): readonly Found[] => {
    const slot = slots.of(id)
    const query = scaledOf(slot)?.slice() // the search may need more memory, and so move it
    if (slot === null || query === undefined) return []
    const skip = [slot, ...[...exclude].flatMap((other) => slots.of(other) ?? [])]
    return inForce().nearest(query, limit, codebook?.probes ?? 1, skip)
  }
  const compare: LibraryIndex['compare'] = (a, b) => {
    const [one, other] = [scaledOf(slots.of(a)), scaledOf(slots.of(b))]
    return one === null || other === null ? null : neighbour(b, one, other)
  }
  const assign = (id: TrackId, assignment: Assignment | null): void => {
    const slot = assignment === null ? slots.of(id) : slots.take(id)
    if (slot === null) return
    if (assignment === null) places.remove(slot)
    else places.put(slot, assignment, assignment.version > version())
    settle(slot)
  }

  return {
    keeping,
    compare,
    get codebook() {
      return codebook
    },
    get version() {
      return version()
    },
    get revision() {
      return revision
    },
    get sizes() {
      return { known: hearings.known, indexed: inForce().size }
    },
    has(id) {
      const slot = slots.of(id)
      return slot !== null && inForce().has(slot)
    },
    nearest: (id, limit, exclude) => around(id, limit, exclude).flatMap(({ id: near }) => compare(id, near) ?? []),
    around(id, limit) {
      const found = around(id, limit)
      return { trackIds: found.map(({ id: near }) => near), distances: found.map(({ distance }) => distance) }
    },
    between(a, b) {
      const [one, other] = [scaledOf(slots.of(a)), scaledOf(slots.of(b))]
      return one === null || other === null ? null : wholeDistance(one, other)
    },
    distances(rows, columns) {
      const present = inForce()
      const vectorOf = (id: TrackId) => {
        const slot = slots.of(id)
        return slot === null ? null : (present.vector(slot) ?? scaledOf(slot))
      }
      return present.distances(rows.map(vectorOf), columns.map(vectorOf))
    },
    cells: () => inForce().cells(),
    layOut() {
      inForce().cells()
    },
    hear(key, features) {
      revision += 1
      const slot = hearings.hear(key, features)
      if (slot !== null) settle(slot, features === null)
    },
    update(key, update) {
      revision += 1
      if (update?.codebook != null) putInForce(update.codebook)
      else if (update?.centroid != null) {
        const { cell, position, version: of } = update.centroid
        if (of > version()) stagedCentroids.set(cell, { position, version: of })
        else if (of === version()) {
          centroids.set(cell, { position, version: of })
          searchable = null
        }
      } else if (update?.assignment != null) assign(update.assignment.trackId, update.assignment)
      else if (update === null) {
        const gone = assignedTrack(key)
        if (gone !== null) assign(gone, null)
      }
      // The tombstone of a cell says nothing new: the codebook that comes after it drops the cells of older versions.
    },
  }
}
