import { describe, expect, it } from 'vitest'
import { distance, fitScaling, nearestCells, scale } from '../../../processors/index-tracks/space.ts'

const vectors = [Float64Array.of(1, 5), Float64Array.of(3, 5)]

describe('scaling', () => {
  it('takes mean and population deviation, and 1 for what is constant', () => {
    expect(fitScaling(vectors)).toStrictEqual({ mean: [2, 5], deviation: [1, 1] })
  })

  it('brings vectors to mean 0 and deviation 1', () => {
    expect(vectors.map((vector) => scale(vector, fitScaling(vectors)))).toStrictEqual([
      Float64Array.of(-1, 0),
      Float64Array.of(1, 0),
    ])
  })

  it('has no dimensions without vectors', () => {
    expect(fitScaling([])).toStrictEqual({ mean: [], deviation: [] })
  })
})

describe('distance', () => {
  it('is Euclidean, over all dimensions or some', () => {
    expect([distance([0, 0, 9], [3, 4, 9]), distance([0, 0, 9], [3, 4, 9], 1, 3)]).toStrictEqual([5, 4])
  })
})

describe('the nearest cells', () => {
  it('come by distance, and equally near ones by number', () => {
    const centres = [
      { cell: 0, position: [9, 0] },
      { cell: 2, position: [1, 0] },
      { cell: 1, position: [-1, 0] },
    ]
    expect(nearestCells(Float64Array.of(0, 0), centres)).toStrictEqual([
      { cell: 1, distance: 1 },
      { cell: 2, distance: 1 },
      { cell: 0, distance: 9 },
    ])
  })
})
