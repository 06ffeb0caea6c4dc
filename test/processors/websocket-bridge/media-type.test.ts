import { expect, test } from 'vitest'
import { audioType } from '../../../processors/websocket-bridge/media-type.ts'

test.each([
  ['MPEG', 'a.mp3', 'audio/mpeg'],
  ['Ogg', 'a.opus', 'audio/ogg'],
  ['FLAC', 'misnamed.mp3', 'audio/flac'],
  ['WAVE', 'a.wav', 'audio/wav'],
  ['M4A/mp42/isom', 'a.m4a', 'audio/mp4'],
  ['EBML/webm', 'a.webm', 'audio/webm'],
  ['unheard of', 'a.FLAC', 'audio/flac'],
  ['', 'folder.mp3/a', 'application/octet-stream'],
  ['', 'a.html', 'application/octet-stream'],
])('%s in %s is served as %s', (container, path, expected) => {
  expect(audioType(container, path)).toBe(expected)
})
