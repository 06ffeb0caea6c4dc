import { describe, expect, it } from 'vitest'
import { layOut } from '../../../processors/scan-library/cue-layout.ts'
import { behindTheEnd, referencesOf } from '../../../processors/scan-library/cue-parts.ts'
import { cueSheetOf } from '../../../processors/scan-library/cue-sheet.ts'
import { NO_FOLDER_PICTURES } from '../../../processors/scan-library/folder-art.ts'
import { digestOf } from '../../../processors/shared/entities/digest.ts'
import { tagsFrom } from '../../../processors/scan-library/tags.ts'
import { identityOf } from './identity.ts'

const SHEET = `PERFORMER "Massive Attack"
TITLE "Mezzanine"
REM DATE 1998
REM GENRE "Trip Hop"
REM DISCNUMBER 2
REM REPLAYGAIN_ALBUM_GAIN -7.00 dB
FILE "album.wav" WAVE
TRACK 01 AUDIO
TITLE "Angel"
PERFORMER "Massive Attack feat. Horace Andy"
ISRC GB-AAA-98-00001
REM REPLAYGAIN_TRACK_GAIN -6.50 dB
INDEX 01 00:00:33
TRACK 02 AUDIO
TITLE "Risingson"
SONGWRITER "Del Naja"
INDEX 01 06:19:03
TRACK 03 AUDIO
INDEX 01 11:17:00
`
const path = 'Massive/album.flac'
const fileWith = (text: string) => ({
  ...{ library: '/a', path, sizeBytes: 1, modifiedAt: 1, lyricsPath: 'Massive/album.lrc', ...NO_FOLDER_PICTURES },
  sheet: layOut([{ library: '/a', path: 'Massive/a.cue', version: 'v1', sheet: cueSheetOf(text) }], [{ library: '/a', path }]).laid.get(path) ?? null, // prettier-ignore
})
const tagged = (durationSeconds: number | undefined, ...tags: readonly (readonly [string, string])[]) =>
  tagsFrom({ native: { vorbis: tags.map(([id, value]) => ({ id, value })) }, durationSeconds, codec: 'FLAC' })
const whole = identityOf('1'.repeat(64))
const parts = (text = SHEET, tags: ReturnType<typeof tagged> | null = tagged(900)) => referencesOf(fileWith(text), whole, tags, 'folder') // prettier-ignore

describe('the parts of a file', () => {
  it('follow one another without a gap, the last to the end of the file', () => {
    expect(parts().map(({ startMs, endMs, durationMs }) => [startMs, endMs, durationMs])).toStrictEqual([
      [440, 379_040, 378_600],
      [379_040, 677_000, 297_960],
      [677_000, null, 223_000],
    ])
    expect(parts(SHEET, null).map(({ durationMs }) => durationMs)).toStrictEqual([378_600, 297_960, null])
  })

  it('are tracks by the sound of the file and their place in it', () => {
    const [first, , last] = parts()
    expect(first?.trackId).toBe(digestOf(`${'1'.repeat(64)}/440-379040`))
    expect(last?.trackId).toBe(digestOf(`${'1'.repeat(64)}/677000-`))
    expect([first?.soundHash, first?.contentHash, first?.path]).toStrictEqual([whole.soundHash, whole.contentHash, path]) // prettier-ignore
    expect(parts().every(({ cueSheetVersion }) => cueSheetVersion === 'v1')).toBe(true)
  })

  it('are called what the sheet says, which knows the album too', () => {
    expect(parts()).toMatchObject([
      {
        ...{ title: 'Angel', artist: 'Massive Attack feat. Horace Andy', artists: ['Massive Attack'] },
        ...{ featuredArtists: ['Horace Andy'], album: 'Mezzanine', albumArtist: 'Massive Attack' },
        ...{ trackNumber: 1, trackTotal: 3, discNumber: 2, year: 1998, genres: ['Trip Hop'], isrc: 'GBAAA9800001' },
        ...{ replayGainTrackDb: -6.5, replayGainAlbumDb: -7, codec: 'FLAC' },
      },
      { title: 'Risingson', artist: 'Massive Attack', composers: ['Del Naja'], isrc: null, replayGainTrackDb: null },
      { title: 'Track 3', trackNumber: 3 },
    ])
  })

  it('take from the tags of the file what these say of the whole album, and nothing that is of all its sound', () => {
    const bare = 'FILE album.flac WAVE\nTRACK 01 AUDIO\nINDEX 01 0:0:0\nTRACK 02 AUDIO\nINDEX 01 1:0:0'
    const uuid = '0'.repeat(8) + '-0000-0000-0000-' + '0'.repeat(12)
    const tags = tagged(
      900,
      ...([['TITLE', 'Mezzanine'], ['ARTIST', 'Massive Attack'], ['DATE', '1998'], ['LYRICS', 'la']] as const), // prettier-ignore
      ...([['REPLAYGAIN_TRACK_GAIN', '-7 dB'], ['MUSICBRAINZ_TRACKID', uuid], ['MUSICBRAINZ_ALBUMID', uuid]] as const), // prettier-ignore
    )
    expect(parts(bare, tags)[1]).toMatchObject({
      ...{ title: 'Track 2', album: 'Mezzanine', artist: 'Massive Attack', albumArtist: 'Massive Attack', year: 1998 },
      ...{ lyrics: 'none', lyricsPath: null, replayGainTrackDb: null, replayGainAlbumDb: -7 },
      musicBrainz: { recordingId: null, releaseId: uuid },
    })
  })

  it('are those that start before the end of the file, and the whole if it ends before the second', () => {
    expect(parts(SHEET, tagged(600)).map(({ endMs }) => endMs)).toStrictEqual([379_040, null])
    expect(parts(SHEET, tagged(60))).toMatchObject([{ startMs: null, endMs: null, trackId: whole.trackId, cueSheetVersion: 'v1' }]) // prettier-ignore
    expect([3, 2, 1].map((found) => behindTheEnd(fileWith(SHEET), found))).toStrictEqual([0, 1, 2])
    expect(behindTheEnd({ ...fileWith(SHEET), sheet: null }, 1)).toBe(0)
  })

  it('are none where the sheet has one track: it says then what the tags do not', () => {
    const one = SHEET.split('TRACK 02')[0] ?? ''
    const [only, ...others] = parts(one, tagged(300, ['ARTIST', 'Someone'], ['TRACKNUMBER', '7']))
    expect(others).toStrictEqual([])
    expect(only).toMatchObject({
      ...{ trackId: whole.trackId, startMs: null, endMs: null, durationMs: 300_000, lyricsPath: 'Massive/album.lrc' },
      ...{ title: 'Angel', artist: 'Someone', album: 'Mezzanine', trackNumber: 7, year: 1998, isrc: 'GBAAA9800001' },
    })
    expect(parts(one, null)).toMatchObject([{ title: 'Angel', artist: 'Massive Attack feat. Horace Andy' }])
  })

  it('have no more than what a tag may have, whatever the sheet says', () => {
    const hostile = SHEET.replaceAll('Angel', `\u202e${'x'.repeat(1_900)}`).replace('REM DATE 1998', 'REM DATE 20190')
    expect(parts(hostile)[0]).toMatchObject({ title: 'x'.repeat(500), year: null })
    expect(parts(SHEET.replace('GB-AAA-98-00001', 'nonsense'))[0]?.isrc).toBeNull()
  })
})
