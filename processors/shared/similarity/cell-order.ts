import type { TrackId } from '../../../schemas/generated.ts'

/** The tracks of each cell, nearest to its centre first: sorted when asked for, and again after the cell has changed. */
export interface CellOrder {
  readonly sorted: Map<number, readonly TrackId[]>
  /** The cells that have tracks, by number of the cell; null while stale. */
  cells: readonly (readonly TrackId[])[] | null
}

/** A track of a cell. */
export interface CellMember {
  readonly id: TrackId
  readonly distance: number
}

export const createCellOrder = (): CellOrder => ({ sorted: new Map(), cells: null })

export function markCellChanged(order: CellOrder, cell: number): void {
  order.sorted.delete(cell)
  order.cells = null
}

/** @param membersOf gives the tracks of a cell with their distances to its centre, in any order. */
export function cellsInOrder(
  order: CellOrder,
  cells: number,
  membersOf: (cell: number) => readonly CellMember[],
): readonly (readonly TrackId[])[] {
  order.cells ??= Array.from({ length: cells }, (_, cell) => sortedCell(order, cell, membersOf)).filter(
    ({ length }) => length > 0,
  )
  return order.cells
}

function sortedCell({ sorted }: CellOrder, cell: number, membersOf: (cell: number) => readonly CellMember[]) {
  const known = sorted.get(cell)
  if (known !== undefined) return known
  const ids = membersOf(cell)
    .toSorted(byDistance)
    .map(({ id }) => id)
  sorted.set(cell, ids)
  return ids
}

/** By distance, equal ones by id. */
export const byDistance = (a: CellMember, b: CellMember): number =>
  a.distance - b.distance || (a.id < b.id ? -1 : Number(a.id > b.id))
