import { describe, expect, it } from 'vitest'
import { referenceOf } from '../../../processors/scan-library/reference.ts'
import { tagsFrom } from '../../../processors/scan-library/tags.ts'
import { trackId } from '../../../schemas/generated.ts'

const file = { library: '/music', path: 'x/03 - Ann - Blue_sky.ogg', sizeBytes: 5, modifiedAt: 7, folderArt: null }
const hash = `${'a'.repeat(32)}${'b'.repeat(32)}`
const bare = {
  ...file,
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
  copies: [],
  tagsVersion: 1,
}

describe('a reference', () => {
  it('is made from the file name when the tags cannot be read', () => {
    expect(referenceOf(file, hash, null, 'folder')).toStrictEqual(bare)
  })

  it('takes title, artist and number from the name where the tags lack a title, the rest from the tags', () => {
    const tags = tagsFrom({ container: 'Ogg', album: 'Sky', genres: ['Folk'], hasArt: true })
    expect(referenceOf(file, hash, tags, 'demo')).toStrictEqual({
      ...bare,
      ...{ container: 'Ogg', album: 'Sky', genres: ['Folk'], hasArt: true, source: 'demo' },
    })
  })

  it('leaves the name alone when the tags have a title: what they lack is not known', () => {
    const tags = tagsFrom({ container: 'Ogg', title: 'Other', hasArt: false })
    expect(referenceOf(file, hash, tags, 'folder')).toStrictEqual({
      ...bare,
      ...{ container: 'Ogg', title: 'Other', artist: '', trackNumber: null },
    })
  })
})
