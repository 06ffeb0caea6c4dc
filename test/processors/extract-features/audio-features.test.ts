import { describe, expect, it } from 'vitest'
import { audioFeaturesOf } from '../../../processors/extract-features/audio-features.ts'
import { audioFeatures } from '../../../schemas/topics.ts'
import { TRACK, analysedFile, features } from './references.ts'

describe('the value of audio-features', () => {
  it('is the analysis of the file, with its track, the extractor version and the framing', () => {
    expect(audioFeaturesOf(TRACK, analysedFile, '2')).toStrictEqual(features)
  })

  it('fits the schema', () => {
    const value = audioFeaturesOf(TRACK, analysedFile, '2')
    expect(audioFeatures.value.decode(audioFeatures.value.encode(value))).toStrictEqual(value)
  })
})
