import { describe, expect, it } from 'vitest'
import { createCellLists } from '../../../../../processors/shared/similarity/ivf/cell-lists.ts'
import { wholeDistance } from '../../../../../processors/shared/similarity/space.ts'
import { mulberry32 } from '../../../../../processors/shared/random.ts'

const random = mulberry32(5)
const vectors = (count: number, dimensions: number) =>
  Array.from({ length: count }, () => Float32Array.from({ length: dimensions }, () => random() - 0.5))
const listsOf = (dimensions: number) => createCellLists(dimensions, new Float32Array(dimensions))

describe('distances between many vectors', () => {
  it('are to the last bit those of each pair, however many, whether they lie in lists or not', () => {
    for (const dimensions of [1, 3, 5, 167]) {
      const lists = listsOf(dimensions)
      let slots = 0
      for (const [rows, columns] of [
        [3, 7],
        [20, 61],
        [1, 8],
        [2, 0],
        [0, 4],
        [4, 17],
      ] as const) {
        // prettier-ignore
        const [ones, others] = [vectors(rows, dimensions), vectors(columns, dimensions)]
        const each = Float64Array.from(ones.flatMap((one) => others.map((other) => wholeDistance(one, other))))
        const listed = (all: readonly Float32Array[]) =>
          all.map((vector, i) => {
            if (i % 3 === 1) return vector
            lists.add(slots, vector, 0)
            slots += 1
            return slots - 1
          })
        const [oneSlots, otherSlots] = [listed(ones), listed(others)]
        const where = (all: readonly (number | Float32Array)[]) =>
          all.map((slot) => (typeof slot === 'number' ? lists.vector(slot) : slot))
        expect(lists.distances(ones, others), `${rows} x ${columns}`).toStrictEqual(each)
        expect(lists.distances(where(oneSlots), where(otherSlots)), `${rows} x ${columns}`).toStrictEqual(each)
      }
    }
  })

  it('are not numbers where a vector is missing, and its neighbours are as they were', () => {
    const [a = new Float32Array(), b = new Float32Array()] = vectors(2, 9)
    const lists = listsOf(9)
    lists.add(0, a, 0)
    const inList = lists.vector(0)
    const apart = wholeDistance(a, b)
    expect(lists.distances([inList, lists.vector(1)], [null, b, a])).toStrictEqual(
      Float64Array.of(NaN, apart, 0, NaN, NaN, NaN),
    )
    expect(lists.distances([null], [null, null])).toStrictEqual(Float64Array.of(0, 0).fill(NaN))
  })
})
