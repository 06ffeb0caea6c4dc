/** Solves A x = b by Gaussian elimination with partial pivoting: an independent method for tests. */
export function solvedByElimination(a: readonly (readonly number[])[], b: readonly number[]): readonly number[] {
  const rows = a.map((row, i) => [...row, at(b, i)])
  for (let column = 0; column < rows.length; column += 1) {
    const candidates = rows.slice(column).toSorted((x, y) => Math.abs(at(y, column)) - Math.abs(at(x, column)))
    rows.splice(column, rows.length - column, ...candidates)
    const pivot = at(rows, column)
    for (const row of rows.slice(column + 1)) {
      const factor = at(row, column) / at(pivot, column)
      for (let k = column; k < row.length; k += 1) row[k] = at(row, k) - factor * at(pivot, k)
    }
  }
  const x = rows.map(() => 0)
  for (let i = rows.length - 1; i >= 0; i -= 1) {
    const row = at(rows, i)
    const known = x.reduce((sum, value, k) => (k > i ? sum + at(row, k) * value : sum), 0)
    x[i] = (at(row, rows.length) - known) / at(row, i)
  }
  return x
}

/** The element at an index that is in bounds. */
export function at<T>(list: ArrayLike<T>, index: number): T {
  const element = list[index]
  if (element === undefined) throw new RangeError(`${index} is out of bounds.`)
  return element
}
