import { checked } from '../../numeric.ts'
import { addToCell, createCellStore, FOUND_BYTES, locationOfSlot, membersOf, removeFromCell, reserveRecord, write } from './cell-store.ts' // prettier-ignore
import type { CellStore } from './cell-store.ts'
import * as blocks from './coded-blocks.ts'
import { CODED_ROWS } from './coded-blocks.ts'
import { createDistances } from './distances.ts'
import type { Vector } from './distances.ts'

/** The result of a search, nearest first. */
export interface SearchResult {
  readonly slots: Int32Array
  /** Squared Euclidean distances, as 32-bit floats. */
  readonly squared: Float32Array
}

/**
 * The inverted lists of an IVF index, in one WebAssembly memory. A vector is known by a slot, a small number that the caller
 * gives it. A vector of D dimensions takes 5 D bytes (D rounded up to a multiple of four) and 30 for its slot, its codes' scale
 * and what a search records; a cell leaves eight rows empty on average, and has room for the codes of up to as many vectors
 * again. Only its owner calls what changes it. Vectors have `dimensions` numbers.
 */
export interface CellLists {
  readonly dimensions: number
  readonly cells: number
  /** Vectors in the lists. */
  readonly size: number
  readonly bytes: number
  /** @param slot in no list yet. */
  add(slot: number, vector: ArrayLike<number>, cell: number): void
  /** Nothing happens when it is in no list. */
  remove(slot: number): void
  has(slot: number): boolean
  /** A vector where it lies in the memory, valid until the next call; null when the slot is in no list. */
  read(slot: number): Float32Array | null
  /** The address of a vector, for `distances`; null when the slot is in no list. */
  vector(slot: number): Vector
  /** The distance of every row to every column, row by row; NaN where either is null. */
  distances(rows: readonly Vector[], columns: readonly Vector[]): Float64Array
  /** Slots of a cell, in no order. */
  members(cell: number): readonly number[]
  sizeOf(cell: number): number
  /** The cell whose centre is nearest; of equally near ones any, but always the same. */
  nearestCell(vector: ArrayLike<number>): { readonly cell: number; readonly squared: number }
  /**
   * The nearest to a vector within the cells nearest to it. Searches more than `probes` cells only while it has not found
   * enough. Of equally near ones at the end of the result any, but for the same lists the same.
   * @param skip slots that are passed over.
   */
  search(vector: ArrayLike<number>, count: number, probes: number, skip?: readonly number[]): SearchResult
}

/** @param centres one after another, each of `dimensions` numbers; at least one. */
export function createCellLists(dimensions: number, centres: Float32Array): CellLists {
  const store = createCellStore(dimensions, centres)
  const { memory, cells, padded } = store
  const result = { at: memory.take(CODED_ROWS * FOUND_BYTES), capacity: CODED_ROWS }
  return {
    dimensions,
    cells,
    distances: createDistances(memory, dimensions),
    get size() {
      return store.size
    },
    get bytes() {
      return memory.bytes + store.locations.byteLength + store.cellOf.byteLength
    },
    add: (slot, vector, cell) => addToCell(store, slot, vector, cell),
    remove: (slot) => removeFromCell(store, slot),
    has: (slot) => locationOfSlot(store, slot) !== 0,
    read(slot) {
      const location = locationOfSlot(store, slot)
      if (location === 0) return null
      const from = blocks.wholeAt(memory, location, padded) / 4
      return memory.f32.subarray(from, from + dimensions)
    },
    vector(slot) {
      const location = locationOfSlot(store, slot)
      return location === 0 ? null : blocks.wholeAt(memory, location, padded)
    },
    members: (cell) => membersOf(store, cell),
    sizeOf: (cell) => checked(store.sizes[cell]),
    nearestCell(vector) {
      write(store, vector)
      reserveRecord(store)
      memory.kernel.cellOf(store.lists, store.vectorAt, result.at)
      return { cell: checked(memory.i32[result.at / 4]), squared: checked(memory.f32[result.at / 4 + 1]) }
    },
    search: (vector, count, probes, skip = []) =>
      search(store, result, vector, Math.min(count, store.size), probes, skip),
  }
}

/** Room for what a search finds. */
interface ResultRoom {
  at: number
  capacity: number
}

/** @param wanted no more than there are vectors. */
function search(
  store: CellStore,
  result: ResultRoom,
  vector: ArrayLike<number>,
  wanted: number,
  probes: number,
  skip: readonly number[],
): SearchResult {
  if (wanted === 0) return { slots: new Int32Array(0), squared: new Float32Array(0) }
  const { memory, cells } = store
  if (wanted > result.capacity) {
    result.capacity = 2 * wanted
    result.at = memory.take(result.capacity * FOUND_BYTES)
  }
  write(store, vector)
  reserveRecord(store)
  const hidden = [...new Set(skip)]
    .map((slot) => locationOfSlot(store, slot))
    .filter((location) => location !== 0)
    .map((location) => ({ location, norm: blocks.hide(memory, location) }))
  let probed = Math.min(Math.max(1, probes), cells)
  let found = memory.kernel.search(store.lists, store.vectorAt, probed, wanted, result.at)
  while (found < wanted && probed < cells) {
    probed = Math.min(cells, probed * 2)
    found = memory.kernel.search(store.lists, store.vectorAt, probed, wanted, result.at)
  }
  for (const { location, norm } of hidden) blocks.show(memory, location, norm)
  return readFound(store, result.at, found)
}

function readFound({ memory }: CellStore, from: number, count: number): SearchResult {
  const [slots, squared] = [new Int32Array(count), new Float32Array(count)]
  for (let i = 0, at = from / 4; i < count; i += 1, at += 2) {
    slots[i] = checked(memory.i32[at])
    squared[i] = checked(memory.f32[at + 1])
  }
  return { slots, squared }
}
