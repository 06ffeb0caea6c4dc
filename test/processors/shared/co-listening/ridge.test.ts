import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../../../../processors/shared/random.ts'
import { solveRidge } from '../../../../processors/shared/co-listening/ridge.ts'
import { at, solvedByElimination } from '../../../support/linear-systems.ts'

/** Solves with the lower triangle alone: what is above the diagonal must not be read. */
function solved(a: readonly (readonly number[])[], b: readonly number[], ridge: number): readonly number[] {
  const lower = Float64Array.from(a.flatMap((row, i) => row.map((value, j) => (j > i ? NaN : value))))
  const x = Float64Array.from(b)
  solveRidge(lower, x, b.length, ridge)
  return [...x]
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 9)
}

describe('the solution of (A + ridge·I) x = b', () => {
  it('is that computed by hand', () => {
    // (4 + 1) x + 2 y = 9 and 2 x + (3 + 1) y = 10: x = 1, y = 2.
    expectClose(solved([[4, 2], [2, 3]], [9, 10], 1), [1, 2]) // prettier-ignore
    expectClose(solved([[3]], [8], 1), [2])
  })

  it.each([1, 2, 5, 12, 40])('is that of Gaussian elimination for %i unknowns', (size) => {
    const random = mulberry32(size)
    const factor = Array.from({ length: size }, () => Array.from({ length: size }, () => random() - 0.5))
    const a = factor.map((row) => factor.map((other) => row.reduce((sum, value, k) => sum + value * at(other, k), 0)))
    const b = Array.from({ length: size }, () => random())
    const shifted = a.map((row, i) => row.map((value, j) => value + (i === j ? 0.3 : 0)))
    expectClose(solved(a, b, 0.3), solvedByElimination(shifted, b))
  })

  it('is that of the matrix with raised pivots when A is indefinite', () => {
    // The second pivot 1 - 2² is raised to a twentieth of its diagonal: A becomes [[1, 2], [2, 2² + 0.05]].
    expectClose(solved([[1, 2], [2, 1]], [1, 1], 0), solvedByElimination([[1, 2], [2, 4.05]], [1, 1])) // prettier-ignore
  })
})
