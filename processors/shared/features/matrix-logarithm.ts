import { checked } from '../numeric.ts'
const MAX_SWEEPS = 50

/**
 * The logarithm of a symmetric matrix with positive eigenvalues, by its eigenvectors (Jacobi's rotations; G. Golub and C. Van
 * Loan, "Matrix computations", section 8.5). Covariances lie on a curved space; their logarithms lie in a flat one, where
 * differences can be measured (V. Arsigny et al., "Log-Euclidean metrics for fast and simple calculus on diffusion
 * tensors", 2006).
 * @param matrix size x size numbers, row by row; it is not changed.
 * @param least what smaller eigenvalues, which rounding can make negative, are raised to.
 */
export function matrixLogarithm(matrix: Float64Array, size: number, least: number): Float64Array {
  const { values, vectors } = eigen(matrix, size)
  const logarithm = new Float64Array(size * size)
  for (let e = 0; e < size; e += 1) {
    const value = Math.log(Math.max(least, checked(values[e])))
    for (let row = 0; row < size; row += 1) {
      const scaled = value * checked(vectors[row * size + e])
      for (let column = 0; column < size; column += 1) {
        const at = row * size + column
        logarithm[at] = checked(logarithm[at]) + scaled * checked(vectors[column * size + e])
      }
    }
  }
  return logarithm
}

/** Eigenvalues, and eigenvectors as columns. */
function eigen(matrix: Float64Array, size: number): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const a = Float64Array.from(matrix)
  const vectors = Float64Array.from({ length: size * size }, (_, i) => Number(Math.floor(i / size) === i % size))
  for (let sweep = 0; sweep < MAX_SWEEPS && offDiagonal(a, size) > 0; sweep += 1) {
    for (let p = 0; p < size; p += 1) for (let q = p + 1; q < size; q += 1) rotate(a, vectors, size, p, q)
  }
  return { values: Float64Array.from({ length: size }, (_, i) => checked(a[i * size + i])), vectors }
}

/** Sum of what is not on the diagonal, squared; 0 when it is too small to change the diagonal. */
function offDiagonal(a: Float64Array, size: number): number {
  let off = 0
  let on = 0
  for (let row = 0; row < size; row += 1) {
    on += checked(a[row * size + row]) ** 2
    for (let column = row + 1; column < size; column += 1) off += checked(a[row * size + column]) ** 2
  }
  return off > 1e-26 * on ? off : 0
}

/** Turns the plane of p and q so that their entry becomes 0. */
function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const apq = checked(a[p * size + q])
  if (apq === 0) return
  const theta = (checked(a[q * size + q]) - checked(a[p * size + p])) / (2 * apq)
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  const turn = (values: Float64Array, i: number, j: number): void => {
    const x = checked(values[i])
    const y = checked(values[j])
    values[i] = c * x - s * y
    values[j] = s * x + c * y
  }
  for (let k = 0; k < size; k += 1) turn(a, k * size + p, k * size + q)
  for (let k = 0; k < size; k += 1) turn(a, p * size + k, q * size + k)
  for (let k = 0; k < size; k += 1) turn(vectors, k * size + p, k * size + q)
}
