import { describe, expect, it } from 'vitest'
import { hubness, ofOthers, retrieval } from '../../../../streams/app/evaluate/retrieval.ts'

/** Each row: the others of that item, the nearest first. */
const ranked = (rows: readonly (readonly number[])[]) => (query: number) => rows[query] ?? []

describe('retrieval', () => {
  const ranking = ranked([[2, 1, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]]) // prettier-ignore

  it('is that of hand-computed lists', () => {
    // 0 finds its mate second, 1 first; 2 and 3 have no mate.
    expect(retrieval(['a', 'a', 'b', 'c'], ranking, 2)).toStrictEqual({
      queries: 2,
      precision: 0.5,
      meanAveragePrecision: (1 / 2 + 1) / 2,
      hitAt1: 0.5,
      hitAt5: 1,
    })
  })

  it('averages precision over all that is to be found', () => {
    const { meanAveragePrecision } = retrieval(['a', 'a', 'b', 'a'], ranked([[1, 2, 3], [], [], []]), 2)
    expect(meanAveragePrecision).toBeCloseTo((1 + 2 / 3) / 2 / 1, 12)
  })

  it('takes an unknown label for no label, and names for names whatever they hold', () => {
    const hostile = ['__proto__', '__proto__', null, null]
    expect(retrieval(hostile, ranking, 1)).toMatchObject({ queries: 2, hitAt1: 0.5 })
  })

  it('looks at tracks of other artists and albums only, when told to', () => {
    const isOther = ofOthers(['x', 'x', 'y', null], ['p', 'q', 'q', null])
    expect([isOther(0, 1), isOther(0, 2), isOther(1, 2), isOther(3, 3)]).toStrictEqual([false, true, false, true])
    expect(retrieval(['a', 'a', 'a', 'b'], ranking, 3, isOther).queries).toBe(2)
  })

  it('is nothing without queries', () => {
    expect(retrieval([null, null], ranking, 3)).toStrictEqual({
      queries: 0,
      precision: 0,
      meanAveragePrecision: 0,
      hitAt1: 0,
      hitAt5: 0,
    })
  })
})

describe('hubness', () => {
  it('is the skew of how often items are found, and the share that never is', () => {
    // Item 0 is the nearest of all others; it finds 1. Occurrences 3, 1, 0, 0: mean 1, moments 1.5 and 1.5.
    const { skewness, neverFound } = hubness(4, ranked([[1], [0], [0], [0]]), 1)
    expect([skewness, neverFound]).toStrictEqual([expect.closeTo(1.5 / 1.5 ** 1.5, 12), 0.5])
  })

  it('is none where all are found alike', () => {
    expect(hubness(3, ranked([[1], [2], [0]]), 1)).toStrictEqual({ skewness: 0, neverFound: 0 })
  })
})
