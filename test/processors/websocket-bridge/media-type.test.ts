import { expect, test } from 'vitest'
import { audioType, pictureType } from '../../../processors/websocket-bridge/media-type.ts'

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

test.each([
  ['JPEG', [0xff, 0xd8, 0xff, 0xe0], 'image/jpeg'],
  ['PNG', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 'image/png'],
  ['GIF', [...Buffer.from('GIF89a')], 'image/gif'],
  ['WebP', [...Buffer.from('RIFF....WEBPVP8 ')], 'image/webp'],
  ['other RIFF', [...Buffer.from('RIFF....WAVEfmt ')], null],
  ['SVG', [...Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>')], null],
  ['HTML', [...Buffer.from('<!doctype html>')], null],
  ['half a JPEG', [0xff, 0xd8], null],
  ['nothing', [], null],
])('a picture that begins as %s', (_, bytes, expected) => {
  expect(pictureType(Uint8Array.from(bytes))).toBe(expected)
})
