import { describe, expect, it } from 'vitest'
import {
  fmix32,
  fnv1a,
  mulberry32,
  seededHash,
  seededPermutation,
  seededRandom,
  uniformHash,
} from '../../../processors/shared/random.ts'

/** What the program has given since its first version: indexes, propensities, the demo library and samples depend on it. */
describe('numbers that may never change', () => {
  it('are those of mulberry32', () => {
    const next = mulberry32(42)
    expect([next(), next(), next()]).toStrictEqual([0.6011037519201636, 0.44829055899754167, 0.8524657934904099])
  })

  it('are those of a generator of a negative seed, and of its forks', () => {
    const random = seededRandom(-7)
    expect([random.next(), random.next()]).toStrictEqual([0.43306733411736786, 0.32539576734416187])
    expect(random.fork('drums').next()).toBe(0.14968129550106823)
    expect(seededRandom(5).fork('drums').next()).toBe(0.5733079661149532)
  })

  it('are those of a permutation', () => {
    const ids = Array.from({ length: 8 }, (_, i) => `t${i}`)
    expect(seededPermutation(ids, 3)).toStrictEqual([7, 0, 1, 4, 3, 2, 6, 5])
  })

  it('are those of a hash under a seed', () => {
    expect([seededHash(0, 0), seededHash(1, 2), seededHash(-1, 2 ** 32 - 1)]).toStrictEqual([
      3_553_795_876, 1_818_196_105, 1_109_688_387,
    ])
  })
})

describe('published values', () => {
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('FNV-1a of "%s"', (text, hash) => {
    expect(fnv1a(text)).toBe(hash)
  })

  it.each([
    [0, 0],
    [1, 0x514e28b7],
    [0xffffffff, 0x81f16f39],
  ])('the finaliser of MurmurHash3 of %i', (value, hash) => {
    expect(fmix32(value)).toBe(hash)
  })

  it('MurmurHash2 of a key, as in UtilsTest.testMurmur2 of Apache Kafka, as a fraction', () => {
    expect(uniformHash('foobar')).toBe((2 ** 32 - 790_332_482) / 2 ** 32)
  })
})

describe('a generator', () => {
  it('is uniform: each tenth of the range holds a tenth of 10,000 numbers, within five standard deviations', () => {
    const random = seededRandom(1)
    const counts = Array.from({ length: 10 }, () => 0)
    for (let i = 0; i < 10_000; i += 1) {
      const tenth = random.below(10)
      counts[tenth] = (counts[tenth] ?? NaN) + 1
    }
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(5 * Math.sqrt(900))
  })

  it('stays between bounds', () => {
    const random = seededRandom(2)
    for (let i = 0; i < 1_000; i += 1) {
      const number = random.between(-2, 3)
      expect(number >= -2 && number < 3).toBe(true)
    }
  })

  it('picks every item, and refuses an empty list', () => {
    const random = seededRandom(3)
    expect(new Set(Array.from({ length: 100 }, () => random.pick(['a', 'b', 'c'])))).toStrictEqual(
      new Set(['a', 'b', 'c']),
    )
    expect(() => random.pick([])).toThrow(RangeError)
  })

  it('lets happen what has the probability 1, and never what has 0', () => {
    const random = seededRandom(4)
    expect(Array.from({ length: 100 }, () => random.happens(1))).not.toContain(false)
    expect(Array.from({ length: 100 }, () => random.happens(0))).not.toContain(true)
  })

  it('forks alike, however much was drawn before', () => {
    const [fresh, drawnFrom] = [seededRandom(5), seededRandom(5)]
    for (let i = 0; i < 10; i += 1) drawnFrom.next()
    expect(drawnFrom.fork('a').next()).toBe(fresh.fork('a').next())
    expect(fresh.fork('a').next()).not.toBe(fresh.fork('b').next())
  })
})

describe('a permutation', () => {
  it('orders the same ids alike, in whatever order they come', () => {
    const ids = Array.from({ length: 50 }, (_, i) => `t${i}`)
    const permuted = (list: readonly string[]) => seededPermutation(list, 1).map((place) => list[place])
    expect(permuted(ids.toReversed())).toStrictEqual(permuted(ids))
    expect(permuted(ids).toSorted()).toStrictEqual(ids.toSorted())
    expect(seededPermutation(ids, 2)).not.toStrictEqual(seededPermutation(ids, 1))
  })
})
