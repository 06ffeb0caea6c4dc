import type { Memory } from './memory.ts'

/** Columns that the kernel compares at once. */
const COLUMNS = 8
const DOUBLE = 8
const FLOAT = 4

/** The address of a vector in the memory, or the vector itself; null when there is none. */
export type Vector = number | Float32Array | null

/** The distance of every row to every column, row by row; NaN where either is null. */
export type Distances = (rows: readonly Vector[], columns: readonly Vector[]) => Float64Array

/** Compares vectors in place; its buffers stay as large as the largest comparison needed. */
export function createDistances(memory: Memory, dimensions: number): Distances {
  const block = memory.take(COLUMNS * dimensions * DOUBLE)
  const nothing = memory.take(dimensions * FLOAT)
  memory.f32.fill(NaN, nothing / FLOAT, nothing / FLOAT + dimensions)
  const [addresses, written, found] = [roomIn(memory), roomIn(memory), roomIn(memory)]
  return (rows, columns) => {
    const width = Math.ceil(columns.length / COLUMNS) * COLUMNS
    const foundAt = found(rows.length * width * DOUBLE) / DOUBLE
    const rowsAt = addresses((rows.length + width) * FLOAT) / FLOAT
    const writtenAt = written(
      [...rows, ...columns].filter((each) => each instanceof Float32Array).length * dimensions * FLOAT,
    )
    const { f32, f64, i32 } = memory
    let free = writtenAt
    const note = (vectors: readonly Vector[], at: number) => {
      for (const [i, vector] of vectors.entries()) {
        if (vector instanceof Float32Array) {
          f32.set(vector, free / FLOAT)
          i32[at + i] = free
          free += dimensions * FLOAT
        } else i32[at + i] = vector ?? nothing
      }
    }
    const columnsAt = rowsAt + rows.length
    note(rows, rowsAt)
    note(columns, columnsAt)
    i32.fill(nothing, columnsAt + columns.length, columnsAt + width)
    memory.kernel.compare(rowsAt * FLOAT, rows.length, columnsAt * FLOAT, width, dimensions, block, foundAt * DOUBLE)
    const distances = new Float64Array(rows.length * columns.length)
    for (let row = 0; row < rows.length; row += 1) {
      const from = foundAt + row * width
      distances.set(f64.subarray(from, from + columns.length), row * columns.length)
    }
    return distances
  }
}

/** @returns a buffer that grows: gives the address of at least as many bytes as asked for. */
function roomIn(memory: Memory): (bytes: number) => number {
  let room = { at: 0, bytes: 0 }
  return (bytes) => {
    if (bytes > room.bytes) room = { at: memory.take(2 * bytes), bytes: 2 * bytes }
    return room.at
  }
}
