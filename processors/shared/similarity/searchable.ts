import { checked } from '../numeric.ts'
import type { TrackId } from '../../../schemas/generated.ts'
import { column } from './column.ts'
import { createCellLists } from './ivf/cell-lists.ts'
import type { Vector } from './ivf/distances.ts'
import type { Slots } from './slots.ts'
import type { CellDistance, Scaling } from './space.ts'
import { scale } from './space.ts'

/** One version of the index: the tracks that a search can find, scaled, in their cells. */
export interface Searchable {
  /** Tracks that a search can find. */
  readonly size: number
  /** Puts a track in, or elsewhere; without a vector it is taken out. @param vector not scaled. */
  put(slot: number, vector: Float32Array | null, cell: number, distance: number): void
  /** Whether a search can find the track. */
  has(slot: number): boolean
  /** The scaled vector of a track that is in, to be looked at before the next call; else null. */
  read(slot: number): Float32Array | null
  /** The same where it lies: to be compared before the next change. */
  vector(slot: number): Vector
  /** The distance of every row to every column, row by row; NaN where either is null. */
  distances(rows: readonly Vector[], columns: readonly Vector[]): Float64Array
  /** Null when the vector is of other dimensions than this version's scaling: until the next training. */
  scaled(vector: ArrayLike<number>): Float32Array | null
  cellOf(vector: ArrayLike<number>): CellDistance | null
  /** The nearest first, equally near ones by id. */
  nearest(query: Float32Array, limit: number, probes: number, skip: readonly number[]): readonly Found[]
  /** The tracks of each cell that has any, by number of the cell, nearest to its centre first. */
  cells(): readonly (readonly TrackId[])[]
}

export interface Found {
  readonly id: TrackId
  readonly distance: number
}

/** @param centres by number of the cell; undefined while one has not been read. At least one is there. */
export function createSearchable(
  slots: Slots,
  scaling: Scaling,
  centres: readonly (ArrayLike<number> | undefined)[],
): Searchable {
  const dimensions = centres.find((centre) => centre !== undefined)?.length ?? 1
  const positions = new Float32Array(centres.length * dimensions).fill(NaN) // a centre that is not there is near to nothing
  for (const [cell, centre] of centres.entries()) if (centre !== undefined) positions.set(centre, cell * dimensions)
  const lists = createCellLists(dimensions, positions)
  const distances = column(Float64Array, 0)
  const cellOfSlot = column(Int32Array, 0)
  const byNearness = new Map<number, readonly TrackId[]>()
  let inOrder: readonly (readonly TrackId[])[] | null = null

  const scaled = (vector: ArrayLike<number>): Float32Array | null => {
    if (scaling.mean.length !== vector.length) return null
    const made = Float32Array.from(scale(Float64Array.from(vector), scaling))
    return made.length === dimensions ? made : null
  }
  const changed = (cell: number): void => {
    byNearness.delete(cell)
    inOrder = null
  }
  const membersOf = (cell: number): readonly TrackId[] => {
    const known = byNearness.get(cell)
    if (known !== undefined) return known
    const members = lists
      .members(cell)
      .map((slot) => ({ id: slots.idOf(slot), distance: distances.get(slot) }))
      .sort((a, b) => a.distance - b.distance || compare(a.id, b.id))
      .map(({ id }) => id)
    byNearness.set(cell, members)
    return members
  }

  return {
    get size() {
      return lists.size
    },
    has: (slot) => lists.has(slot),
    put(slot, vector, cell, distanceToCentre) {
      if (lists.has(slot)) {
        changed(cellOfSlot.get(slot))
        lists.remove(slot)
      }
      const made = vector === null || cell >= lists.cells ? null : scaled(vector)
      if (made === null) return
      lists.add(slot, made, cell)
      distances.set(slot, distanceToCentre)
      cellOfSlot.set(slot, cell)
      changed(cell)
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
    nearest(query, limit, probes, skip) {
      // One more than wanted shows whether others are as near as the last: then the list grows until it holds them all.
      for (let count = limit + 1; ; count *= 2) {
        const { slots: found, squared } = lists.search(query, count, probes, skip)
        const isCut = found.length === count && squared[limit - 1] === squared[count - 1]
        if (isCut) continue
        const exact = lists.distances([query], Array.from(found, lists.vector))
        return Array.from(found, (slot, i): Found => ({ id: slots.idOf(slot), distance: checked(exact[i]) }))
          .sort((a, b) => a.distance - b.distance || compare(a.id, b.id))
          .slice(0, limit)
      }
    },
    cells() {
      inOrder ??= Array.from({ length: lists.cells }, (_, cell) => membersOf(cell)).filter(({ length }) => length > 0)
      return inOrder
    },
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
