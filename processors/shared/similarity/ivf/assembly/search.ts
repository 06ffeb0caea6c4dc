import { CODES, ROWS, wholeOf } from './coded-block'
import { begin, found, idAt } from './nearest'
import { encodeQuery, ignoreError, setErrorBound } from './query'
import { beginScan, rerank, scan } from './scan'

/** Where the lists of the cells lie: a struct that `cell-store.ts` writes. Addresses are byte offsets. */
@unmanaged
class Lists {
  /** A multiple of four. */
  dimensions: u32
  /** The vector that the centres are coded relative to; the vectors of a cell are coded relative to its centre. */
  origin: u32
  /** Room for the codes of a query, two bytes a dimension. */
  codes: u32
  /** Blocks of the centres, one after another, whose slots are numbers of cells. */
  centres: u32
  /** For each cell the address of its first block. */
  heads: u32
  /** Room for the nearest cells, 8 bytes each. */
  nearestCells: u32
  /** Room for 4 and then for 64 bytes a block, for as many blocks as `capacity` says: no fewer than there are. */
  record: u32
  capacity: u32
  /** The largest quantisation error that `put` has returned of centres and vectors. */
  errorBound: f32
}

function centreOf(cell: usize, centres: usize, dimensions: usize): usize {
  return wholeOf(centres + (cell / ROWS) * (CODES + ROWS * dimensions), cell % ROWS, dimensions)
}

/**
 * The `count` vectors nearest to a query in the cells nearest to it.
 * @param lists the address of the struct.
 * @param probes cells searched at the most.
 * @param nearest room for the result, 8 bytes each: slot (i32) and squared distance (f32).
 * @returns how many were found.
 */
export function search(lists: usize, query: usize, probes: i32, count: i32, nearest: usize): i32 {
  const space = changetype<Lists>(lists)
  const dimensions: usize = space.dimensions
  const codes: usize = space.codes
  const centres: usize = space.centres
  const heads: usize = space.heads
  const nearestCells: usize = space.nearestCells
  encodeQuery(query, space.origin, dimensions, codes)
  ignoreError() // the codes alone decide which cells are searched
  beginScan(space.record, space.capacity)
  begin(nearestCells, probes)
  scan(centres, dimensions)
  rerank(0, dimensions, nearestCells, probes)
  const cells = found
  beginScan(space.record, space.capacity)
  begin(nearest, count)
  for (let i = 0; i < cells; i++) {
    const cell = idAt(nearestCells, i)
    encodeQuery(query, centreOf(cell, centres, dimensions), dimensions, codes)
    setErrorBound(space.errorBound, dimensions)
    scan(<usize>load<i32>(heads + (cell << 2)), dimensions)
  }
  rerank(query, dimensions, nearest, count)
  return found
}

/**
 * The cell whose centre is nearest, written as `search` writes its result. The distance is added up dimension by dimension, as
 * k-means does: both give one vector the same distance.
 */
export function cellOf(lists: usize, query: usize, nearest: usize): void {
  const space = changetype<Lists>(lists)
  const dimensions: usize = space.dimensions
  const centres: usize = space.centres
  encodeQuery(query, space.origin, dimensions, space.codes)
  setErrorBound(space.errorBound, dimensions)
  beginScan(space.record, space.capacity)
  begin(nearest, 1)
  scan(centres, dimensions)
  rerank(query, dimensions, nearest, 1)
  if (found == 0) return
  const centre = centreOf(idAt(nearest, 0), centres, dimensions)
  let sum: f32 = 0
  for (let d: usize = 0; d < dimensions << 2; d += 4) {
    const t: f32 = load<f32>(centre + d) - load<f32>(query + d)
    sum += t * t
  }
  store<f32>(nearest, sum, 4)
}
