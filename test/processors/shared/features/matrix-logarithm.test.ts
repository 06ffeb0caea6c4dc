import { describe, expect, it } from 'vitest'
import { matrixLogarithm } from '../../../../processors/shared/features/matrix-logarithm.ts'

const close = (found: Float64Array, wanted: readonly number[]) =>
  found.forEach((value, i) => expect(value).toBeCloseTo(wanted[i] ?? NaN, 12))

describe('the logarithm of a matrix', () => {
  it('is that of each number on a diagonal, none below the least', () => {
    close(matrixLogarithm(Float64Array.of(Math.E, 0, 0, 0), 2, 0.01), [1, 0, 0, Math.log(0.01)])
  })

  it('is that of the eigenvalues, in their directions', () => {
    // Eigenvalue e^2 along (1, 1), 1 along (1, -1).
    const [sum, difference] = [(Math.E ** 2 + 1) / 2, (Math.E ** 2 - 1) / 2]
    close(matrixLogarithm(Float64Array.of(sum, difference, difference, sum), 2, 1e-9), [1, 1, 1, 1])
  })

  it('doubles when the matrix is squared', () => {
    const a = [4, 1, 0.5, 1, 3, -1, 0.5, -1, 2]
    const squared = a.map((_, i) =>
      [0, 1, 2].reduce((sum, k) => sum + (a[3 * Math.floor(i / 3) + k] ?? 0) * (a[3 * k + (i % 3)] ?? 0), 0),
    )
    const once = matrixLogarithm(Float64Array.from(a), 3, 1e-9)
    close(
      matrixLogarithm(Float64Array.from(squared), 3, 1e-9),
      [...once].map((value) => 2 * value),
    )
  })
})
