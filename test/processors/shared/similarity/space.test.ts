import { describe, expect, it } from 'vitest'
import { distance, fitScaling, nearestCells, scale } from '../../../../processors/shared/similarity/space.ts'

const vectors = [Float64Array.of(1, 5), Float64Array.of(3, 5)]

describe('scaling', () => {
  it('takes mean and population deviation, and 1 for what is constant', () => {
    expect(fitScaling(vectors)).toStrictEqual({ mean: [2, 5], deviation: [1, 1] })
  })

  const groups = [
    { name: 'timbre', from: 0, to: 2, weight: 0.75 },
    { name: 'tempo', from: 2, to: 3, weight: 0.25 },
  ] as const
  const standard = { mean: [1, 1, 1], deviation: [2, 2, 2] }

  it('brings each group of standardised dimensions to about unit length, and weighs it', () => {
    const found = scale(Float64Array.of(7, 9, 3), standard, groups)
    // (3, 4) of mean square 12.5, and 1: each over the root of 0.1 plus that.
    const [long, short] = [Math.sqrt(0.75 / 2 / 12.6), Math.sqrt(0.25 / 1.1)]
    ;[3 * long, 4 * long, short].forEach((value, d) => expect(found[d]).toBeCloseTo(value, 12))
    expect(distance(found, [0, 0, 0], 0, 2)).toBeCloseTo(Math.sqrt(0.75), 2)
  })

  it('makes extreme tracks no further from others than moderate ones', () => {
    const [some, extreme, opposite] = [3, 1_000, -1_000].map((x) =>
      scale(Float64Array.of(1 + x, 1 + x, 1 + x), standard, groups),
    )
    expect(distance(some ?? [], extreme ?? [])).toBeLessThan(0.05)
    expect(distance(opposite ?? [], extreme ?? [])).toBeCloseTo(2, 3)
  })

  it('leaves an average track in the middle', () => {
    expect(scale(Float64Array.of(1, 1, 1), standard, groups)).toStrictEqual(new Float64Array(3))
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
