import { checked } from '../../numeric.ts'
import { createCellLists } from '../ivf/cell-lists.ts'
import type { CellLists } from '../ivf/cell-lists.ts'
import type { Rows } from '../ivf/lloyd.ts'
import { lloyd } from '../ivf/lloyd.ts'

const RECALL_AT = 10
export const RECALL_GOAL = 0.95
/** Added to the goal against the sampling error of the queries. */
const MARGIN = 0.02
const MAX_QUERIES = 400
/** Tracks that the hubness is measured on. */
const HUB_SAMPLE = 1_000

/** How well some cells serve a search among some tracks. */
export interface Measured {
  /** The fewest cells that a search must probe to reach the recall goal. */
  readonly probes: number
  /** Recall at 10 with these probes against exact search, on a sample of queries. */
  readonly measuredRecall: number
  readonly comparisons: number
  readonly smallestCell: number
  readonly medianCell: number
  readonly largestCell: number
  readonly imbalance: number
  readonly hubSkew: number
}

/** @param rows in random order: the beginning are the queries. At least one. */
export function measure(rows: Rows, centres: Float32Array): Measured {
  const { cells } = lloyd(rows, centres, 0)
  const lists = listsOf(rows, centres, cells)
  const sizes = Int32Array.from({ length: lists.cells }, (_, cell) => lists.sizeOf(cell))
  const sorted = sizes.toSorted()
  const squares = sizes.reduce((sum, size) => sum + size ** 2, 0)
  return {
    ...probesFor(rows, lists, centres, cells, sizes),
    smallestCell: checked(sorted[0]),
    medianCell: checked(sorted[Math.floor(sorted.length / 2)]),
    largestCell: sorted.at(-1) ?? 0,
    imbalance: (squares * sizes.length) / lists.size ** 2,
    hubSkew: hubSkew(rows),
  }
}

/** All rows in the lists of their cells, cell by cell, so that each lies in one piece. */
export function listsOf({ rows, dimensions }: Rows, centres: Float32Array, cells: ArrayLike<number>): CellLists {
  const lists = createCellLists(dimensions, centres)
  const byCell = Array.from({ length: cells.length }, (_, i) => i).sort((a, b) => checked(cells[a]) - checked(cells[b]))
  for (const row of byCell) lists.add(row, rowOf({ rows, dimensions }, row), checked(cells[row]))
  return lists
}

const rowOf = ({ rows, dimensions }: Rows, row: number): Float32Array =>
  rows.subarray(row * dimensions, (row + 1) * dimensions)

function probesFor(rows: Rows, lists: CellLists, centres: Float32Array, cells: Int32Array, sizes: Int32Array) {
  const queries = Math.min(MAX_QUERIES, lists.size)
  // True neighbours found and vectors compared in the nearest cell, in the second nearest, and so on.
  const foundAt = new Float64Array(lists.cells)
  const comparedAt = new Float64Array(lists.cells)
  let wanted = 0
  for (let query = 0; query < queries; query += 1) {
    const vector = rowOf(rows, query)
    const order = nearestFirst(vector, centres, rows.dimensions)
    const place = new Int32Array(lists.cells)
    for (const [at, cell] of order.entries()) {
      place[cell] = at
      comparedAt[at] = checked(comparedAt[at]) + checked(sizes[cell])
    }
    const exact = lists.search(vector, RECALL_AT, lists.cells, [query])
    for (const row of exact.slots) {
      const at = checked(place[checked(cells[row])])
      foundAt[at] = checked(foundAt[at]) + 1
      wanted += 1
    }
  }
  let found = 0
  let compared = lists.cells * queries
  for (let at = 0; at < lists.cells; at += 1) {
    found += checked(foundAt[at])
    compared += checked(comparedAt[at])
    if (found >= Math.min(1, RECALL_GOAL + MARGIN) * wanted) {
      return { probes: at + 1, measuredRecall: wanted === 0 ? 1 : found / wanted, comparisons: compared / queries }
    }
  }
  return { probes: lists.cells, measuredRecall: 1, comparisons: compared / queries }
}

/** Cells by distance of their centres, equal ones by number. */
function nearestFirst(vector: Float32Array, centres: Float32Array, dimensions: number): readonly number[] {
  const apart = Float64Array.from({ length: centres.length / dimensions }, (_, cell) => {
    let sum = 0
    for (let d = 0; d < dimensions; d += 1) sum += (checked(vector[d]) - checked(centres[cell * dimensions + d])) ** 2
    return sum
  })
  return Array.from(apart.keys()).sort((a, b) => checked(apart[a]) - checked(apart[b]) || a - b)
}

/** Hubness: the skewness of N_10 (Radovanović, Nanopoulos and Ivanović 2010), how often a track is among the ten nearest of others. */
function hubSkew({ rows, dimensions }: Rows): number {
  const sample = { rows: rows.subarray(0, HUB_SAMPLE * dimensions), dimensions }
  const count = sample.rows.length / dimensions
  const lists = listsOf(sample, new Float32Array(dimensions), new Uint8Array(count))
  const occurrences = new Float64Array(count)
  for (let row = 0; row < count; row += 1) {
    for (const near of lists.search(rowOf(sample, row), RECALL_AT, 1, [row]).slots) {
      occurrences[near] = checked(occurrences[near]) + 1
    }
  }
  return skewness(occurrences)
}

function skewness(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const moment = (power: number) => values.reduce((sum, value) => sum + (value - mean) ** power, 0) / values.length
  const variance = moment(2)
  return variance > 0 ? moment(3) / variance ** 1.5 : 0
}
