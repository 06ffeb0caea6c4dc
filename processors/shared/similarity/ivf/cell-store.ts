import { checked } from '../../numeric.ts'
import * as blocks from './coded-blocks.ts'
import { blockOf, locationOf, paddedTo, rowOf, CODED_ROWS } from './coded-blocks.ts'
import type { Location } from './coded-blocks.ts'
import { openMemory } from './memory.ts'
import type { Memory } from './memory.ts'

/** Vectors in the lists of their cells, in one WebAssembly memory. Only the functions of this file change it. */
export interface CellStore {
  readonly memory: Memory
  readonly dimensions: number
  /** The dimensions as the kernel takes them: a multiple of four. */
  readonly padded: number
  readonly cells: number
  /** The address of the struct that the kernel's searches read. */
  readonly lists: number
  /** Room for one vector that is given to the kernel. */
  readonly vectorAt: number
  readonly headsAt: number
  /** Addresses of the blocks of the centres. */
  readonly centreBlocks: readonly number[]
  /** Vectors of each cell. */
  readonly sizes: Int32Array
  /** By cell the blocks that it fills next, the last first. */
  readonly spare: readonly number[][]
  /** By slot where its vector lies; 0: in no list. */
  locations: Int32Array
  /** By slot its cell, where it has a location. */
  cellOf: Int32Array
  size: number
  /** Blocks that a search may scan. */
  blocks: number
}

/** The struct `Lists` of `assembly/search.ts`: offsets in bytes. */
const DIMENSIONS_AT = 0
const ORIGIN_AT = 4
const CODES_AT = 8
const CENTRES_AT = 12
const HEADS_AT = 16
const NEAREST_CELLS_AT = 20
const RECORD_AT = 24
const CAPACITY_AT = 28
const ERROR_BOUND_AT = 32
const LISTS_BYTES = 36

const SLOT_PAGE = 4_096
/** A slot or a cell, and a distance. */
export const FOUND_BYTES = 8
/** The fewest blocks that a cell allocates; it allocates as many again as it has, so that they lie in few pieces. */
const FEWEST_BLOCKS = 16
/** What a search records of a block, and 16 bytes in all for alignment. */
const RECORD_BYTES = 84

/** @param centres one after another, each of `dimensions` numbers; at least one. */
export function createCellStore(dimensions: number, centres: Float32Array): CellStore {
  const memory = openMemory()
  const cells = centres.length / dimensions
  const padded = paddedTo(dimensions)
  const centreCount = Math.ceil(cells / CODED_ROWS)
  const store: CellStore = {
    memory,
    dimensions,
    padded,
    cells,
    lists: memory.take(LISTS_BYTES),
    vectorAt: memory.take(padded * 4),
    headsAt: memory.take(cells * 4),
    centreBlocks: blocks.newBlocks(memory, centreCount, padded),
    sizes: new Int32Array(cells),
    spare: Array.from({ length: cells }, () => []),
    locations: new Int32Array(0),
    cellOf: new Int32Array(0),
    size: 0,
    blocks: centreCount,
  }
  const originAt = memory.take(padded * 4)
  memory.f32.set(meanOf(centres, dimensions), originAt / 4)
  setField(store, DIMENSIONS_AT, padded)
  setField(store, ORIGIN_AT, originAt)
  setField(store, CODES_AT, memory.take(padded * 2))
  setField(store, CENTRES_AT, checked(store.centreBlocks[0]))
  setField(store, HEADS_AT, store.headsAt)
  setField(store, NEAREST_CELLS_AT, memory.take(cells * FOUND_BYTES))
  for (const [i, block] of store.centreBlocks.entries()) {
    blocks.open(memory, block, store.centreBlocks[i + 1] ?? 0, padded)
  }
  for (let cell = 0; cell < cells; cell += 1) {
    write(store, centres.subarray(cell * dimensions, (cell + 1) * dimensions))
    put(store, centreLocation(store, cell), cell, originAt)
  }
  return store
}

/** @param slot in no list yet. */
export function addToCell(store: CellStore, slot: number, vector: ArrayLike<number>, cell: number): void {
  const { memory, padded, sizes } = store
  reserveSlot(store, slot)
  const size = checked(sizes[cell])
  if (size % CODED_ROWS === 0) addBlock(store, cell)
  const location = locationOf(headOf(store, cell), size % CODED_ROWS)
  write(store, vector)
  put(store, location, slot, blocks.wholeAt(memory, centreLocation(store, cell), padded))
  store.locations[slot] = location
  store.cellOf[slot] = cell
  sizes[cell] = size + 1
  store.size += 1
}

/** The last vector of the cell fills the gap. Nothing happens when the slot is in no list. */
export function removeFromCell(store: CellStore, slot: number): void {
  const { memory, padded, locations, sizes } = store
  const location = locationOfSlot(store, slot)
  if (location === 0) return
  const cell = checked(store.cellOf[slot])
  const left = checked(sizes[cell]) - 1
  const head = headOf(store, cell)
  const last = locationOf(head, left % CODED_ROWS)
  if (last !== location) {
    memory.kernel.move(blockOf(last), rowOf(last), blockOf(location), rowOf(location), padded)
    locations[blocks.slotAt(memory, location)] = location
  }
  blocks.clear(memory, last)
  if (left % CODED_ROWS === 0) {
    setHead(store, cell, blocks.nextOf(memory, head))
    checked(store.spare[cell]).push(head)
  }
  sizes[cell] = left
  locations[slot] = 0
  store.size -= 1
}

/** 0 when the slot is in no list. */
export const locationOfSlot = ({ locations }: CellStore, slot: number): Location => locations[slot] ?? 0

/** Slots of a cell, in no order. */
export function membersOf(store: CellStore, cell: number): readonly number[] {
  const { memory } = store
  const members: number[] = []
  for (let block = headOf(store, cell); block !== 0; block = blocks.nextOf(memory, block)) {
    for (let row = 0; row < CODED_ROWS; row += 1) {
      const slot = blocks.slotAt(memory, locationOf(block, row))
      if (slot >= 0) members.push(slot)
    }
  }
  return members
}

/** Writes a vector to where the kernel takes one from. */
export function write({ memory, vectorAt }: CellStore, vector: ArrayLike<number>): void {
  memory.f32.set(vector, vectorAt / 4)
}

/** Makes room for what a search records of every block. */
export function reserveRecord(store: CellStore): void {
  if (store.blocks <= checked(store.memory.i32[(store.lists + CAPACITY_AT) / 4])) return
  const capacity = 2 * store.blocks
  setField(store, RECORD_AT, store.memory.take(capacity * RECORD_BYTES))
  setField(store, CAPACITY_AT, capacity)
}

/** Writes the vector at `vectorAt` to a row of a block. @param origin the address of what its codes are relative to. */
function put(store: CellStore, location: Location, slot: number, origin: number): void {
  const { memory, vectorAt, padded, lists } = store
  const error = memory.kernel.put(blockOf(location), rowOf(location), slot, vectorAt, origin, padded)
  const at = (lists + ERROR_BOUND_AT) / 4
  memory.f32[at] = Math.max(checked(memory.f32[at]), error)
}

function reserveSlot(store: CellStore, slot: number): void {
  const { locations, cellOf } = store
  if (slot < locations.length) return
  const length = Math.ceil(Math.max(slot + 1, locations.length * 1.125) / SLOT_PAGE) * SLOT_PAGE
  store.locations = grown(locations, length)
  store.cellOf = grown(cellOf, length)
}

function addBlock(store: CellStore, cell: number): void {
  const { memory, padded } = store
  const ready = checked(store.spare[cell])
  if (ready.length === 0) {
    const count = Math.max(FEWEST_BLOCKS, Math.ceil(checked(store.sizes[cell]) / CODED_ROWS))
    ready.push(...blocks.newBlocks(memory, count, padded))
    store.blocks += count
  }
  const block = checked(ready.pop())
  blocks.open(memory, block, headOf(store, cell), padded)
  setHead(store, cell, block)
}

const headOf = ({ memory, headsAt }: CellStore, cell: number): number => checked(memory.i32[headsAt / 4 + cell])

function setHead({ memory, headsAt }: CellStore, cell: number, block: number): void {
  memory.i32[headsAt / 4 + cell] = block
}

function setField({ memory, lists }: CellStore, offset: number, value: number): void {
  memory.i32[(lists + offset) / 4] = value
}

const centreLocation = ({ centreBlocks }: CellStore, cell: number): Location =>
  locationOf(checked(centreBlocks[Math.floor(cell / CODED_ROWS)]), cell % CODED_ROWS)

/** Over the centres that are finite: that of a cell whose record has not been read is not a number. */
function meanOf(centres: Float32Array, dimensions: number): Float32Array {
  const mean = new Float32Array(dimensions)
  let count = 0
  for (let from = 0; from < centres.length; from += dimensions) {
    const centre = centres.subarray(from, from + dimensions)
    if (!centre.every(Number.isFinite)) continue
    count += 1
    for (const [d, each] of centre.entries()) mean[d] = checked(mean[d]) + (each - checked(mean[d])) / count
  }
  return mean
}

function grown(numbers: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length)
  larger.set(numbers)
  return larger
}
