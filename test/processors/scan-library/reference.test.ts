import { describe, expect, it } from 'vitest'
import { recordedTime, referenceOf } from '../../../processors/scan-library/reference.ts'
import { tagScoreOf } from '../../../processors/scan-library/tag-score.ts'
import { NOTHING_FURTHER, TAGS_VERSION, tagsFrom } from '../../../processors/scan-library/tags.ts'
import { trackId } from '../../../schemas/generated.ts'
import { audioReferences } from '../../../schemas/topics.ts'
import { identityOf } from './identity.ts'
import { NO_FOLDER_PICTURES } from '../../../processors/scan-library/folder-art.ts'

const place = { library: '/music', path: 'x/03 - Ann - Blue_sky.ogg', sizeBytes: 5, modifiedAt: 7 }
const file = { ...place, ...NO_FOLDER_PICTURES }
const hash = `${'a'.repeat(32)}${'b'.repeat(32)}`
const bare = {
  ...place,
  trackId: trackId('a'.repeat(32)),
  contentHash: hash,
  container: 'ogg',
  codec: '',
  durationMs: null,
  title: 'Blue sky',
  artist: 'Ann',
  album: '',
  albumArtist: null,
  genres: [],
  year: null,
  trackNumber: 3,
  licence: null,
  source: 'folder',
  hasArt: false,
  folderArt: null,
  replayGainTrackDb: null,
  replayGainAlbumDb: null,
  sourceId: null,
  sourceAlbumId: null,
  sourceArtistId: null,
  copies: [],
  tagsVersion: TAGS_VERSION,
  absentSince: null,
  scannedBy: null,
  soundHash: hash,
  ...NOTHING_FURTHER,
  artists: ['Ann'],
}

describe('a reference', () => {
  it('is made from the file name when the tags cannot be read', () => {
    expect(referenceOf(file, identityOf(hash), null, 'folder')).toStrictEqual(bare)
  })

  it('takes title, artist and number from the name where the tags lack a title, the rest from the tags', () => {
    const tags = tagsFrom({
      container: 'Ogg',
      artVersion: 'e1',
      native: {
        vorbis: [
          { id: 'ALBUM', value: 'Sky' },
          { id: 'GENRE', value: 'Folk' },
        ],
      },
    })
    expect(referenceOf(file, identityOf(hash), tags, 'demo')).toStrictEqual({
      ...bare,
      ...{ container: 'Ogg', album: 'Sky', genres: ['Folk'], hasArt: true, artVersion: 'e1', source: 'demo' },
      tagScore: tagScoreOf(tags),
    })
  })

  it('takes artist, album, year and disc from the folders of a file without tags, and of no other', () => {
    const deep = { ...file, path: 'Nord/Harbour (1999)/CD 2/03 Blue.ogg' }
    const ofFolders = { artist: 'Nord', artists: ['Nord'], album: 'Harbour', year: 1999, discNumber: 2 }
    expect(referenceOf(deep, identityOf(hash), null, 'folder')).toMatchObject({ title: 'Blue', ...ofFolders })
    const tags = tagsFrom({ container: 'Ogg', native: { vorbis: [{ id: 'ALBUM', value: 'Sky' }] } })
    const ofTags = { title: 'Blue', artist: '', album: 'Sky', year: null, discNumber: null }
    expect(referenceOf(deep, identityOf(hash), tags, 'folder')).toMatchObject(ofTags)
  })

  it('leaves the name alone when the tags have a title: what they lack is not known', () => {
    const tags = tagsFrom({ container: 'Ogg', native: { vorbis: [{ id: 'TITLE', value: 'Other' }] } })
    expect(referenceOf(file, identityOf(hash), tags, 'folder')).toStrictEqual({
      ...bare,
      ...{ container: 'Ogg', title: 'Other', artist: '', artists: [], trackNumber: null },
      tagScore: tagScoreOf(tags),
    })
  })
})

it.each([
  ['year 1', -62_135_596_800_000, -62_135_596_800_000],
  ['year 300,000', 9.467e15, 2 ** 52 - 1],
  ['a file system gone mad', -1e300, 1 - 2 ** 52],
  ['parts of a millisecond', 1_234.9, 1_234],
  ['no time at all', NaN, 0],
])('carries the time of a file of %s', (_, fileSystemMs, expected) => {
  const modifiedAt = recordedTime(fileSystemMs)
  const value = { ...bare, modifiedAt }
  expect([modifiedAt, Number.isNaN(new Date(modifiedAt).getTime())]).toStrictEqual([expected, false])
  expect(audioReferences.value.decode(audioReferences.value.encode(value))).toStrictEqual(value)
})
