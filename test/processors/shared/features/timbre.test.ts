import { describe, expect, it } from 'vitest'
import { BAND_COUNT } from '../../../../processors/shared/features/bands.ts'
import { SPREAD_NUMBERS, timbre } from '../../../../processors/shared/features/timbre.ts'

const shape = (coefficient: number, size: number) =>
  Float64Array.from({ length: BAND_COUNT }, (_, band) => {
    return size * Math.sqrt(2 / BAND_COUNT) * Math.cos((Math.PI / BAND_COUNT) * (band + 0.5) * coefficient)
  })

describe('timbre', () => {
  it('finds a shape of the spectrum in its own coefficient', () => {
    const heard = timbre()
    for (const size of [1, 3]) heard.add(shape(4, size))
    heard.cepstrum().forEach((value, i) => expect(value).toBeCloseTo(i === 4 ? 2 : 0, 9))
  })

  it('gives the logarithms of variances, where coefficients vary on their own', () => {
    const heard = timbre()
    for (const size of [1, 3]) heard.add(shape(0, size)) // coefficient 0 is larger by the root of 2: variance 2
    const spread = heard.spread()
    expect(spread).toHaveLength(SPREAD_NUMBERS)
    expect(spread[0]).toBeCloseTo(Math.log(4 + 0.01), 9)
    expect(spread[10]).toBeCloseTo(Math.log(0.01), 9)
  })

  it('tells coefficients that rise together from those that rise against each other', () => {
    const [together, against] = [1, -1].map((sign) => {
      const heard = timbre()
      for (const size of [-1, 1]) heard.add(shape(1, size).map((value, i) => value + (shape(2, sign * size)[i] ?? 0)))
      return heard.spread()
    })
    expect(together?.[11]).toBeCloseTo(-(against?.[11] ?? 0), 9)
    expect(together?.[11]).toBeGreaterThan(1)
  })

  it('is the same to the last digits for frames far from zero', () => {
    const spreadAt = (offset: number) => {
      const heard = timbre()
      for (let i = 0; i < 1_000; i += 1) heard.add(shape(1, Math.sin(i)).map((value) => value + offset))
      return heard.spread()
    }
    const far = spreadAt(1e5)
    spreadAt(0).forEach((value, i) => expect(far[i]).toBeCloseTo(value, 4))
  })
})
