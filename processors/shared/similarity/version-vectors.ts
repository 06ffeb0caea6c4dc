import { column } from './column.ts'
import type { Column } from './column.ts'

/** The feature vectors of one extractor version, not scaled, by slot of their track. */
export interface VersionVectors {
  readonly dimensions: number
  /** As 32-bit floats, one slot after another. */
  rows: Float32Array
  /** 1 where a slot has a vector. */
  readonly isPresent: Column
  /** Slots that have one. */
  count: number
}

const FEWEST_ROWS = 1_024

export const createVersionVectors = (dimensions: number): VersionVectors => ({
  dimensions,
  rows: new Float32Array(0),
  isPresent: column(Uint8Array, 0),
  count: 0,
})

export const hasVector = (vectors: VersionVectors, slot: number): boolean => vectors.isPresent.get(slot) === 1

export function putVector(vectors: VersionVectors, slot: number, vector: Float64Array): void {
  const end = (slot + 1) * vectors.dimensions
  if (end > vectors.rows.length) vectors.rows = longer(vectors.rows, end, FEWEST_ROWS * vectors.dimensions)
  vectors.rows.set(vector, slot * vectors.dimensions)
  if (!hasVector(vectors, slot)) vectors.count += 1
  vectors.isPresent.set(slot, 1)
}

/** Nothing happens when the slot has none. */
export function removeVector(vectors: VersionVectors, slot: number): void {
  if (!hasVector(vectors, slot)) return
  vectors.isPresent.set(slot, 0)
  vectors.count -= 1
}

/** @returns the vector where it lies, valid until the next change; null when the slot has none. */
export const vectorAt = (vectors: VersionVectors, slot: number): Float32Array | null =>
  hasVector(vectors, slot) ? vectors.rows.subarray(slot * vectors.dimensions, (slot + 1) * vectors.dimensions) : null

/** Growing by an eighth keeps the unused share small and the copying proportional to the size. */
function longer(rows: Float32Array, length: number, atLeast: number): Float32Array {
  const larger = new Float32Array(Math.max(length, Math.ceil(rows.length * 1.125), rows.length + atLeast))
  larger.set(rows)
  return larger
}
