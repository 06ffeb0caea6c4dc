import { checked } from '../numeric.ts'

/** A symmetric matrix whose rows are added in order. */
export interface RowStore {
  /** @param row dense; @param touched the columns that are not 0. */
  add(row: Float64Array, touched: Int32Array): void
  /**
   * Writes the principal submatrix of some columns, row by row, into `into`: at least its lower triangle.
   * @param placeOf 1 + the position of each of the columns; 0 for all others.
   */
  block(columns: Int32Array, placeOf: Int32Array, into: Float64Array): void
}

/** Largest size of a dense matrix: 64 MB. */
const DENSE_UP_TO = 4_000
/** A larger one keeps the entries of each row that are largest relative to the root of the column's count: this many, and this many in all. */
const ROW_LIMIT = 256
const CELL_LIMIT = 12_000_000

export function rowStore(size: number, counts: Float64Array): RowStore {
  return size <= DENSE_UP_TO ? denseRows(size) : sparseRows(size, counts)
}

function denseRows(size: number): RowStore {
  const cells = new Float32Array(size * size)
  let rows = 0
  return {
    add(row, touched) {
      for (const column of touched) cells[rows * size + column] = checked(row[column])
      rows += 1
    },
    block(columns, _, into) {
      const width = columns.length
      for (let a = 0; a < width; a += 1) {
        const from = checked(columns[a]) * size
        for (let b = 0; b <= a; b += 1) into[a * width + b] = checked(cells[from + checked(columns[b])])
      }
    },
  }
}

function sparseRows(size: number, counts: Float64Array): RowStore {
  const limit = Math.max(32, Math.min(ROW_LIMIT, Math.floor(CELL_LIMIT / size)))
  const starts = new Int32Array(size + 1)
  const columnsKept = new Int32Array(size * limit)
  const values = new Float32Array(size * limit)
  let rows = 0
  let end = 0
  return {
    add(row, touched) {
      for (const column of largest(touched, (c) => checked(row[c]) / Math.sqrt(checked(counts[c])), limit)) {
        columnsKept[end] = column
        values[end] = checked(row[column])
        end += 1
      }
      rows += 1
      starts[rows] = end
    },
    block(columns, placeOf, into) {
      const width = columns.length
      into.fill(0, 0, width * width)
      for (let a = 0; a < width; a += 1) {
        const row = checked(columns[a])
        for (let k = checked(starts[row]); k < checked(starts[row + 1]); k += 1) {
          const b = checked(placeOf[checked(columnsKept[k])]) - 1
          if (b < 0) continue
          // An entry may have been kept in one of its two rows only.
          into[a * width + b] = checked(values[k])
          into[b * width + a] = checked(values[k])
        }
      }
    },
  }
}

/** The `limit` numbers with the largest scores, largest first; equal ones by number. */
export function largest(numbers: Int32Array, scoreOf: (number: number) => number, limit: number): Int32Array {
  const scores = new Float64Array(numbers.length)
  for (let i = 0; i < numbers.length; i += 1) scores[i] = scoreOf(checked(numbers[i]))
  let wanted = Array.from(numbers.keys())
  if (wanted.length > 4 * limit) {
    const threshold = checked(scores.slice().sort()[scores.length - limit])
    wanted = wanted.filter((i) => checked(scores[i]) >= threshold)
  }
  wanted.sort((a, b) => checked(scores[b]) - checked(scores[a]) || checked(numbers[a]) - checked(numbers[b]))
  return Int32Array.from(wanted.slice(0, limit), (i) => checked(numbers[i]))
}
