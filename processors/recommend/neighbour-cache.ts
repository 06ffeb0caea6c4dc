import { LRUCache } from 'lru-cache'
import type { TrackId } from '../../schemas/generated.ts'
import type { LibraryIndex } from '../shared/similarity/library-index.ts'
import type { AbsentTracks } from './item-metadata.ts'
import { similarity } from './similarity.ts'

/** The nearest tracks of one, nearest first, and the similarity of each. */
export interface Neighbours {
  readonly trackIds: readonly TrackId[]
  readonly similarities: readonly number[]
}

/** Answers of the index that do not depend on the listener, kept for one revision of the index. */
export interface NeighbourCache {
  neighboursOf(id: TrackId): Neighbours
  /** Tracks that are here, of every cell in proportion to its size, medoids first; the outliers of a small cell come as late as those of a large one. */
  fallbackCandidates(absent: AbsentTracks): readonly TrackId[]
}

/** Neighbours kept of each track: enough that some are left when recently heard tracks are excluded. */
const NEIGHBOURS = 60
/** Tracks whose neighbours are kept. */
const MAX_TRACKS = 50_000
/** Fallback candidates kept: a listener who has heard all of them has a profile of their own. */
const FALLBACK_CANDIDATES = 400

const caches = new WeakMap<LibraryIndex, ReturnType<typeof createCache>>()

/** The cache of an index, emptied when the index has changed: its answers are always those that the index would give. */
export function neighbourCacheOf(index: LibraryIndex): NeighbourCache {
  let cache = caches.get(index)
  if (cache === undefined) {
    cache = createCache(index)
    caches.set(index, cache)
  }
  cache.revalidate()
  return cache
}

function createCache(index: LibraryIndex): NeighbourCache & { revalidate(): void } {
  const neighbours = new LRUCache<TrackId, Neighbours>({ max: MAX_TRACKS })
  let fallback: readonly TrackId[] | null = null
  let { revision } = index
  let absences = 0
  return {
    revalidate() {
      if (index.revision === revision) return
      if (neighbours.size > 0) neighbours.clear()
      fallback = null
      revision = index.revision
    },
    neighboursOf(id) {
      const known = neighbours.get(id)
      if (known !== undefined) return known
      const { trackIds, distances } = index.around(id, NEIGHBOURS)
      const found = { trackIds, similarities: distances.map(similarity) }
      neighbours.set(id, found)
      return found
    },
    fallbackCandidates(absent) {
      if (absent.revision !== absences) fallback = null
      absences = absent.revision
      fallback ??= fallbackCandidatesOf(cellsWithout(absent, index.cells()))
      return fallback
    },
  }
}

function cellsWithout(absent: AbsentTracks, cells: readonly (readonly TrackId[])[]) {
  return absent.size === 0 ? cells : cells.map((cell) => cell.filter((id) => !absent.has(id)))
}

function fallbackCandidatesOf(cells: readonly (readonly TrackId[])[]): readonly TrackId[] {
  const total = cells.reduce((sum, cell) => sum + cell.length, 0)
  const shareOf = (cell: readonly TrackId[]): number => Math.ceil((FALLBACK_CANDIDATES * cell.length) / total)
  return cells
    .flatMap((cell) => cell.slice(0, shareOf(cell)).map((trackId, i) => ({ trackId, depth: (i + 0.5) / cell.length })))
    .sort((a, b) => a.depth - b.depth || (a.trackId < b.trackId ? -1 : 1))
    .slice(0, FALLBACK_CANDIDATES)
    .map(({ trackId }) => trackId)
}
