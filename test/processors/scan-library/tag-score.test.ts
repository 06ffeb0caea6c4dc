import { describe, expect, it } from 'vitest'
import { comparedScore, tagScoreOf } from '../../../processors/scan-library/tag-score.ts'
import { NOTHING_FURTHER, tagsFrom } from '../../../processors/scan-library/tags.ts'
import type { Tags } from '../../../processors/scan-library/tags.ts'
import { referenceOf } from '../../support/builders.ts'

const scoreOf = (changes: Partial<Tags>) => tagScoreOf({ ...tagsFrom({ native: {} }), ...changes })
const ids = { recordingId: 'r', trackId: null, releaseId: null, releaseGroupId: null, workId: null }
const musicBrainz = { ...ids, artistIds: [], albumArtistIds: [] }
const lesser = {
  ...{ albumArtist: 'a', year: 1999, originalYear: 1998, discNumber: 1, discTotal: 2, trackTotal: 9 },
  ...{ titleSort: 't', artistSort: 'a', genres: ['Jazz'], composers: ['c'], comment: 'c', bpm: 120 },
}

describe('how much tags say', () => {
  it('is nothing when there are none, whatever the names of the file and its folders say', () => {
    expect([tagScoreOf(null), scoreOf({})]).toStrictEqual([0, 0])
  })

  it('is more with names than with any lesser fields, then with ids, a number and a cover', () => {
    const scores = [
      scoreOf({ title: 't', artist: 'a', album: 'b' }),
      scoreOf({ title: 't', artist: 'a' }),
      scoreOf({ title: 't', musicBrainz }),
      scoreOf({ title: 't', ...lesser }),
      scoreOf({ title: 't', trackNumber: 1 }),
      scoreOf({ title: 't', lyrics: 'plain' }),
      scoreOf({ title: 't' }),
    ]
    expect(scores).toStrictEqual([...scores].sort((a, b) => b - a))
    expect([new Set(scores).size, scoreOf({ hasArt: true })]).toStrictEqual([7, scoreOf({ trackNumber: 1 })])
  })

  it('is the most where a data set describes the file', () => {
    const full = scoreOf({ title: 't', artist: 'a', album: 'b', musicBrainz, trackNumber: 1, hasArt: true, ...lesser })
    const described = referenceOf('1', { ...NOTHING_FURTHER, sourceId: '7' })
    expect(comparedScore(described)).toBeGreaterThan(full)
    expect(comparedScore(referenceOf('1', { tagScore: full }))).toBe(full)
  })
})
