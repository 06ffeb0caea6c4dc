import { expect, it } from 'vitest'
import { lyricsBeside } from '../../../processors/scan-library/lyrics-beside.ts'

it.each([
  ['', 'a.flac', ['a.flac', 'a.lrc', 'b.lrc'], 'a.lrc'],
  ['x/y', 'a.flac', ['a.LRC'], 'x/y/a.LRC'],
  ['', 'a.b.flac', ['a.lrc', 'a.b.lrc'], 'a.b.lrc'],
  ['', 'a.flac', ['a.txt', 'A.lrc', 'a.lrc.bak'], null],
  ['', 'Bj\u00f6rk.mp3', ['Bjo\u0308rk.lrc'], 'Bjo\u0308rk.lrc'],
  ['', 'a.flac', ['a.lrc', 'a.Lrc'], 'a.Lrc'],
])('in folder "%s" the lyrics of %s among %j are %s', (folder, file, names, lyrics) => {
  expect(lyricsBeside(folder, names)(file)).toBe(lyrics)
})
