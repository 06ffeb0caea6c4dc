import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chosen, isWithin } from '../../../../processors/scan-library/fma/choice.ts'
import { SUBSETS } from '../../../../processors/scan-library/fma/row.ts'

const all = { subset: null, limit: null, sample: null, seed: 1 }
const ids = Array.from({ length: 1_000 }, (_, id) => id + 1)

describe('the choice among tracks', () => {
  it('takes each subset to be within the next', () => {
    const within = SUBSETS.map((subset) => SUBSETS.map((wanted) => isWithin(subset, wanted)))
    expect(within).toStrictEqual([
      [true, true, true, true],
      [false, true, true, true],
      [false, false, true, true],
      [false, false, false, true],
    ])
  })

  it('is all of them, or the first ones, by rising identity', () => {
    expect([chosen([3, 1, 2], all), chosen([3, 1, 2], { ...all, limit: 2 })]).toStrictEqual([
      [1, 2, 3],
      [1, 2],
    ])
  })

  it('draws the same sample in whatever order, and a larger one that holds it', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(ids, { minLength: 1_000 }),
        fc.nat(),
        fc.integer({ min: 1, max: 500 }),
        (mixed, seed, n) => {
          const sample = chosen(mixed, { ...all, sample: n, seed })
          const larger = new Set(chosen(ids, { ...all, sample: n + 1, seed }))
          expect([sample, sample.length, sample.filter((id) => !larger.has(id))]).toStrictEqual([
            chosen(ids, { ...all, sample: n, seed }),
            n,
            [],
          ])
        },
      ),
      { seed: 5, numRuns: 50 },
    )
  })

  it('draws from everywhere, and otherwise under another seed', () => {
    const means = Array.from({ length: 200 }, (_, seed) => {
      const sample = chosen(ids, { ...all, sample: 50, seed })
      return sample.reduce((sum, id) => sum + id, 0) / sample.length
    })
    const mean = means.reduce((sum, one) => sum + one, 0) / means.length
    // The mean of 200 means of 50 numbers spread evenly over 1000 has a standard error of 3.
    expect(Math.abs(mean - 500.5)).toBeLessThan(12)
    expect(new Set(means).size).toBeGreaterThan(190)
  })
})
