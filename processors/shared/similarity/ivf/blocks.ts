import { checked } from '../../numeric.ts'
import type { Memory } from './memory.ts'

/** The layout of blocks, as `assembly/clusters.ts` reads them: dimension by dimension, so that one instruction compares four vectors. */
export const ROWS = 16
const SLOTS_AT = 16
const VECTORS_AT = 80

/** The kernel takes two dimensions at a time; one that is added is always zero. */
export const evenly = (dimensions: number): number => dimensions + (dimensions % 2)

export const blockBytes = (dimensions: number): number => VECTORS_AT + evenly(dimensions) * ROWS * 4

/**
 * Allocates blocks one after another, for a known number of vectors: centres, or a training set.
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

/** Replaces the vectors in blocks made by `blocksOf` by as many others. */
export function fillBlocks(memory: Memory, first: number, rows: Float32Array, dimensions: number): void {
  const count = rows.length / dimensions
  const blocks = Math.max(1, Math.ceil(count / ROWS))
  const stride = blockBytes(dimensions)
  for (let i = 0; i < blocks; i += 1) {
    clearBlock(memory, first + i * stride, dimensions, i + 1 < blocks ? first + (i + 1) * stride : 0)
  }
  for (let i = 0; i < count; i += 1) put(memory, first + Math.floor(i / ROWS) * stride, i, rows, dimensions)
}

function clearBlock({ f32, i32 }: Memory, block: number, dimensions: number, next: number): void {
  const at = block / 4
  i32[at] = next
  i32.fill(-1, at + SLOTS_AT / 4, at + VECTORS_AT / 4)
  f32.fill(NaN, at + VECTORS_AT / 4, at + blockBytes(dimensions) / 4)
}

function put({ f32, i32 }: Memory, block: number, i: number, rows: Float32Array, dimensions: number): void {
  const row = i % ROWS
  i32[(block + SLOTS_AT) / 4 + row] = i
  let at = (block + VECTORS_AT) / 4 + row
  for (let d = 0; d < dimensions; d += 1, at += ROWS) f32[at] = checked(rows[i * dimensions + d])
  if (dimensions % 2 === 1) f32[at] = 0
}
