import { describe, expect, it } from 'vitest'
import { cueSheetOf } from '../../../processors/scan-library/cue-sheet.ts'

const SHEET = `REM GENRE "Trip Hop"
REM DATE 1998
REM DISCID 8A0A950B
REM COMMENT "ExactAudioCopy v1.0"
CATALOG 0724384559922
PERFORMER "Massive Attack"
TITLE "Mezzanine"
FILE "Massive Attack - Mezzanine.wav" WAVE
  TRACK 01 AUDIO
    TITLE "Angel"
    PERFORMER "Massive Attack feat. Horace Andy"
    ISRC GBAAA9800001
    REM REPLAYGAIN_TRACK_GAIN -6.50 dB
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    TITLE "Risingson"
    INDEX 00 06:17:40
    INDEX 01 06:19:03
    REM COMPOSER "Del Naja"
`
const starts = (text: string) =>
  cueSheetOf(text).files.map(({ name, tracks }) => [name, ...tracks.map(({ number, startMs }) => [number, startMs])])
const track = (number: number, ...lines: readonly string[]) => [`TRACK ${number} AUDIO`, ...lines].join('\n')

describe('a cue sheet', () => {
  it('says what its tracks are and where they start', () => {
    const sheet = cueSheetOf(SHEET)
    expect(sheet).toMatchObject({ title: 'Mezzanine', performer: 'Massive Attack' })
    expect([sheet.remarks.get('GENRE'), sheet.remarks.get('DATE')]).toStrictEqual(['Trip Hop', '1998'])
    expect(sheet.files).toMatchObject([
      {
        name: 'Massive Attack - Mezzanine.wav',
        tracks: [
          {
            number: 1,
            title: 'Angel',
            performer: 'Massive Attack feat. Horace Andy',
            isrc: 'GBAAA9800001',
            startMs: 0,
          },
          { number: 2, title: 'Risingson', performer: '', isrc: '', startMs: 379_040 },
        ],
      },
    ])
    expect(sheet.files[0]?.tracks.map(({ remarks }) => [...remarks])).toStrictEqual([
      [['REPLAYGAIN_TRACK_GAIN', '-6.50 dB']],
      [['COMPOSER', 'Del Naja']],
    ])
  })

  it('counts 75 frames a second', () => {
    const text = ['FILE a WAVE', track(1, 'INDEX 01 00:00:01'), track(2, 'INDEX 01 120:59:74')].join('\n')
    expect(starts(text)).toStrictEqual([['a', [1, 13], [2, 7_259_987]]])
  })

  it('may name a file for each track, with the pause before it at the end of the last one', () => {
    const text = [
      'FILE "01.wav" WAVE',
      track(1, 'INDEX 01 00:00:00'),
      track(2, 'INDEX 00 03:00:00', 'FILE "02.wav" WAVE', 'INDEX 01 00:00:00'),
      track(3, 'INDEX 00 04:00:00'),
      'FILE 03 last.wav WAVE',
      'INDEX 01 00:00:00',
    ].join('\n')
    expect(starts(text)).toStrictEqual([['01.wav', [1, 0]], ['02.wav', [2, 0]], ['03 last.wav', [3, 0]]]) // prettier-ignore
  })

  it('is put in order where its tracks are not, and drops those without length', () => {
    const text = ['FILE a WAVE', track(1, 'INDEX 01 02:00:00'), track(2, 'INDEX 01 01:00:00'), track(3, 'INDEX 01 02:00:00')] // prettier-ignore
    expect(starts(text.join('\n'))).toStrictEqual([['a', [2, 60_000], [3, 120_000]]])
  })

  it.each([
    ['a second of 60', 'INDEX 01 00:60:00'],
    ['a frame of 75', 'INDEX 01 00:00:75'],
    ['a negative time', 'INDEX 01 -1:00:00'],
    ['words', 'INDEX 01 soon'],
    ['a pause alone', 'INDEX 00 00:00:00'],
  ])('has no track that starts at %s', (_, line) => expect(cueSheetOf(`FILE a WAVE\n${track(1, line)}`).files).toStrictEqual([])) // prettier-ignore

  it('leaves out the data of a disc, and the tracks of no file', () => {
    const data = 'TRACK 01 MODE1/2352\nTITLE "Videos"\nINDEX 01 00:00:00'
    expect(starts(`FILE a BINARY\n${data}\n${track(2, 'INDEX 01 10:00:00')}`)).toStrictEqual([['a', [2, 600_000]]])
    expect(cueSheetOf(`${data}\n${track(2, 'INDEX 01 10:00:00')}`)).toMatchObject({ title: '', files: [] })
  })

  it('reads texts with quotation marks and without', () => {
    const { title, files } = cueSheetOf(`title  Seven "7" Inches \nFILE "a "b".wav" WAVE\n${track(1, 'Title "Say "Hi""', 'index 1 0:0:0')}`) // prettier-ignore
    expect([title, files[0]?.name, files[0]?.tracks[0]?.title]).toStrictEqual(['Seven "7" Inches', 'a "b".wav', 'Say "Hi"']) // prettier-ignore
  })

  it('has 99 tracks at most, and ends whatever it is given', () => {
    const many = Array.from({ length: 20_000 }, (_, at) => track(at % 1_000, `INDEX 01 ${at % 100}:${at % 60}:00`))
    expect(cueSheetOf(`FILE a WAVE\n${many.join('\n')}`).files[0]?.tracks.length).toBeLessThanOrEqual(99)
    const remarked = Array.from({ length: 100 }, (_, at) => `REM NAME${at} value`).join('\n')
    expect(cueSheetOf(remarked).remarks.size).toBe(50)
    for (const text of ['', '\0', 'FILE', 'TRACK', `TITLE "${'"'.repeat(10_000)}`, 'INDEX 01 '.repeat(10_000)])
      expect(cueSheetOf(text).files).toStrictEqual([])
  })
})
