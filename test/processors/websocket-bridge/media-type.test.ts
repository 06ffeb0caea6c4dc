import { expect, test } from 'vitest'
import { isAudioFile } from '../../../processors/scan-library/audio-files.ts'
import { audioType, playedType } from '../../../processors/websocket-bridge/media-type.ts'

test.each([
  ['MPEG', 'a.mp3', 'audio/mpeg'],
  ['Ogg', 'a.opus', 'audio/ogg'],
  ['FLAC', 'misnamed.mp3', 'audio/flac'],
  ['WAVE', 'a.wav', 'audio/wav'],
  ['M4A/mp42/isom', 'a.m4a', 'audio/mp4'],
  ['M4B/mp42/isom', 'a.m4b', 'audio/mp4'],
  ['qt', 'a.m4b', 'audio/mp4'],
  ['3gp4/isom', 'a.m4a', 'audio/mp4'],
  ['a brand of tomorrow', 'a.m4b', 'audio/mp4'],
  ['isom/iso2/mp41', 'a.mp4', 'audio/mp4'],
  ['EBML/webm', 'a.webm', 'audio/webm'],
  ["Monkey's Audio", 'a.ape', 'audio/x-ape'],
  ['unheard of', 'a.FLAC', 'audio/flac'],
  ['', 'folder.mp3/a', 'application/octet-stream'],
  ['', 'a.html', 'application/octet-stream'],
])('%s in %s is served as %s', (container, path, expected) => {
  expect(audioType(container, path)).toBe(expected)
})

test('every kind of file that a scan finds has a type', () => {
  const extensions =
    'mp3 flac ogg oga opus wav wave aif aiff aifc m4a m4b m4p mp4 aac alac wma asf ape wv tta mpc mp+ mp2 mpga spx dsf dff mka webm weba ac3 eac3 dts amr caf au snd ra w64 tak shn'.split(
      ' ',
    )
  const found = extensions.filter((extension) => isAudioFile(`a.${extension}`))
  expect(found.length).toBeGreaterThan(40)
  expect(found.filter((extension) => audioType('', `a.${extension}`) === 'application/octet-stream')).toStrictEqual([])
})

test.each([
  ['M4A', 'ALAC', 'a.m4a', 'audio/mp4; codecs="alac"'],
  ['M4A', 'MPEG-4/AAC', 'a.m4a', 'audio/mp4'],
  ['Ogg', 'Speex 1.2', 'a.spx', 'audio/ogg; codecs="speex"'],
  ['Ogg', 'Vorbis I', 'a.ogg', 'audio/ogg'],
])('a browser is asked whether it plays %s with %s as %s', (container, codec, path, expected) => {
  expect(playedType(container, codec, path)).toBe(expected)
})
