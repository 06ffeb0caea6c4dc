import { describe, expect, it } from 'vitest'
import { trackId } from '../../schemas/generated.ts'
import {
  CODEBOOK_KEY,
  assignedTrack,
  assignmentKey,
  cellKey,
  featureKey,
  featureKeys,
  parseFeatureKey,
} from '../../schemas/keys.ts'

const id = trackId('0123456789abcdef0123456789abcdef')

describe('a key of audio-features', () => {
  it('names the track and the version, which may contain the separator', () => {
    for (const extractorVersion of ['1', '5', '5@beta', '']) {
      expect(parseFeatureKey(featureKey(id, extractorVersion))).toStrictEqual({ trackId: id, extractorVersion })
    }
  })

  it('that is the track alone is of the first version', () => {
    expect(parseFeatureKey(id)).toStrictEqual({ trackId: id, extractorVersion: '1' })
  })

  it('may be the track alone for versions 1 and 2 only', () => {
    expect(['1', '2', '3'].map((version) => featureKeys(id, version))).toStrictEqual([
      [`${id}@1`, id],
      [`${id}@2`, id],
      [`${id}@3`],
    ])
  })
})

describe('a key of index-updates', () => {
  it('names the track of an assignment, and no other key does', () => {
    expect([assignmentKey(id), cellKey(7), CODEBOOK_KEY].map(assignedTrack)).toStrictEqual([id, null, null])
    expect([assignmentKey(id), cellKey(7)]).toStrictEqual([`track/${id}`, 'cell/7'])
  })
})
