import * as blocks from './coded-blocks.ts'
import { blockOf, paddedTo, placeOf, rowOf, ROWS } from './coded-blocks.ts'
import type { Place } from './coded-blocks.ts'
import { createDistances } from './distances.ts'
import type { Vector } from './distances.ts'
import { openMemory } from './memory.ts'

/** What a search found, nearest first. */
export interface Found {
  readonly slots: Int32Array
  /** Squared Euclidean distances, as 32-bit floats. */
  readonly squared: Float32Array
}

/**
 * Vectors in the lists of their cells, in one WebAssembly memory: the engine of the index. A vector is known by a slot, a
 * small number that the caller gives it. Of a vector of D dimensions it keeps 5 D bytes (D made a multiple of four) and 30 for
 * its slot, its codes and what a search notes; a cell wastes eight vectors on average, and has room for the codes of up to as
 * many again. Only its owner calls what changes it. Vectors have `dimensions` numbers.
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
  /** A vector as it lies in the memory, to be looked at before the next call; null when the slot is in no list. */
  read(slot: number): Float32Array | null
  /** A vector where it lies, to be compared; null when the slot is in no list. */
  vector(slot: number): Vector
  /** The distance of every row to every column, row by row; NaN where either is null. */
  distances(rows: readonly Vector[], columns: readonly Vector[]): Float64Array
  /** Slots of a cell, in no order. */
  members(cell: number): readonly number[]
  sizeOf(cell: number): number
  /** The cell whose centre is nearest; of equally near ones any, but always the same. */
  nearestCell(vector: ArrayLike<number>): { readonly cell: number; readonly squared: number }
  /**
   * The nearest to a vector within the cells nearest to it. Looks into more than `probes` cells only while it has not found
   * enough. Of equally near ones at the end of what is found any, but for the same lists the same.
   * @param skip slots that are passed over.
   */
  search(vector: ArrayLike<number>, count: number, probes: number, skip?: readonly number[]): Found
}

const SLOT_PAGE = 4_096
/** A slot and a distance. */
const FOUND_BYTES = 8
/** A cell takes room for as many blocks of codes again as it has, so that they lie in few pieces, and at the least for so many. */
const FEWEST_BLOCKS = 16
/** What a search notes of a block, and 16 bytes in all for alignment. */
const NOTE_BYTES = 84

/** @param centres one after another, each of `dimensions` numbers; at least one. */
export function createCellLists(dimensions: number, centres: Float32Array): CellLists {
  const memory = openMemory()
  const { kernel } = memory
  const cells = centres.length / dimensions
  const padded = paddedTo(dimensions)
  const originAt = memory.take(padded * 4)
  memory.f32.set(meanOf(centres, dimensions), originAt / 4)
  const vectorAt = memory.take(padded * 4)
  const codesAt = memory.take(padded * 2)
  const headsAt = memory.take(cells * 4)
  const nearCells = memory.take(cells * FOUND_BYTES)
  let notes = { at: 0, blocks: 0 }
  let results = { at: memory.take(ROWS * FOUND_BYTES), count: ROWS }
  let looseness = 0
  const sizes = new Int32Array(cells)
  let places = new Int32Array(0) // 0: in no list
  let cellOf = new Int32Array(0)
  const spare = Array.from({ length: cells }, (): number[] => []) // blocks that a cell fills next, the last first
  let size = 0
  let total = 0 // blocks

  function reserve(slot: number): void {
    if (slot < places.length) return
    const length = Math.ceil(Math.max(slot + 1, places.length * 1.125) / SLOT_PAGE) * SLOT_PAGE
    places = grown(places, length)
    cellOf = grown(cellOf, length)
  }
  function newBlocks(count: number): readonly number[] {
    total += count
    return blocks.newBlocks(memory, count, padded)
  }
  function addBlock(cell: number): void {
    const ready = spare[cell] ?? []
    if (ready.length === 0) ready.push(...newBlocks(Math.max(FEWEST_BLOCKS, Math.ceil((sizes[cell] ?? 0) / ROWS))))
    const block = ready.pop() ?? 0
    blocks.open(memory, block, headOf(cell), padded)
    setHead(cell, block)
  }
  const headOf = (cell: number): number => memory.i32[headsAt / 4 + cell] ?? 0
  const setHead = (cell: number, block: number): void => {
    memory.i32[headsAt / 4 + cell] = block
  }
  const write = (vector: ArrayLike<number>): void => memory.f32.set(vector, vectorAt / 4)
  /** @param origin the address of what the vector is seen from. */
  function put(place: Place, slot: number, vector: ArrayLike<number>, origin: number): void {
    write(vector)
    looseness = Math.max(looseness, kernel.put(blockOf(place), rowOf(place), slot, vectorAt, origin, padded))
  }
  const centreBlocks = newBlocks(Math.ceil(cells / ROWS))
  const centresAt = centreBlocks[0] ?? 0
  const centrePlace = (cell: number): Place => placeOf(centreBlocks[Math.floor(cell / ROWS)] ?? 0, cell % ROWS)
  for (const [i, block] of centreBlocks.entries()) blocks.open(memory, block, centreBlocks[i + 1] ?? 0, padded)
  for (let cell = 0; cell < cells; cell += 1) {
    put(centrePlace(cell), cell, centres.subarray(cell * dimensions, (cell + 1) * dimensions), originAt)
  }
  /** @returns room for a note on every block. */
  function roomForAll(): number {
    if (total > notes.blocks) notes = { at: memory.take(2 * total * NOTE_BYTES), blocks: 2 * total }
    return notes.at
  }
  const searchOnce = (count: number, probes: number): number =>
    kernel.search(
      vectorAt,
      originAt,
      padded,
      codesAt,
      looseness,
      centresAt,
      headsAt,
      probes,
      count,
      nearCells,
      roomForAll(),
      notes.blocks,
      results.at,
    )

  return {
    dimensions,
    cells,
    distances: createDistances(memory, dimensions),
    get size() {
      return size
    },
    get bytes() {
      return memory.bytes + (places.length + cellOf.length) * 4
    },
    add(slot, vector, cell) {
      reserve(slot)
      const row = (sizes[cell] ?? 0) % ROWS
      if (row === 0) addBlock(cell)
      const place = placeOf(headOf(cell), row)
      put(place, slot, vector, blocks.wholeAt(memory, centrePlace(cell), padded))
      places[slot] = place
      cellOf[slot] = cell
      sizes[cell] = (sizes[cell] ?? 0) + 1
      size += 1
    },
    remove(slot) {
      const place = places[slot] ?? 0
      if (place === 0) return
      const cell = cellOf[slot] ?? 0
      const left = (sizes[cell] ?? 0) - 1
      const head = headOf(cell)
      const last = placeOf(head, left % ROWS) // the last of the cell fills the gap
      if (last !== place) {
        kernel.move(blockOf(last), rowOf(last), blockOf(place), rowOf(place), padded)
        places[blocks.slotAt(memory, place)] = place
      }
      blocks.clear(memory, last)
      if (left % ROWS === 0) {
        setHead(cell, blocks.nextOf(memory, head))
        spare[cell]?.push(head)
      }
      sizes[cell] = left
      places[slot] = 0
      size -= 1
    },
    has: (slot) => (places[slot] ?? 0) !== 0,
    read(slot) {
      const place = places[slot] ?? 0
      if (place === 0) return null
      const from = blocks.wholeAt(memory, place, padded) / 4
      return memory.f32.subarray(from, from + dimensions)
    },
    vector(slot) {
      const place = places[slot] ?? 0
      return place === 0 ? null : blocks.wholeAt(memory, place, padded)
    },
    members(cell) {
      const found: number[] = []
      for (let block = headOf(cell); block !== 0; block = blocks.nextOf(memory, block)) {
        for (let row = 0; row < ROWS; row += 1) {
          const slot = blocks.slotAt(memory, placeOf(block, row))
          if (slot >= 0) found.push(slot)
        }
      }
      return found
    },
    sizeOf: (cell) => sizes[cell] ?? 0,
    nearestCell(vector) {
      write(vector)
      kernel.cellOf(vectorAt, originAt, padded, codesAt, looseness, centresAt, roomForAll(), notes.blocks, results.at)
      return { cell: memory.i32[results.at / 4] ?? 0, squared: memory.f32[results.at / 4 + 1] ?? 0 }
    },
    search(vector, count, probes, skip = []) {
      const wanted = Math.min(count, size)
      if (wanted === 0) return { slots: new Int32Array(0), squared: new Float32Array(0) }
      if (wanted > results.count) results = { at: memory.take(2 * wanted * FOUND_BYTES), count: 2 * wanted }
      write(vector)
      const hidden = [...new Set(skip)]
        .flatMap((slot) => places[slot] || [])
        .map((place) => ({ place, norm: blocks.hide(memory, place) }))
      let looked = Math.min(Math.max(1, probes), cells)
      let found = searchOnce(wanted, looked)
      while (found < wanted && looked < cells) {
        looked = Math.min(cells, looked * 2)
        found = searchOnce(wanted, looked)
      }
      for (const { place, norm } of hidden) blocks.show(memory, place, norm)
      const [slots, squared] = [new Int32Array(found), new Float32Array(found)]
      for (let i = 0, at = results.at / 4; i < found; i += 1, at += 2) {
        slots[i] = memory.i32[at] ?? 0
        squared[i] = memory.f32[at + 1] ?? 0
      }
      return { slots, squared }
    },
  }
}

/** Without the centres that have a number which is none. */
function meanOf(centres: Float32Array, dimensions: number): Float32Array {
  const mean = new Float32Array(dimensions)
  let count = 0
  for (let from = 0; from < centres.length; from += dimensions) {
    const centre = centres.subarray(from, from + dimensions)
    if (!centre.every(Number.isFinite)) continue
    count += 1
    for (const [d, each] of centre.entries()) mean[d] = (mean[d] ?? 0) + (each - (mean[d] ?? 0)) / count
  }
  return mean
}

function grown(numbers: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length)
  larger.set(numbers)
  return larger
}
