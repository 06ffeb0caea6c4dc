import { describe, expect, it } from 'vitest'
import { BAND_COUNT } from '../../../../processors/shared/features/bands.ts'
import { FLUCTUATION_NUMBERS, fluctuationPattern } from '../../../../processors/shared/features/fluctuation.ts'

/** Bands that swell `hz` times a second by 1, only the highest eighth of them. */
function swelling(hz: number, framesPerSecond: number, seconds: number) {
  const heard = fluctuationPattern(framesPerSecond)
  for (let n = 0; n < seconds * framesPerSecond; n += 1) {
    const level = 5 + Math.sin((2 * Math.PI * hz * n) / framesPerSecond)
    heard.add(Float64Array.from({ length: BAND_COUNT }, (_, band) => (band < BAND_COUNT - 5 ? 5 : level)))
  }
  return heard.values()
}

describe('modulation', () => {
  it.each([
    [0.7, 0],
    [1.5, 1],
    [5, 4],
    [9, 6],
  ])('of %d Hz is strongest in its range and its part of the spectrum', (hz, range) => {
    const found = swelling(hz, 43.07, 12)
    expect(found).toHaveLength(FLUCTUATION_NUMBERS)
    expect(found.indexOf(Math.max(...found))).toBe(8 * range + 7)
    for (const [i, value] of found.entries()) if (i % 8 !== 7) expect(value).toBeCloseTo(Math.log(0.01), 9)
  })

  it('hardly depends on the frame rate or the length', () => {
    const found = swelling(2.5, 43.07, 12)
    for (const other of [swelling(2.5, 21.53, 12), swelling(2.5, 93.75, 30)]) {
      expect(other[8 * 2 + 7]).toBeCloseTo(found[8 * 2 + 7] ?? NaN, 1)
    }
  })

  it('of less than a window, and of nothing, is finite', () => {
    expect(swelling(4, 43.07, 1).every(Number.isFinite)).toBe(true)
    expect(fluctuationPattern(43.07).values()).toStrictEqual(new Array(FLUCTUATION_NUMBERS).fill(Math.log(0.01)))
  })

  it('is left out where frames are too slow for it', () => {
    const found = swelling(2, 10, 12)
    expect(found[8 * 6 + 7]).toBe(Math.log(0.01))
  })
})
