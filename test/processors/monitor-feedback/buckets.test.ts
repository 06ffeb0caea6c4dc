import { describe, expect, it } from 'vitest'
import type { Durations } from '../../../processors/monitor-feedback/buckets.ts'
import { quantileOf, withDuration, withoutDuration } from '../../../processors/monitor-feedback/buckets.ts'

const counted = (...all: readonly number[]): Durations => all.reduce<Durations>(withDuration, [])

describe('durations counted by size', () => {
  it.each([0.2, 1, 3, 17, 250, 4_000, 3_600_000])('tells %d ms to within a tenth', (ms) => {
    const told = quantileOf(counted(ms), 0.5) ?? NaN
    if (ms < 1) expect(told).toBe(0.5)
    else expect(Math.abs(told / ms - 1)).toBeLessThan(0.1)
  })

  it('gives the nearest rank', () => {
    const all = counted(...Array.from({ length: 98 }, () => 2), 100, 1_000)
    expect([0.5, 0.98, 0.99, 1].map((p) => quantileOf(all, p))).toStrictEqual(
      [2.2, 2.2, 98.7, 938.7].map(approximately),
    )
  })

  it('is the same in whatever order, and knows of nothing when there is nothing', () => {
    expect(counted(5, 900, 5, 70)).toStrictEqual(counted(70, 5, 900, 5))
    expect(quantileOf([], 0.5)).toBeNull()
  })

  it('is as if one had not been counted that is taken out again', () => {
    expect(withoutDuration(counted(5, 900, 5), 5)).toStrictEqual(counted(5, 900))
    expect(withoutDuration(counted(5, 900), 900)).toStrictEqual(counted(5))
    expect(withoutDuration(counted(5), 900)).toStrictEqual(counted(5))
  })

  it('takes a negative one, of clocks that differ, for none, and the longest for the last', () => {
    expect(counted(-7)).toStrictEqual([{ bucket: 0, count: 1 }])
    expect(counted(1e15, 1e13)).toStrictEqual([{ bucket: 136, count: 2 }])
  })
})

const approximately = (value: number): unknown => expect.closeTo(value, 0)
