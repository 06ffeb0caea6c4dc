import { describe, expect, it } from 'vitest'
import { tagsFrom } from '../../../processors/scan-library/tags.ts'

const nothing = {
  container: '',
  codec: '',
  durationMs: null,
  title: '',
  artist: '',
  album: '',
  albumArtist: null,
  genres: [],
  year: null,
  trackNumber: null,
  licence: null,
  replayGainTrackDb: null,
  replayGainAlbumDb: null,
  hasArt: false,
  artVersion: null,
}

describe('tags', () => {
  it('are taken over, clean', () => {
    expect(
      tagsFrom({
        container: 'Ogg',
        codec: 'Vorbis I',
        durationSeconds: 12.3456,
        title: ' Blue\u0000 ',
        artist: 'Ann',
        album: 'All',
        albumArtist: 'Various',
        genres: ['Jazz', ' Jazz ', '', 'Cool\njazz'],
        year: 1959,
        trackNumber: 3,
        licence: 'CC0-1.0',
        replayGainTrackDb: -7.25,
        replayGainAlbumDb: 1.5,
        artVersion: 'e1',
      }),
    ).toStrictEqual({
      container: 'Ogg',
      codec: 'Vorbis I',
      durationMs: 12_346,
      title: 'Blue',
      artist: 'Ann',
      album: 'All',
      albumArtist: 'Various',
      genres: ['Jazz', 'Cool jazz'],
      year: 1959,
      trackNumber: 3,
      licence: 'CC0-1.0',
      replayGainTrackDb: -7.25,
      replayGainAlbumDb: 1.5,
      hasArt: true,
      artVersion: 'e1',
    })
  })

  it.each([
    ['none at all', {}],
    ['numbers out of range', { year: 0, trackNumber: -1, durationSeconds: -3 }],
    ['numbers that are none', { year: NaN, trackNumber: 1.5, durationSeconds: Infinity }],
    [
      'numbers beyond belief',
      {
        replayGainTrackDb: 1e6,
        replayGainAlbumDb: NaN,
        year: 20_240_101,
        trackNumber: 2 ** 31,
        durationSeconds: 1e9,
      },
    ],
    ['texts of nothing', { title: '\u0000', albumArtist: ' ', licence: '', genres: ['', '\u0007'] }],
  ])('say nothing: %s', (_, raw) => {
    expect(tagsFrom(raw)).toStrictEqual(nothing)
  })

  it('name at most twenty genres', () => {
    const genres = Array.from({ length: 1000 }, (_, i) => `Genre ${i}`)
    expect(tagsFrom({ genres }).genres).toStrictEqual(genres.slice(0, 20))
  })
})
