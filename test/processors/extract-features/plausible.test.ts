import { describe, expect, it } from 'vitest'
import { implausible } from '../../../processors/extract-features/plausible.ts'
import { analysedFile } from './references.ts'

describe('what was decoded', () => {
  it('is believed when it is loud', () => {
    expect(implausible({ ...analysedFile, loudnessDb: 12 })).toBeNull()
  })

  it.each([
    ['no number', { mfcc: { mean: [NaN, 0], deviation: [0, 0] } }, 'holds samples that are no numbers'],
    ['no end', { spectralCentroid: { mean: [1], deviation: [Infinity] } }, 'holds samples that are no numbers'],
    ['no number in what similarity is computed from', { chroma: [0.1, NaN] }, 'holds samples that are no numbers'],
    ['a level beyond all music', { loudnessDb: 31 }, 'is more than 30 dB louder than full scale, as no music is'],
    [
      'one frame beyond all music',
      { rms: { mean: [1], deviation: [41] } },
      'is more than 30 dB louder than full scale, as no music is',
    ],
  ])('is not believed: %s', (_, fields, expected) => {
    expect(implausible({ ...analysedFile, ...fields })).toBe(expected)
  })
})
