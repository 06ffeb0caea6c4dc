import { expect, it } from 'vitest'
import { mulberry32 } from '../../../../../processors/shared/random.ts'
import { lloyd, spreadOut } from '../../../../../processors/shared/similarity/ivf/lloyd.ts'

/** Two squares of four points each, around (0, 0) and around (10, 0). */
const rows = Float32Array.of(-1, -1, -1, 1, 1, -1, 1, 1, 9, -1, 9, 1, 11, -1, 11, 1)
const points = { rows, dimensions: 2 }

it('moves centres to the means of their rows, and sums the squared distances', () => {
  const { centres, cells, squared, objective } = lloyd(points, Float32Array.of(2, 0, 8, 0), 20)
  expect([...centres]).toStrictEqual([0, 0, 10, 0])
  expect([...cells]).toStrictEqual([0, 0, 0, 0, 1, 1, 1, 1])
  expect([...squared]).toStrictEqual([2, 2, 2, 2, 2, 2, 2, 2])
  expect(objective).toBe(16)
})

it('only assigns when no iteration is wanted', () => {
  const { centres, objective } = lloyd(points, Float32Array.of(0, 0, 100, 0), 0)
  expect([...centres]).toStrictEqual([0, 0, 100, 0])
  expect(objective).toBe(4 * 2 + 2 * 82 + 2 * 122)
})

it('gives an empty cell the row that is farthest from its centre', () => {
  const { centres, cells } = lloyd(points, Float32Array.of(0, 0, 1_000, 0), 20)
  expect([...centres]).toStrictEqual([0, 0, 10, 0])
  expect([...cells]).toStrictEqual([0, 0, 0, 0, 1, 1, 1, 1])
})

it('agrees with the nearest centre found one by one, for an odd number of dimensions', () => {
  const value = (i: number) => Math.sin(i * 12.9898) * 3
  const [count, dimensions] = [200, 5]
  const data = Float32Array.from({ length: count * dimensions }, (_, i) => value(i))
  const centres = data.slice(0, 17 * dimensions)
  const { cells } = lloyd({ rows: data, dimensions }, centres, 0)
  const nearest = Array.from({ length: count }, (_, row) => {
    const apart = Array.from({ length: 17 }, (_, cell) => {
      const parts = Array.from({ length: dimensions }, (_, d) => {
        return ((data[row * dimensions + d] ?? NaN) - (centres[cell * dimensions + d] ?? NaN)) ** 2
      })
      return parts.reduce((sum, part) => sum + part, 0)
    })
    return apart.indexOf(Math.min(...apart))
  })
  expect([...cells]).toStrictEqual(nearest)
})

it('spreads the initial centres: one in each far group', () => {
  for (const seed of [1, 2, 3, 4]) {
    const found = spreadOut(points, 2, 16, mulberry32(seed))
    expect([(found[0] ?? NaN) < 5, (found[2] ?? NaN) < 5].sort()).toStrictEqual([false, true])
  }
})
