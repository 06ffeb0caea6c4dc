import { checked } from '../numeric.ts'
import type { TrackId } from '../../../schemas/generated.ts'
import { byDistance, markCellChanged, cellsInOrder, createCellOrder } from './cell-order.ts'
import type { CellMember } from './cell-order.ts'
import { column } from './column.ts'
import { createCellLists } from './ivf/cell-lists.ts'
import type { CellLists } from './ivf/cell-lists.ts'
import type { Vector } from './ivf/distances.ts'
import type { TrackSlots } from './slots.ts'
import type { CellDistance, Scaling } from './space.ts'
import { scale } from './space.ts'

/** One version of the index as searches need it: scaled vectors in the inverted lists of their cells. */
export interface Searchable {
  /** Tracks that a search can find. */
  readonly size: number
  /** Puts a track into a cell, out of the one it was in. @param vector not scaled; null takes the track out. */
  put(slot: number, vector: Float32Array | null, cell: number, distance: number): void
  /** Whether a search can find the track. */
  has(slot: number): boolean
  /** The scaled vector of a track, valid until the next call; null when a search cannot find it. */
  read(slot: number): Float32Array | null
  /** The address of the same, valid until the next change. */
  vector(slot: number): Vector
  /** The distance of every row to every column, row by row; NaN where either is null. */
  distances(rows: readonly Vector[], columns: readonly Vector[]): Float64Array
  /** Null when the vector has other dimensions than this version's scaling, as before the training that follows a release. */
  scaled(vector: ArrayLike<number>): Float32Array | null
  cellOf(vector: ArrayLike<number>): CellDistance | null
  /** The nearest first, equally near ones by id. */
  nearest(query: Float32Array, limit: number, probes: number, skip: readonly number[]): readonly FoundTrack[]
  /** The tracks of each cell that has any, by number of the cell, nearest to its centre first. */
  cells(): readonly (readonly TrackId[])[]
}

/** A neighbour: its distance is to the query. */
export type FoundTrack = CellMember

/** @param centres by number of the cell; undefined while one has not been read. At least one is there. */
export function createSearchable(
  slots: TrackSlots,
  scaling: Scaling,
  centres: readonly (ArrayLike<number> | undefined)[],
): Searchable {
  const dimensions = centres.find((centre) => centre !== undefined)?.length ?? 1
  const positions = new Float32Array(centres.length * dimensions).fill(NaN) // a centre that is not there is near to nothing
  for (const [cell, centre] of centres.entries()) if (centre !== undefined) positions.set(centre, cell * dimensions)
  const lists = createCellLists(dimensions, positions)
  const distances = column(Float64Array, 0)
  const cellOfSlot = column(Int32Array, 0)
  const order = createCellOrder()

  const scaled = (vector: ArrayLike<number>): Float32Array | null => {
    if (scaling.mean.length !== vector.length) return null
    const made = Float32Array.from(scale(Float64Array.from(vector), scaling))
    return made.length === dimensions ? made : null
  }
  const membersOf = (cell: number) =>
    lists.members(cell).map((slot) => ({ id: slots.idOf(slot), distance: distances.get(slot) }))

  return {
    get size() {
      return lists.size
    },
    has: (slot) => lists.has(slot),
    put(slot, vector, cell, distanceToCentre) {
      if (lists.has(slot)) {
        markCellChanged(order, cellOfSlot.get(slot))
        lists.remove(slot)
      }
      const made = vector === null || cell >= lists.cells ? null : scaled(vector)
      if (made === null) return
      lists.add(slot, made, cell)
      distances.set(slot, distanceToCentre)
      cellOfSlot.set(slot, cell)
      markCellChanged(order, cell)
    },
    read: lists.read,
    vector: lists.vector,
    distances: lists.distances,
    scaled,
    cellOf(vector) {
      const made = scaled(vector)
      if (made === null) return null
      const { cell, squared } = lists.nearestCell(made)
      return { cell, distance: Math.sqrt(squared) }
    },
    nearest: (query, limit, probes, skip) => nearestOf(lists, slots, query, limit, probes, skip),
    cells: () => cellsInOrder(order, lists.cells, membersOf),
  }
}

/**
 * Exact distances of the nearest, equal ones by id. The lists order equal ones by slot, which depends on the order of the
 * records: so the search takes in more until the last that it is given is farther away than the last that is wanted.
 */
function nearestOf(
  lists: CellLists,
  slots: TrackSlots,
  query: Float32Array,
  limit: number,
  probes: number,
  skip: readonly number[],
): readonly FoundTrack[] {
  for (let count = limit + 1; ; count *= 2) {
    const { slots: found, squared } = lists.search(query, count, probes, skip)
    const isCut = found.length === count && squared[limit - 1] === squared[count - 1]
    if (isCut) continue
    const exact = lists.distances([query], Array.from(found, lists.vector))
    return Array.from(found, (slot, i): FoundTrack => ({ id: slots.idOf(slot), distance: checked(exact[i]) }))
      .sort(byDistance)
      .slice(0, limit)
  }
}
