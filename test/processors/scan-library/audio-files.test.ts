import { expect, it } from 'vitest'
import { extensionOf, isAudioFile, isHidden, isSystemFolder } from '../../../processors/scan-library/audio-files.ts'

it.each([
  ['a.mp3', true],
  ['Album/B.FLAC', true],
  ['needs-ffmpeg.m4a', true],
  ['undecodable.dsf', true],
  ['video-looking.webm', true],
  ['cover.jpg', false],
  ['list.m3u', false],
  ['film.mp4', true], // perhaps: what is in it decides
  ['mp3', false],
  ['.mp3', false],
  ['a.mp3.part', false],
  ['folder.mp3/readme', false],
])('%s is music: %s', (path, expected) => {
  expect(isAudioFile(path)).toBe(expected)
})

it('takes the extension of the last part of a path only', () => {
  expect(extensionOf('v1.0/song')).toBe('')
})

it.each([
  ['.DS_Store', true],
  ['._song.mp3', true],
  ['._...And Justice.mp3', true],
  ['.AppleDouble', true],
  ['.stfolder', true],
  ['.stversions', true],
  ['.Trash-1000', true],
  ['.Trashes', true],
  ['.@__thumb', true],
  ['.~lock', true],
  ['.песня.mp3', true],
  ['song.mp3', false],
  ['...And Justice for All', false],
  ['...Dotfile.mp3', false],
  ['..Baby', false],
  ['.38 Special', false],
  ['Endings...', false],
  ['@eaDir', false],
])('%s is hidden: %s', (name, expected) => {
  expect(isHidden(name)).toBe(expected)
})

it.each([
  ['@eaDir', true],
  ['#recycle', true],
  ['@Recycle', true],
  ['$RECYCLE.BIN', true],
  ['$Recycle.Bin', true],
  ['System Volume Information', true],
  ['lost+found', true],
  ['#snapshot', true],
  ['__MACOSX', true],
  ['Lost & Found', false],
  ['Recycler', false], // an album of ZZ Top
  ['#1 Hits', false],
  ['@', false],
  ['$ave', false],
])('%s is a folder of the system: %s', (name, expected) => {
  expect(isSystemFolder(name)).toBe(expected)
})
