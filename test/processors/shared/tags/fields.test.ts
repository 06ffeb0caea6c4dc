import { describe, expect, it } from 'vitest'
import { LONGEST_LYRICS, fieldsOf, lyricsIn } from '../../../../processors/shared/tags/fields.ts'
import type { Field } from '../../../../processors/shared/tags/fields.ts'

const oneField = (form: string, id: string, value: unknown, field: Field) =>
  fieldsOf({ [form]: [{ id, value }] })(field)

describe('a field', () => {
  it.each<[string, string, Field]>([
    ['ID3v2.4', 'TPE1', 'artist'],
    ['ID3v2.2', 'TP1', 'artist'],
    ['ID3v1', 'artist', 'artist'],
    ['iTunes', '©ART', 'artist'],
    ['iTunes', 'aART', 'albumArtist'],
    ['iTunes', '----:com.apple.iTunes:ARTISTS', 'artists'],
    ['iTunes', '----:com.apple.iTunes:MusicBrainz Album Id', 'releaseId'],
    ['ID3v2.3', 'TXXX:MusicBrainz Album Id', 'releaseId'],
    ['vorbis', 'MUSICBRAINZ_ALBUMID', 'releaseId'],
    ['asf', 'MusicBrainz/Album Id', 'releaseId'],
    ['asf', 'WM/AlbumTitle', 'album'],
    ['APEv2', 'album_artist', 'albumArtist'],
    ['APEv2', 'REPLAYGAIN_ALBUM_GAIN', 'albumGain'],
    ['vorbis', 'R128_TRACK_GAIN', 'trackGainR128'],
    ['matroska', 'track:ALBUM_ARTIST', 'albumArtist'],
    ['matroska', 'album:TITLE', 'album'],
    ['exif', 'IPRD', 'album'],
    ['AIFF', 'NAME', 'title'],
    ['ID3v2.4', 'TXXX:title_sort', 'titleSort'],
  ])('of %s is found by its name %s', (form, id, field) => {
    expect(oneField(form, id, 'value', field)).toStrictEqual(['value'])
  })

  it.each<[unknown, readonly string[]]>([
    ['a\0b\0\0', ['a', 'b']],
    [7, ['7']],
    [true, ['1']],
    [{ language: 'eng', descriptor: '', text: 'x' }, ['x']],
    [{ language: 'eng', descriptor: 'iTunNORM', text: '0000' }, []],
    [{ format: 'image/png' }, []],
    [null, []],
    [undefined, []],
    [['x'], []],
    [' ', []],
    ['BjÃ¶rk', ['Björk']],
  ])('has the text of a value: %j', (value, texts) => {
    expect(oneField('ID3v2.4', 'TXXX:COMMENT', value, 'comment')).toStrictEqual(texts)
  })

  it('has what MusicBrainz identifies a recording by', () => {
    const value = (owner: string) => ({ owner_identifier: owner, identifier: Buffer.from('5b11f4ce') })
    expect(oneField('ID3v2.4', 'UFID', value('http://musicbrainz.org'), 'recordingId')).toStrictEqual(['5b11f4ce'])
    expect(oneField('ID3v2.4', 'UFID', value('http://other.org'), 'recordingId')).toStrictEqual([])
  })

  it('comes from the best form of tags that has it, and there from the best name', () => {
    const fields = fieldsOf({
      ID3v1: [{ id: 'title', value: 'Cut off' }],
      'ID3v2.3': [
        { id: 'TIT2', value: '' },
        { id: 'TYER', value: '1999' },
      ],
      vorbis: [
        { id: 'DESCRIPTION', value: 'second' },
        { id: 'COMMENT', value: 'first' },
      ],
      unknown: [{ id: 'ALBUM', value: 'x' }],
    })
    expect([fields('title'), fields('year'), fields('comment'), fields('album')]).toStrictEqual([
      ...[['Cut off'], ['1999'], ['first'], []],
    ])
  })

  it('is bounded', () => {
    const said = (id: string) => Array.from({ length: 5_000 }, () => ({ id, value: 'x'.repeat(LONGEST_LYRICS + 9) }))
    const fields = fieldsOf({ vorbis: [...said('GENRE'), ...said('LYRICS')] })
    expect([fields('genre').length, fields('genre')[0]?.length]).toStrictEqual([100, 10_000])
    expect([fields('lyrics').length, fields('lyrics')[0]?.length]).toStrictEqual([4, LONGEST_LYRICS])
  })

  it('has timed lyrics before plain ones, and the longest of several', () => {
    const lyrics = (...tags: readonly (readonly [string, unknown])[]) =>
      lyricsIn(fieldsOf({ 'ID3v2.4': tags.map(([id, value]) => ({ id, value })) }))
    const timed = { contentType: 1, timeStampFormat: 2, syncText: [{ text: 'La', timestamp: 1_500 }] }
    expect(lyrics(['USLT', { text: 'La la' }], ['SYLT', timed])).toBe('[00:01.500]La')
    expect(lyrics(['USLT', { text: 'La' }], ['USLT', { text: 'La la' }])).toBe('La la')
    expect(lyrics()).toBe('')
  })
})
