import { describe, expect, it } from 'vitest'
import { DIMENSIONS, groupRanges, vectorOf } from '../../../processors/index-tracks/vector.ts'
import { featuresOf } from '../../support/builders.ts'

const features = featuresOf('a', 1)

describe('a feature vector', () => {
  it('holds means, then deviations, of timbre, brightness in hertz and noisiness per second', () => {
    const perSecond = 44_100 / 2048
    expect([...(vectorOf(features) ?? [])]).toStrictEqual([
      ...features.mfcc.mean,
      ...features.mfcc.deviation,
      ...[...features.spectralCentroid.mean, ...features.spectralCentroid.deviation].map((bins) => bins * perSecond),
      ...[...features.zeroCrossingRate.mean, ...features.zeroCrossingRate.deviation].map((n) => n * perSecond),
    ])
  })

  it('is covered by its groups without a gap', () => {
    expect(groupRanges.map(({ from }) => from)).toStrictEqual([0, ...groupRanges.slice(0, -1).map(({ to }) => to)])
    expect(groupRanges.at(-1)?.to).toBe(DIMENSIONS)
  })

  it('is the same for a file of half the sample rate, heard in frames of half the size', () => {
    expect(vectorOf({ ...features, sampleRateHz: 22_050, frameSize: 1024 })).toStrictEqual(vectorOf(features))
  })

  it.each([
    ['too few coefficients', { mfcc: { mean: [1], deviation: features.mfcc.deviation } }],
    ['two centroids', { spectralCentroid: { mean: [1, 2], deviation: [1] } }],
    ['what is not a number', { zeroCrossingRate: { mean: [NaN], deviation: [1] } }],
    ['infinity', { zeroCrossingRate: { mean: [1], deviation: [Infinity] } }],
  ])('is not made of %s', (_, changes) => {
    expect(vectorOf({ ...features, ...changes })).toBeNull()
  })
})
