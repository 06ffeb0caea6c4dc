import { describe, expect, it } from 'vitest'
import { DIMENSIONS, groupRanges, vectorOf } from '../../../../processors/shared/similarity/vector.ts'
import { featuresOf } from '../../../support/builders.ts'

const features = featuresOf('a', 1)
const filled = (length: number, value: number) => Array.from({ length }, () => value)

/** Runs of equal numbers, such as `20x1 55x2`. */
function runsOf(vector: Float64Array | null): string {
  const runs: { value: number; length: number }[] = []
  for (const value of vector ?? []) {
    const last = runs.at(-1)
    if (last?.value === value) last.length += 1
    else runs.push({ value, length: 1 })
  }
  return runs.map(({ value, length }) => `${length}x${value}`).join(' ')
}

describe('a feature vector', () => {
  it('holds the features of each group in order', () => {
    const numbered = vectorOf({
      ...features,
      bandCepstrum: filled(20, 1),
      cepstrumSpread: filled(55, 2),
      modulation: filled(56, 3),
      pulse: filled(20, 4),
      chroma: filled(12, 5),
      bandCentroid: { mean: [6], deviation: [7] },
      bandFlatness: { mean: [8], deviation: [9] },
    })
    expect(runsOf(numbered)).toBe('20x1 55x2 56x3 20x4 12x5 1x6 1x7 1x8 1x9')
  })

  it('has these groups at these places, brightness and noisiness at a quarter of the weight of the others', () => {
    expect(groupRanges).toStrictEqual([
      { name: 'timbre', from: 0, to: 20, weight: 2 / 11 },
      { name: 'texture', from: 20, to: 75, weight: 2 / 11 },
      { name: 'rhythm', from: 75, to: 131, weight: 2 / 11 },
      { name: 'tempo', from: 131, to: 151, weight: 2 / 11 },
      { name: 'harmony', from: 151, to: 163, weight: 2 / 11 },
      { name: 'brightness', from: 163, to: 165, weight: 1 / 22 },
      { name: 'noisiness', from: 165, to: 167, weight: 1 / 22 },
    ])
    expect(DIMENSIONS).toBe(167)
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
