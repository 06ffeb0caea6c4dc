import type { Memory } from './memory.ts'

/** How vectors lie in a block, as `assembly/index.ts` reads them: dimension by dimension, so that four are compared at once. */
export const ROWS = 16
const SLOTS_AT = 16
const VECTORS_AT = 80

/** The kernel takes two dimensions at a time: an odd one out gets a neighbour that is always zero. */
export const evenly = (dimensions: number): number => dimensions + (dimensions % 2)

export const blockBytes = (dimensions: number): number => VECTORS_AT + evenly(dimensions) * ROWS * 4

/** The place of a vector: the address of its block, with its number within the block in the lowest bits. */
export type Place = number
export const placeOf = (block: number, row: number): Place => block + row
export const blockOf = (place: Place): number => place - (place % ROWS)
export const rowOf = (place: Place): number => place % ROWS

export function clearBlock({ f32, i32 }: Memory, block: number, dimensions: number, next: number): void {
  const at = block / 4
  i32[at] = next
  i32.fill(-1, at + SLOTS_AT / 4, at + VECTORS_AT / 4)
  f32.fill(NaN, at + VECTORS_AT / 4, at + blockBytes(dimensions) / 4)
}

export const nextOf = ({ i32 }: Memory, block: number): number => i32[block / 4] ?? 0

export const slotAt = ({ i32 }: Memory, place: Place): number =>
  i32[(blockOf(place) + SLOTS_AT) / 4 + rowOf(place)] ?? -1

/** @param vector of as many dimensions as the block or one less; its first is at `from`. */
export function put(
  { f32, i32 }: Memory,
  place: Place,
  slot: number,
  vector: ArrayLike<number>,
  dimensions: number,
  from = 0,
): void {
  const [block, row] = [blockOf(place), rowOf(place)]
  i32[(block + SLOTS_AT) / 4 + row] = slot
  let at = (block + VECTORS_AT) / 4 + row
  for (let d = 0; d < dimensions; d += 1, at += ROWS) f32[at] = vector[from + d] ?? 0
  if (dimensions % 2 === 1) f32[at] = 0
}

export function take({ f32 }: Memory, place: Place, into: Float32Array | Float64Array): void {
  let at = (blockOf(place) + VECTORS_AT) / 4 + rowOf(place)
  for (let d = 0; d < into.length; d += 1, at += ROWS) into[d] = f32[at] ?? 0
}

export function clear({ f32, i32 }: Memory, place: Place, dimensions: number): void {
  const [block, row] = [blockOf(place), rowOf(place)]
  i32[(block + SLOTS_AT) / 4 + row] = -1
  let at = (block + VECTORS_AT) / 4 + row
  for (let d = 0; d < evenly(dimensions); d += 1, at += ROWS) f32[at] = NaN
}

/**
 * Blocks one after another, for vectors whose number is known: centres, and what is trained on.
 * @param rows one vector after another. @returns the address of the first block.
 */
export function blocksOf(memory: Memory, rows: Float32Array, dimensions: number): number {
  const count = rows.length / dimensions
  const blocks = Math.ceil(count / ROWS)
  const stride = blockBytes(dimensions)
  const first = memory.take(Math.max(1, blocks) * stride)
  fillBlocks(memory, first, rows, dimensions)
  return first
}

/** Puts other vectors, as many, into blocks made by `blocksOf`. */
export function fillBlocks(memory: Memory, first: number, rows: Float32Array, dimensions: number): void {
  const count = rows.length / dimensions
  const blocks = Math.max(1, Math.ceil(count / ROWS))
  const stride = blockBytes(dimensions)
  for (let i = 0; i < blocks; i += 1) {
    clearBlock(memory, first + i * stride, dimensions, i + 1 < blocks ? first + (i + 1) * stride : 0)
  }
  for (let i = 0; i < count; i += 1) {
    const place = placeOf(first + Math.floor(i / ROWS) * stride, i % ROWS)
    put(memory, place, i, rows, dimensions, i * dimensions)
  }
}
