import type { TrackId } from '../../schemas/generated.ts'
import type { LibraryIndex } from '../shared/similarity/library-index.ts'
import { similarity } from './similarity.ts'

/** Tracks near one, nearest first, and the similarity of each to it. */
export interface Alike {
  readonly trackIds: readonly TrackId[]
  readonly similarities: readonly number[]
}

/** What has been looked up in one state of the library: as lists and places of the middle do not depend on who asks. */
export interface Nearness {
  /** The nearest tracks, without regard to who has heard what. */
  around(id: TrackId): Alike
  /** Tracks from every cell by its size, the middle of each first: so the oddities of a small cell do not come first. */
  typical(): readonly TrackId[]
}

/** Neighbours remembered of each track: of those heard lately some are left over. */
const NEIGHBOURS = 60
/** Tracks whose neighbours are remembered; the one looked up first makes room. */
const MAX_LISTS = 50_000
/** Of the tracks that are typical so many are remembered: whoever has heard all of them is no stranger. */
const TYPICAL = 400

const memories = new WeakMap<LibraryIndex, { readonly revision: number; readonly nearness: Nearness }>()

/** Remembers until the index changes: the answers are those that the index would give. */
export function nearnessOf(index: LibraryIndex): Nearness {
  const known = memories.get(index)
  if (known?.revision === index.revision) return known.nearness
  const nearness = remembering(index)
  memories.set(index, { revision: index.revision, nearness })
  return nearness
}

function remembering(index: LibraryIndex): Nearness {
  const lists = new Map<TrackId, Alike>()
  let middle: readonly TrackId[] | null = null
  return {
    around(id) {
      const known = lists.get(id)
      if (known !== undefined) return known
      const { trackIds, distances } = index.around(id, NEIGHBOURS)
      const alike = { trackIds, similarities: distances.map(similarity) }
      const oldest = lists.keys().next()
      if (lists.size >= MAX_LISTS && oldest.done !== true) lists.delete(oldest.value)
      lists.set(id, alike)
      return alike
    },
    typical() {
      middle ??= typicalOf(index.cells())
      return middle
    },
  }
}

function typicalOf(cells: readonly (readonly TrackId[])[]): readonly TrackId[] {
  const total = cells.reduce((sum, cell) => sum + cell.length, 0)
  const shareOf = (cell: readonly TrackId[]): number => Math.ceil((TYPICAL * cell.length) / total)
  return cells
    .flatMap((cell) => cell.slice(0, shareOf(cell)).map((trackId, i) => ({ trackId, depth: (i + 0.5) / cell.length })))
    .sort((a, b) => a.depth - b.depth || (a.trackId < b.trackId ? -1 : 1))
    .slice(0, TYPICAL)
    .map(({ trackId }) => trackId)
}
