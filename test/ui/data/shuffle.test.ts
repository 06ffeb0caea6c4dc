import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inRealOrder, shuffledBy } from '../../../ui/data/shuffle.ts'

const listOf = (length: number) => Array.from({ length }, (_, name) => ({ name, unshuffled: -1 }))

describe('shuffle', () => {
  it('keeps every entry, is what its seed determines, and can be taken back', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 40 }), (seed, length) => {
        const list = listOf(length)
        const mixed = shuffledBy(seed, list)
        expect(mixed).toEqual(shuffledBy(seed, list))
        expect(mixed.map(({ name }) => name).sort((a, b) => a - b)).toEqual(list.map(({ name }) => name))
        expect(inRealOrder(mixed)).toEqual(list)
      }),
    )
  })

  it('puts each entry to each place about as often', () => {
    const firsts = Array.from({ length: 4_000 }, (_, seed) => shuffledBy(seed, listOf(4))[0]?.name)
    for (const name of [0, 1, 2, 3]) {
      const share = firsts.filter((first) => first === name).length / firsts.length
      expect(share).toBeGreaterThan(0.2)
      expect(share).toBeLessThan(0.3)
    }
  })

  it('leaves what was put since where it stands', () => {
    const put = { name: 9, unshuffled: -1 }
    const [first, ...rest] = shuffledBy(3, listOf(5))
    const names = inRealOrder(first === undefined ? [] : [first, put, ...rest]).map(({ name }) => name)
    expect(names).toEqual([0, 9, 1, 2, 3, 4])
  })
})
