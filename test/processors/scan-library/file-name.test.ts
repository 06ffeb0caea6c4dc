import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cleanText } from '../../../processors/shared/text/clean-text.ts'
import { namedTrack } from '../../../processors/scan-library/file-name.ts'

it.each([
  ['Blue.mp3', 'Blue', null, null],
  ['03 Blue.mp3', 'Blue', null, 3],
  ['03. Blue.mp3', 'Blue', null, 3],
  ['03 - Blue.mp3', 'Blue', null, 3],
  ['03_Blue_in_Green.ogg', 'Blue in Green', null, 3],
  ['1-03 Blue.flac', 'Blue', null, 3],
  ['[03] Blue.flac', '[03] Blue', null, null],
  ['03 - Artist - Some_title.mp3', 'Some title', 'Artist', 3],
  ['Miles Davis - Blue in Green.mp3', 'Blue in Green', 'Miles Davis', null],
  ['Miles_Davis_-_Blue_in_Green.mp3', 'Blue in Green', 'Miles Davis', null],
  ['Miles Davis - Kind of Blue - 03 - Blue in Green.mp3', 'Blue in Green', 'Miles Davis', 3],
  ['Miles Davis – Blue in Green.mp3', 'Blue in Green', 'Miles Davis', null],
  ['Miles Davis/Kind of Blue/03 Blue in Green.mp3', 'Blue in Green', null, 3],
  ['99 Luftballons.mp3', 'Luftballons', null, 99],
  ['1999.mp3', '1999', null, null],
  ['7.mp3', '7', null, null],
  ['00 - Intro.mp3', 'Intro', null, null],
  ['7-Up.mp3', '7-Up', null, null],
  ['7 Rings.mp3', '7 Rings', null, null],
  ['3.5 Weeks.mp3', '3.5 Weeks', null, null],
  ['7. Rings.mp3', 'Rings', null, 7],
  ['03-Blue.mp3', 'Blue', null, 3],
  ['101 Dalmatians.mp3', '101 Dalmatians', null, null],
  ['101 - Blue.mp3', 'Blue', null, 101],
  ['U2.mp3', 'U2', null, null],
  ['St. Thomas.v2.wav', 'St. Thomas.v2', null, null],
  ['opensurge-speed_1.ogg', 'opensurge-speed 1', null, null],
  [' - .mp3', '-', null, null],
  ['\u0007.mp3', 'Untitled', null, null],
  ['___.mp3', '___', null, null],
])('%s is named %s by %s, number %s', (path, title, artist, trackNumber) => {
  expect(namedTrack(path)).toStrictEqual({ title, artist, trackNumber })
})

it('gives a clean title, never an empty one, whatever a file is called', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (path) => {
      const { title } = namedTrack(path)
      expect([title === '', cleanText(title)]).toStrictEqual([false, title])
    }),
    { seed: 11, numRuns: 500 },
  )
})
