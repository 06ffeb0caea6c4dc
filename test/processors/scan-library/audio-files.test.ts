import { expect, it } from 'vitest'
import { extensionOf, isAudioFile, isHidden } from '../../../processors/scan-library/audio-files.ts'

it.each([
  ['a.mp3', true],
  ['Album/B.FLAC', true],
  ['needs-ffmpeg.m4a', true],
  ['undecodable.dsf', true],
  ['video-looking.webm', true],
  ['cover.jpg', false],
  ['list.m3u', false],
  ['film.mp4', false],
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
  ['song.mp3', false],
])('%s is hidden: %s', (name, expected) => {
  expect(isHidden(name)).toBe(expected)
})
