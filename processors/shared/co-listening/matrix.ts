/** A symmetric matrix of co-occurrences, rows added in order. */
export interface RowStore {
  /** @param row dense; @param touched the columns that are not 0. */
  add(row: Float64Array, touched: Int32Array): void
  /** Writes the part for some columns, row by row, into `into`; `placeOf` is 0 but 1 + its place for each of them. */
  block(columns: Int32Array, placeOf: Int32Array, into: Float64Array): void
}

/** Up to here all pairs are kept: 64 MB. */
const DENSE_UP_TO = 4_000
/** Above, the largest of each row, by value over the root of the column's count: at most this many, and fewer of very many rows. */
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
      for (const column of touched) cells[rows * size + column] = row[column] ?? 0
      rows += 1
    },
    block(columns, _, into) {
      const width = columns.length
      for (let a = 0; a < width; a += 1) {
        const from = (columns[a] ?? 0) * size
        for (let b = 0; b <= a; b += 1) into[a * width + b] = cells[from + (columns[b] ?? 0)] ?? 0
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
      for (const column of largest(touched, (c) => (row[c] ?? 0) / Math.sqrt(counts[c] ?? 1), limit)) {
        columnsKept[end] = column
        values[end] = row[column] ?? 0
        end += 1
      }
      rows += 1
      starts[rows] = end
    },
    block(columns, placeOf, into) {
      const width = columns.length
      into.fill(0, 0, width * width)
      for (let a = 0; a < width; a += 1) {
        const row = columns[a] ?? 0
        for (let k = starts[row] ?? 0; k < (starts[row + 1] ?? 0); k += 1) {
          const b = (placeOf[columnsKept[k] ?? 0] ?? 0) - 1
          if (b < 0) continue
          // A pair may have been kept in one of its two rows only.
          into[a * width + b] = values[k] ?? 0
          into[b * width + a] = values[k] ?? 0
        }
      }
    },
  }
}

/** The `limit` numbers with the largest score; equal ones by number. The order is by score. */
export function largest(numbers: Int32Array, scoreOf: (number: number) => number, limit: number): Int32Array {
  const scores = new Float64Array(numbers.length)
  for (let i = 0; i < numbers.length; i += 1) scores[i] = scoreOf(numbers[i] ?? 0)
  let wanted = Array.from(numbers.keys())
  if (wanted.length > 4 * limit) {
    const threshold = scores.slice().sort()[scores.length - limit] ?? 0
    wanted = wanted.filter((i) => (scores[i] ?? 0) >= threshold)
  }
  wanted.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || (numbers[a] ?? 0) - (numbers[b] ?? 0))
  return Int32Array.from(wanted.slice(0, limit), (i) => numbers[i] ?? 0)
}
