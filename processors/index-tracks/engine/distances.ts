import { openMemory } from './memory.ts'

/** Columns that the kernel compares at once. */
const COLUMNS = 8
const BYTES = 8

type Vectors = readonly (Float64Array | null)[]

/** The distance of every row to every column, row by row; NaN where either is null. All vectors have one length. */
export type Distances = (rows: Vectors, columns: Vectors) => Float64Array

/** Keeps the memory that the largest comparison so far needed. */
export function createDistances(): Distances {
  const memory = openMemory()
  let room = { at: 0, bytes: 0 }
  return (rows, columns) => {
    const dimensions = (rows.find((row) => row !== null) ?? columns.find((column) => column !== null))?.length ?? 1
    const blocks = Math.ceil(columns.length / COLUMNS)
    const width = blocks * COLUMNS
    const numbers = (rows.length + width) * dimensions + rows.length * width
    if (numbers * BYTES > room.bytes) room = { at: memory.take(2 * numbers * BYTES), bytes: 2 * numbers * BYTES }
    const { f64 } = memory
    const columnsAt = room.at / BYTES
    const rowsAt = columnsAt + width * dimensions
    const foundAt = rowsAt + rows.length * dimensions
    for (let c = 0; c < columns.length; c += 1) {
      const column = columns[c] ?? null
      let at = columnsAt + (c - (c % COLUMNS)) * dimensions + (c % COLUMNS)
      for (let d = 0; d < dimensions; d += 1, at += COLUMNS) f64[at] = column === null ? NaN : (column[d] ?? NaN)
    }
    for (let r = 0; r < rows.length; r += 1) {
      const at = rowsAt + r * dimensions
      const row = rows[r] ?? null
      if (row === null) f64.fill(NaN, at, at + dimensions)
      else f64.set(row, at)
    }
    memory.kernel.compare(rowsAt * BYTES, rows.length, room.at, blocks, dimensions, foundAt * BYTES)
    const found = new Float64Array(rows.length * columns.length)
    for (let r = 0; r < rows.length; r += 1) {
      const from = foundAt + r * width
      found.set(f64.subarray(from, from + columns.length), r * columns.length)
    }
    return found
  }
}
