import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LONGEST_TEXT } from '../../../../processors/shared/text/clean-text.ts'
import {
  MAX_LYRIC_LINES,
  chosenLyrics,
  decodedLyrics,
  lyricLines,
  lyricsFormOf,
  timedLyrics,
} from '../../../../processors/shared/tags/lyrics.ts'

const lines = (text: string) => lyricLines(text).map(({ timeMs, text: line }) => [timeMs, line])

describe('lyrics', () => {
  it('are plain lines, with the empty ones between verses', () => {
    expect(lines('\ufeff\n La  la\r\n\r\nLu\u202e\n\n')).toStrictEqual([
      [null, 'La la'],
      [null, ''],
      [null, 'Lu'],
    ])
  })

  it('have times, in the order in which they are sung', () => {
    const text = '[ar:Ann]\n[offset:+100]\n[00:12.5]Two\n[00:01.25][01:02:03]Refrain\n[00:02]\nmore\n[00:00.05]First'
    expect(lines(text)).toStrictEqual([
      [0, 'First'],
      [1_150, 'Refrain'],
      [1_900, ''],
      [null, 'more'],
      [12_400, 'Two'],
      [61_930, 'Refrain'],
    ])
  })

  it('are without the times of their words', () => {
    expect(lines('[00:01.00]<00:01.00>La <00:01.50>la')).toStrictEqual([[1_000, 'La la']])
  })

  it.each([
    ['', 'none'],
    ['\n \n', 'none'],
    ['[ar:Ann]', 'none'],
    ['[00:01.00]', 'none'],
    ['La', 'plain'],
    ['[Chorus]\nLa', 'plain'],
    ['[00:01.00]La', 'timed'],
  ])('have a form: %j', (text, form) => expect(lyricsFormOf(lyricLines(text))).toBe(form))

  it('are bounded, and in order, whatever they are', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('[00:01.00]', '[999:99.999]', '\n', '[offset:-9999999]', '<00:01>', '[00:01]'.repeat(9_000)),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const found = lyricLines(parts.join(''))
        const times = found.flatMap(({ timeMs }) => (timeMs === null ? [] : [timeMs]))
        expect(found.length).toBeLessThanOrEqual(MAX_LYRIC_LINES)
        expect(times).toStrictEqual([...times].sort((a, b) => a - b))
        expect(times.every((ms) => Number.isInteger(ms) && ms >= 0)).toBe(true)
        expect(found.every(({ text }) => Array.from(text).length <= LONGEST_TEXT)).toBe(true)
      }),
      { seed: 20_261_130, numRuns: 300 },
    )
  })
})

it.each([
  ['La', 'Lu', 'La'],
  ['La', '[00:01.00]Lu', 'Lu'],
  ['[00:01.00]La', '[00:01.00]Lu', 'La'],
  ['', 'Lu', 'Lu'],
  ['La', '', 'La'],
  ['', '', undefined],
])('of lyrics beside a file (%j) and in it (%j) the best are chosen', (beside, embedded, first) => {
  expect(chosenLyrics(lyricLines(beside), lyricLines(embedded))[0]?.text).toBe(first)
})

it.each([
  [Buffer.from('\ufeffBjörk'), 'Björk'],
  [Buffer.from('Björk').subarray(0, 3), 'Bj'],
  [Buffer.from('\ufeffBjörk', 'utf16le'), 'Björk'],
  [Buffer.from('\ufeffBjörk', 'utf16le').swap16(), 'Björk'],
  [Buffer.from('Björk', 'latin1'), 'Björk'],
  [Buffer.from([0xca, 0xe8, 0xed, 0xee]), 'Кино'],
])('the text of %o is %s', (bytes, text) => {
  expect(decodedLyrics(bytes)).toBe(text)
})

describe('synchronised lyrics of ID3', () => {
  const value = (syncText: unknown, rest: object = {}) => ({ contentType: 1, timeStampFormat: 2, syncText, ...rest })
  const [la, lu] = [
    { text: 'La', timestamp: 1_000 },
    { text: 'lu', timestamp: 61_500 },
  ]

  it.each<[string, object, readonly string[]]>([
    ['are lines', value([la, lu]), ['[00:01.000]La\n[01:01.500]lu']],
    ['are syllables', value([{ ...la, text: '\nLa' }, lu]), ['[00:01.000]Lalu']],
    ['without times that are milliseconds are plain', value([la], { timeStampFormat: 1 }), ['La']],
    ['are no chords', value([la], { contentType: 5 }), []],
    ['may be wrong', value('x'), []],
    ['may be wrong in part', value([null, 3, { text: 4 }, { text: 'La', timestamp: 'x' }]), ['[00:00.000]La']],
  ])('%s', (_, found, texts) => expect(timedLyrics(found)).toStrictEqual(texts))
})
