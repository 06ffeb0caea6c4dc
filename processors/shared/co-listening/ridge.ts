import { checked } from '../numeric.ts'

/** Least share of its diagonal that a pivot keeps: a matrix whose small entries were dropped may be indefinite. */
const LEAST_PIVOT = 0.05

/**
 * Solves (A + ridge·I) x = b in place by a Cholesky decomposition. A is symmetric, `size`×`size`, row by row; its lower
 * triangle is read and overwritten, and x replaces b.
 */
export function solveRidge(a: Float64Array, b: Float64Array, size: number, ridge: number): void {
  for (let j = 0; j < size; j += 1) {
    const diagonal = checked(a[j * size + j]) + ridge
    let pivot = diagonal
    for (let k = 0; k < j; k += 1) pivot -= checked(a[j * size + k]) ** 2
    const root = Math.sqrt(Math.max(pivot, LEAST_PIVOT * diagonal))
    a[j * size + j] = root
    for (let i = j + 1; i < size; i += 1) {
      let sum = checked(a[i * size + j])
      const [rowI, rowJ] = [i * size, j * size]
      for (let k = 0; k < j; k += 1) sum -= checked(a[rowI + k]) * checked(a[rowJ + k])
      a[rowI + j] = sum / root
    }
  }
  for (let i = 0; i < size; i += 1) {
    let sum = checked(b[i])
    for (let k = 0; k < i; k += 1) sum -= checked(a[i * size + k]) * checked(b[k])
    b[i] = sum / checked(a[i * size + i])
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    let sum = checked(b[i])
    for (let k = i + 1; k < size; k += 1) sum -= checked(a[k * size + i]) * checked(b[k])
    b[i] = sum / checked(a[i * size + i])
  }
}
