import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTagReader } from '../../../../processors/scan-library/edge/tag-reader.ts'
import type { TagReader } from '../../../../processors/scan-library/edge/tag-reader.ts'
import type { Tags } from '../../../../processors/scan-library/tags.ts'
import { id3Text, mp3, mp3WithApe, mp3WithId3v1, mp4, mp4Position, wav } from '../../../support/tag-files.ts'
import { toneFile } from './tone-file.ts'

let folder: string
let reader: TagReader
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipstream-tag-forms-'))
  reader = openTagReader(pino({ level: 'silent' }))
})
afterAll(async () => {
  await reader.close()
  await rm(folder, { recursive: true, force: true })
})

const ID = '5b11f4ce-a62d-471e-81fc-a69a8278c7da'
const owner = Buffer.concat([Buffer.from('http://musicbrainz.org\0'), Buffer.from(ID)])
const two = { artist: 'Alpha, Beta', artists: ['Alpha', 'Beta'] }
const windows1251 = Buffer.from([0xca, 0xe8, 0xed, 0xee])

// prettier-ignore
/** A file of each form of tags, and what its tags say. */
const FILES: readonly (readonly [what: string, file: string, content: Uint8Array | Promise<Uint8Array>, said: Partial<Tags>])[] = [
  ['a slash in a name, in ID3v2.3', 'a.mp3', mp3(3, [['TPE1', 'Nord/Sued'], ['TCOM', 'Lennon/McCartney']]), { artist: 'Nord/Sued', artists: ['Nord/Sued'], composers: ['Lennon/McCartney'] }],
  ['a slash in a name, in ID3v2.4', 'a.mp3', mp3(4, [['TPE1', 'AC/DC']], 'utf8'), { artist: 'AC/DC', artists: ['AC/DC'] }],
  ['a slash in a name, in ID3v2.2', 'a.mp3', mp3(2, [['TP1', 'AC/DC'], ['TCO', '(17)']], 'latin1'), { artist: 'AC/DC', artists: ['AC/DC'], genres: ['Rock'] }],
  ['two artists, in ID3v2.4', 'a.mp3', mp3(4, [['TPE1', 'Alpha\0Beta'], ['TPE2', 'AA\0BB']]), { ...two, albumArtist: 'AA, BB', albumArtists: ['AA', 'BB'] }],
  ['two artists, in ID3v2.3 by nulls', 'a.mp3', mp3(3, [['TPE1', 'Alpha\0Beta']]), two],
  ['two artists, in ID3v2.3 as Picard writes them', 'a.mp3', mp3(3, [['TPE1', 'AC/DC & Beta'], ['TXXX:Artists', 'AC/DC/Beta']]), { artist: 'AC/DC & Beta', artists: ['AC/DC', 'Beta'] }],
  ['two artists, in Vorbis comments', 'a.flac', toneFile(440, [['ARTIST', 'Alpha'], ['ARTIST', 'Beta']]), two],
  ['two artists, in APEv2', 'a.mp3', mp3WithApe([['Artist', 'Alpha\0Beta'], ['Album Artist', 'AA'], ['REPLAYGAIN_ALBUM_GAIN', '-2.00 dB']]), { ...two, albumArtist: 'AA', albumArtists: ['AA'], replayGainAlbumDb: -2 }],
  ['two artists, in MP4', 'a.m4a', mp4([['©ART', 'Alpha', 'Beta'], ['trkn', mp4Position(3, 12)], ['disk', mp4Position(2, 3)], ['tmpo', 128], ['cpil', 1], ['----:initialkey', '8A'], ['©gen', 'Jazz; Classical'], ['----:MusicBrainz Track Id', ID]]), { ...two, trackNumber: 3, trackTotal: 12, discNumber: 2, discTotal: 3, bpm: 128, compilation: true, musicalKey: '8A', genres: ['Jazz', 'Classical'] }],
  ['two artists, in one text', 'a.wav', wav([['IART', 'Alpha; Beta'], ['IGNR', 'R&B; Soul'], ['ITRK', '3/12']]), { artist: 'Alpha; Beta', artists: ['Alpha', 'Beta'], genres: ['R&B', 'Soul'], trackNumber: 3, trackTotal: 12 }],
  ['genres', 'a.mp3', mp3(3, [['TCON', 'Jazz; Classical']]), { genres: ['Jazz', 'Classical'] }],
  ['a genre with an ampersand', 'a.mp3', mp3(4, [['TCON', 'Drum & Bass\0(17)']]), { genres: ['Drum & Bass', 'Rock'] }],
  ['a genre with brackets', 'a.mp3', mp3(3, [['TCON', 'Rock (Live)']]), { genres: ['Rock (Live)'] }],
  ['numbers', 'a.mp3', mp3(3, [['TRCK', '7/9'], ['TPOS', '1/2'], ['TYER', '2010'], ['TXXX:originalyear', '1973'], ['TBPM', '99'], ['TCMP', '1'], ['TXXX:REPLAYGAIN_TRACK_GAIN', '-6,5 dB'], ['TXXX:replaygain_track_peak', '0.988831']]), { trackNumber: 7, trackTotal: 9, discNumber: 1, discTotal: 2, year: 2010, originalYear: 1973, bpm: 99, compilation: true, replayGainTrackDb: -6.5, replayGainTrackPeak: 0.988831 }],
  ['wrong numbers', 'a.mp3', mp3(4, [['TRCK', '-1'], ['TDRC', '20190'], ['TBPM', 'NaN'], ['TXXX:REPLAYGAIN_TRACK_GAIN', 'loud']]), { trackNumber: null, year: null, bpm: null, replayGainTrackDb: null }],
  ['ids', 'a.mp3', mp3(4, [['UFID', owner], ['TXXX:MusicBrainz Artist Id', `${ID}\0no id`]]), { musicBrainz: { recordingId: ID, trackId: null, releaseId: null, releaseGroupId: null, workId: null, artistIds: [ID], albumArtistIds: [] } }],
  ['plain lyrics', 'a.mp3', mp3(3, [['USLT', lyrics('La\nLa')]]), { lyrics: 'plain' }],
  ['timed lyrics', 'a.mp3', mp3(4, [['USLT', lyrics('[00:01.00]La')]]), { lyrics: 'timed' }],
  ['megabytes of lyrics', 'a.mp3', mp3(4, [['USLT', lyrics('La la la\n'.repeat(300_000))], ['COMM', lyrics('x'.repeat(2_000_000))]]), { lyrics: 'plain', comment: 'x'.repeat(500) }],
  ['thousands of artists', 'a.mp3', mp3(4, [['TPE1', Array.from({ length: 9_999 }, (_, each) => `A${each}`).join('\0')]]), { artists: Array.from({ length: 50 }, (_, each) => `A${each}`) }],
  ['UTF-8 called Latin-1', 'a.mp3', mp3(3, [['TPE1', Buffer.concat([Buffer.of(0), Buffer.from('Björk')])]]), { artist: 'Björk' }],
  ['Windows-1251 called Latin-1', 'a.mp3', mp3(3, [['TPE1', Buffer.concat([Buffer.of(0), windows1251])]]), { artist: 'Кино' }],
  ['Windows-1251 in ID3v1', 'a.mp3', mp3WithId3v1(windows1251, Buffer.from('AC/DC'), 17), { title: 'Кино', artist: 'AC/DC', genres: ['Rock'] }],
  ['the gain of R128', 'a.flac', toneFile(440, [['R128_TRACK_GAIN', '-1792']]), { replayGainTrackDb: -2 }],
]

function lyrics(text: string): Buffer {
  return Buffer.concat([Buffer.from('\x03eng\0'), id3Text(text, 'utf8').subarray(1)])
}

it('say what form the lyrics beside it have', async () => {
  await writeFile(join(folder, 'a.mp3'), mp3(4, [['USLT', lyrics('La')]]))
  await writeFile(join(folder, 'a.lrc'), '[00:01.00]La')
  const forms = ['a.lrc', 'b.lrc', null].map(async (lyricsPath) => {
    const { tags } = await reader.read({ library: folder, path: 'a.mp3', lyricsPath })
    return tags?.lyrics
  })
  expect(await Promise.all(forms)).toStrictEqual(['timed', 'plain', 'plain'])
})

describe('the tags of a file', () => {
  it.each(FILES)('say %s', async (_, file, content, said) => {
    await writeFile(join(folder, file), await content)
    const { tags, why } = await reader.read({ library: folder, path: file })
    expect([tags, why]).toMatchObject([said, ''])
  })
})
