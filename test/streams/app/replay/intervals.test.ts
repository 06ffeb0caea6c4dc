import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../../../../processors/shared/random.ts'
import { mean, share, weightedMean } from '../../../../streams/app/replay/intervals.ts'

const rounded = (estimate: { low: number; high: number } | null) => estimate && [estimate.low.toFixed(4), estimate.high.toFixed(4)] // prettier-ignore

describe('a share', () => {
  it('has the interval of Wilson', () => {
    // Newcombe (1998, "Two-sided confidence intervals for the single proportion", table I).
    expect([rounded(share(81, 263)), rounded(share(15, 148)), rounded(share(0, 20)), rounded(share(1, 29))]).toStrictEqual([
      ['0.2553', '0.3662'],
      ['0.0624', '0.1605'],
      ['0.0000', '0.1611'],
      ['0.0061', '0.1718'],
    ]) // prettier-ignore
    expect(share(0, 0)).toBeNull()
  })
})

describe('a mean', () => {
  it('has an interval that holds the truth about 95 times in 100, and is the same again', () => {
    const random = mulberry32(7)
    const samples = Array.from({ length: 200 }, () => Array.from({ length: 60 }, () => random() ** 2))
    const held = samples.map((sample) => mean(sample)).filter((each) => each !== null && each.low <= 1 / 3 && 1 / 3 <= each.high) // prettier-ignore
    expect(held.length).toBeGreaterThan(178)
    expect(held.length).toBeLessThan(200)
    expect(mean(samples[0] ?? [])).toStrictEqual(mean(samples[0] ?? []))
    expect([mean([]), weightedMean([0, 0], [0, 0])]).toStrictEqual([null, null])
    expect(weightedMean([1, 3], [1, 0])?.value).toBe(0.25)
  })
})
