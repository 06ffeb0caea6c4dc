import { describe, expect, it } from 'vitest'
import { DIMENSIONS, groupRanges, vectorOf } from '../../../../processors/shared/similarity/vector.ts'
import { featuresOf } from '../../../support/builders.ts'

const features = featuresOf('a', 1)

describe('a feature vector', () => {
  it('holds what each group is compared by', () => {
    expect([...(vectorOf(features) ?? [])]).toStrictEqual([
      ...features.bandCepstrum,
      ...features.cepstrumSpread,
      ...features.modulation,
      ...features.pulse,
      ...features.chroma,
      ...features.bandCentroid.mean,
      ...features.bandCentroid.deviation,
      ...features.bandFlatness.mean,
      ...features.bandFlatness.deviation,
    ])
  })

  it('is covered by its groups without a gap', () => {
    expect(groupRanges.map(({ from }) => from)).toStrictEqual([0, ...groupRanges.slice(0, -1).map(({ to }) => to)])
    expect(groupRanges.at(-1)?.to).toBe(DIMENSIONS)
  })

  it('has weights that add up to 1, those without which fewer twins are found four times the others', () => {
    expect(groupRanges.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12)
    expect(groupRanges.map(({ weight }) => Math.round((22 * weight) / 4 / 0.25) * 0.25)).toStrictEqual([1, 1, 1, 1, 1, 0.25, 0.25]) // prettier-ignore
  })

  it('does not depend on what the file says of itself', () => {
    expect(vectorOf({ ...features, sampleRateHz: 22_050, frameSize: 1024 })).toStrictEqual(vectorOf(features))
  })

  it.each([
    ['too few coefficients', { bandCepstrum: [1] }],
    ['two centroids', { bandCentroid: { mean: [1, 2], deviation: [1] } }],
    ['what an older extractor did not measure', { modulation: [] }],
    ['what is not a number', { bandFlatness: { mean: [NaN], deviation: [1] } }],
    ['infinity', { bandFlatness: { mean: [1], deviation: [Infinity] } }],
  ])('is not made of %s', (_, changes) => {
    expect(vectorOf({ ...features, ...changes })).toBeNull()
  })
})
