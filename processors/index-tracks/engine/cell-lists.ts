import * as blocks from './blocks.ts'
import { blockBytes, blocksOf, evenly, placeOf, ROWS } from './blocks.ts'
import { openMemory } from './memory.ts'

/** What a search found, nearest first. */
export interface Found {
  readonly slots: Int32Array
  /** Squared Euclidean distances, as 32-bit floats. */
  readonly squared: Float32Array
}

/**
 * Vectors in the lists of their cells, in one WebAssembly memory: the engine of the index. A vector is known by a slot, a
 * small number that the caller gives it. Of a vector of D dimensions it keeps 4 D bytes (D made even) and 9 for its slot; a cell wastes
 * eight vectors on average. Only its owner calls what changes it.
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
  /** @returns whether the slot is in a list; then its vector has been written. */
  read(slot: number, into: Float32Array | Float64Array): boolean
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

/** @param centres one after another, each of `dimensions` numbers; at least one. */
export function createCellLists(dimensions: number, centres: Float32Array): CellLists {
  const memory = openMemory()
  const { kernel } = memory
  const cells = centres.length / dimensions
  const even = evenly(dimensions)
  const centresAt = blocksOf(memory, centres, dimensions)
  const headsAt = memory.take(cells * 4)
  const queryAt = memory.take(even * 4)
  const assignedAt = memory.take(8)
  const room = roomFor(memory.take(cells * 8), cells)
  let results = roomFor(memory.take(ROWS * 8), ROWS)
  const sizes = new Int32Array(cells)
  let places = new Int32Array(0) // 0: in no list
  let cellOf = new Int32Array(0)
  let skips = { at: 0, slots: 0 }
  let idle = 0 // first of the blocks that have been emptied, chained
  let size = 0

  function reserve(slot: number): void {
    if (slot < places.length) return
    const length = Math.ceil(Math.max(slot + 1, places.length * 1.125) / SLOT_PAGE) * SLOT_PAGE
    places = grown(places, length)
    cellOf = grown(cellOf, length)
  }
  function newBlock(next: number): number {
    const block = idle === 0 ? memory.take(blockBytes(dimensions)) : idle
    if (idle !== 0) idle = blocks.nextOf(memory, idle)
    blocks.clearBlock(memory, block, dimensions, next)
    return block
  }
  const headOf = (cell: number): number => memory.i32[headsAt / 4 + cell] ?? 0
  const setHead = (cell: number, block: number): void => {
    memory.i32[headsAt / 4 + cell] = block
  }
  const ask = (vector: ArrayLike<number>): void => {
    for (let d = 0; d < dimensions; d += 1) memory.f32[queryAt / 4 + d] = vector[d] ?? 0
  }
  function once(count: number, probes: number, skip: number): number {
    return kernel.search(
      queryAt,
      even,
      centresAt,
      headsAt,
      probes,
      count,
      skip,
      room.distances,
      room.slots,
      results.distances,
      results.slots,
    )
  }
  /** Marks slots to be passed over. @returns where the marks are; 0 for none. */
  function mark(slots: readonly number[], value: 0 | 1): number {
    if (slots.length === 0) return 0
    if (skips.slots < places.length) skips = { at: memory.take(places.length), slots: places.length }
    for (const slot of slots) if (slot < skips.slots) memory.u8[skips.at + slot] = value
    return skips.at
  }

  return {
    dimensions,
    cells,
    get size() {
      return size
    },
    get bytes() {
      return memory.bytes + (places.length + cellOf.length) * 4
    },
    add(slot, vector, cell) {
      reserve(slot)
      const row = (sizes[cell] ?? 0) % ROWS
      if (row === 0) setHead(cell, newBlock(headOf(cell)))
      const place = placeOf(headOf(cell), row)
      blocks.put(memory, place, slot, vector, dimensions)
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
        const moved = new Float32Array(dimensions)
        blocks.take(memory, last, moved)
        const movedSlot = blocks.slotAt(memory, last)
        blocks.put(memory, place, movedSlot, moved, dimensions)
        places[movedSlot] = place
      }
      blocks.clear(memory, last, dimensions)
      if (left % ROWS === 0) {
        setHead(cell, blocks.nextOf(memory, head))
        memory.i32[head / 4] = idle
        idle = head
      }
      sizes[cell] = left
      places[slot] = 0
      size -= 1
    },
    has: (slot) => (places[slot] ?? 0) !== 0,
    read(slot, into) {
      const place = places[slot] ?? 0
      if (place !== 0) blocks.take(memory, place, into)
      return place !== 0
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
      ask(vector)
      kernel.assign(queryAt, 1, even, centresAt, blockBytes(dimensions), assignedAt, assignedAt + 4, 0)
      return { cell: memory.i32[assignedAt / 4] ?? 0, squared: memory.f32[assignedAt / 4 + 1] ?? 0 }
    },
    search(vector, count, probes, skip = []) {
      const wanted = Math.min(count, size)
      if (wanted === 0) return { slots: new Int32Array(0), squared: new Float32Array(0) }
      if (wanted > results.count) results = roomFor(memory.take(2 * wanted * 8), 2 * wanted)
      ask(vector)
      const marks = mark(skip, 1)
      let looked = Math.min(Math.max(1, probes), cells)
      let found = once(wanted, looked, marks)
      while (found < wanted && looked < cells) {
        looked = Math.min(cells, looked * 2)
        found = once(wanted, looked, marks)
      }
      mark(skip, 0)
      return {
        slots: memory.i32.slice(results.slots / 4, results.slots / 4 + found),
        squared: memory.f32.slice(results.distances / 4, results.distances / 4 + found),
      }
    },
  }
}

/** Where a search writes up to `count` distances and slots. */
const roomFor = (at: number, count: number) => ({ count, distances: at, slots: at + count * 4 })

function grown(numbers: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length)
  larger.set(numbers)
  return larger
}
