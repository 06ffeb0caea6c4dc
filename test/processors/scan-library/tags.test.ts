import { describe, expect, it } from 'vitest'
import { LONGEST_CHAPTER, MAX_CHAPTERS, NOTHING_FURTHER, tagsFrom } from '../../../processors/scan-library/tags.ts'

const nothing = {
  container: '',
  codec: '',
  durationMs: null,
  title: '',
  artist: '',
  artists: [],
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

/** Tags of Vorbis comments. */
const vorbis = (...tags: readonly (readonly [id: string, value: string])[]) =>
  tagsFrom({ native: { vorbis: tags.map(([id, value]) => ({ id, value })) } })

describe('tags', () => {
  it('are taken over, clean', () => {
    const id = '5b11f4ce-a62d-471e-81fc-a69a8278c7da'
    const tags = vorbis(
      ['TITLE', ' Blue\u0000 '],
      ['ARTIST', 'Ann feat. Cid'],
      ['ALBUM', 'All'],
      ['ALBUMARTIST', 'Various; Others'],
      ['GENRE', 'Jazz;  Jazz ; ; Cool\njazz'],
      ['DATE', '1999'],
      ['ORIGINALDATE', '1959-08-17'],
      ['TRACKNUMBER', '3/12'],
      ['DISCNUMBER', '1'],
      ['DISCTOTAL', '2'],
      ['DISCSUBTITLE', 'First'],
      ['COMPOSER', 'Bob; Ann'],
      ['COMPILATION', '1'],
      ['ARTISTSORT', 'Ann, A.'],
      ['WORK', 'Opus'],
      ['BPM', '128'],
      ['INITIALKEY', '8A'],
      ['COMMENT', 'Good'],
      ['GROUPING', 'Group'],
      ['MOOD', 'Sad; Slow'],
      ['LICENSE', 'CC0-1.0'],
      ['REPLAYGAIN_TRACK_GAIN', '-7,25 dB'],
      ['REPLAYGAIN_ALBUM_GAIN', '+1.5dB'],
      ['REPLAYGAIN_TRACK_PEAK', '0.9'],
      ['LYRICS', '[00:01.00]La'],
      ['MUSICBRAINZ_TRACKID', id.toUpperCase()],
      ['MUSICBRAINZ_ARTISTID', 'no id'],
    )
    expect(tags).toStrictEqual({
      ...nothing,
      ...vorbis(),
      ...{ title: 'Blue', artist: 'Ann feat. Cid', artists: ['Ann'], featuredArtists: ['Cid'], album: 'All' },
      ...{ albumArtist: 'Various; Others', albumArtists: ['Various', 'Others'], genres: ['Jazz', 'Cool jazz'] },
      ...{ year: 1999, originalYear: 1959, trackNumber: 3, trackTotal: 12, discNumber: 1, discTotal: 2 },
      ...{ discSubtitle: 'First', composers: ['Bob', 'Ann'], compilation: true, artistSort: 'Ann, A.', work: 'Opus' },
      ...{ bpm: 128, musicalKey: '8A', comment: 'Good', grouping: 'Group', moods: ['Sad', 'Slow'] },
      ...{ licence: 'CC0-1.0', replayGainTrackDb: -7.25, replayGainAlbumDb: 1.5, replayGainTrackPeak: 0.9 },
      lyrics: 'timed',
      musicBrainz: {
        ...{ recordingId: id, trackId: null, releaseId: null, releaseGroupId: null, workId: null },
        ...{ artistIds: [], albumArtistIds: [] },
      },
    })
  })

  it.each([
    ['none at all', vorbis()],
    ['numbers out of range', vorbis(['DATE', '0'], ['TRACKNUMBER', '-1'], ['BPM', '0'])],
    ['numbers that are none', vorbis(['DATE', 'NaN'], ['TRACKNUMBER', '1.5'], ['DISCNUMBER', '∞'])],
    [
      'numbers beyond belief',
      vorbis(['REPLAYGAIN_TRACK_GAIN', '1e6 dB'], ['DATE', '20190'], ['TRACKNUMBER', '2147483648']),
    ],
    ['texts of nothing', vorbis(['TITLE', '\u0000'], ['ALBUMARTIST', ' '], ['LICENSE', ''], ['GENRE', '\u0007'])],
    ['durations of none', tagsFrom({ native: {}, durationSeconds: -3 })],
    ['durations beyond belief', tagsFrom({ native: {}, durationSeconds: Infinity })],
  ])('say nothing: %s', (_, tags) => {
    const { tagScore, lyricsPath, startMs, endMs, artVersion, artistArt, artistArtVersion, ...others } = NOTHING_FURTHER
    const { addedAt, coverFrom, lyricsFrom, isrc, cueSheetVersion, ...further } = others
    const ofPlaces = [lyricsPath, artVersion, artistArt, artistArtVersion, coverFrom, lyricsFrom]
    const ofParts = [startMs, endMs, isrc, cueSheetVersion]
    expect([tagScore, addedAt, ...ofParts, ...ofPlaces]).toStrictEqual([0, ...Array<null>(11).fill(null)])
    expect(tags).toStrictEqual({ ...nothing, ...further })
  })

  it('have the version of their picture', () => {
    const { hasArt, artVersion } = tagsFrom({ native: {}, artVersion: 'e1' })
    expect([hasArt, artVersion]).toStrictEqual([true, 'e1'])
  })

  it('have the gain of an Opus file as ReplayGain, before one that is not its own', () => {
    const tags = vorbis(['REPLAYGAIN_TRACK_GAIN', '-9 dB'], ['R128_TRACK_GAIN', '-1792'], ['R128_ALBUM_GAIN', '256'])
    expect([tags.replayGainTrackDb, tags.replayGainAlbumDb]).toStrictEqual([-2, 6])
  })

  it('have chapters by their start, few and short', () => {
    const chapters = Array.from({ length: 600 }, (_, each) => ({ title: 'aÃ©'.repeat(900), startSeconds: 600 - each }))
    const wrong = [NaN, -1, Infinity].map((startSeconds) => ({ title: '', startSeconds }))
    const found = tagsFrom({ native: {}, chapters: [...wrong, ...chapters] }).chapters
    expect(found).toHaveLength(MAX_CHAPTERS)
    expect(found[0]).toStrictEqual({ title: 'aé'.repeat(LONGEST_CHAPTER / 2), startMs: 101_000 })
  })
})
