/** A pivot may shrink no further than to this share of its diagonal: a matrix of which small entries were left out may not be definite. */
const LEAST_PIVOT = 0.05

/**
 * Solves (A + ridge·I) x = b in place by Cholesky: A is symmetric, `size`×`size`, row by row, its lower half is used and
 * overwritten; the answer replaces b.
 */
export function solveRidge(a: Float64Array, b: Float64Array, size: number, ridge: number): void {
  for (let j = 0; j < size; j += 1) {
    const diagonal = (a[j * size + j] ?? 0) + ridge
    let pivot = diagonal
    for (let k = 0; k < j; k += 1) pivot -= (a[j * size + k] ?? 0) ** 2
    const root = Math.sqrt(Math.max(pivot, LEAST_PIVOT * diagonal))
    a[j * size + j] = root
    for (let i = j + 1; i < size; i += 1) {
      let sum = a[i * size + j] ?? 0
      const [rowI, rowJ] = [i * size, j * size]
      for (let k = 0; k < j; k += 1) sum -= (a[rowI + k] ?? 0) * (a[rowJ + k] ?? 0)
      a[rowI + j] = sum / root
    }
  }
  for (let i = 0; i < size; i += 1) {
    let sum = b[i] ?? 0
    for (let k = 0; k < i; k += 1) sum -= (a[i * size + k] ?? 0) * (b[k] ?? 0)
    b[i] = sum / (a[i * size + i] ?? 1)
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    let sum = b[i] ?? 0
    for (let k = i + 1; k < size; k += 1) sum -= (a[k * size + i] ?? 0) * (b[k] ?? 0)
    b[i] = sum / (a[i * size + i] ?? 1)
  }
}
