import { describe, expect, it } from 'vitest'
import { createDistances } from '../../../../processors/index-tracks/engine/distances.ts'
import { wholeDistance } from '../../../../processors/index-tracks/space.ts'
import { random } from '../../../support/histories.ts'

const chance = random(5)
const vectors = (count: number, dimensions: number) =>
  Array.from({ length: count }, () => Float64Array.from({ length: dimensions }, () => chance() - 0.5))

describe('distances between many vectors', () => {
  it('are to the last bit those of each pair, however many, also after larger and smaller ones', () => {
    const distances = createDistances()
    for (const [rows, columns, dimensions] of [
      [3, 7, 5],
      [20, 61, 167],
      [1, 8, 167],
      [2, 0, 3],
      [0, 4, 3],
      [4, 17, 1],
    ] as const) {
      // prettier-ignore
      const [ones, others] = [vectors(rows, dimensions), vectors(columns, dimensions)]
      const each = ones.flatMap((one) => others.map((other) => wholeDistance(one, other)))
      expect(distances(ones, others), `${rows} x ${columns}`).toStrictEqual(Float64Array.from(each))
    }
  })

  it('are not numbers where a vector is missing, and its neighbours are as they were', () => {
    const [a, b] = vectors(2, 9)
    const distances = createDistances()
    const apart = wholeDistance(a ?? new Float64Array(), b ?? new Float64Array())
    expect(distances([a ?? null, null], [null, b ?? null, a ?? null])).toStrictEqual(
      Float64Array.of(NaN, apart, 0, NaN, NaN, NaN),
    )
    expect(distances([null], [null, null])).toStrictEqual(Float64Array.of(0, 0).fill(NaN))
  })
})
