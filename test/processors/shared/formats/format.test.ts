import { describe, expect, it } from 'vitest'
import { allId3Bytes, demuxerOf, id3Bytes, sniff } from '../../../../processors/shared/formats/format.ts'
import { aiff, flac, id3, mp3, noise, opus, vorbis, wav } from '../../../support/audio.ts'

const sound = [noise(10_000, 1)]
const latin1 = (text: string) => Buffer.from(text, 'latin1')

describe('sniffing', () => {
  it.each([
    ['MP3', () => mp3(sound, 44_100), { kind: 'decodable', codec: 'mp3', channels: 1, ogg: null }],
    ['FLAC', () => flac(sound, 44_100), { kind: 'decodable', codec: 'flac', channels: null, ogg: null }],
    ['Ogg Vorbis', () => vorbis(sound, 44_100), { kind: 'decodable', codec: 'vorbis', channels: null, ogg: null }],
    ['Opus', () => opus(sound, 48_000), { kind: 'decodable', codec: 'opus', channels: null, ogg: null }],
    ['WAV', () => wav(sound, 44_100), { kind: 'decodable', codec: 'wav', channels: null, ogg: null }],
    ['AIFF', () => aiff(sound, 44_100), { kind: 'decodable', codec: 'aiff', channels: null, ogg: null }],
  ])('recognises %s by its content', async (_, make, expected) => {
    expect(sniff(await make())).toStrictEqual(expected)
  })

  it.each([
    ['wvpk\x10\0\0\0', 'wavpack'],
    ['RF64\xff\xff\xff\xffWAVE', 'wav'],
    ['BW64\xff\xff\xff\xffWAVE', 'wav'],
  ])('recognises %j', (bytes, codec) => {
    expect(sniff(latin1(bytes))).toStrictEqual({ kind: 'decodable', codec, channels: null, ogg: null })
  })

  it('finds an MP3 behind padding', async () => {
    const padded = Buffer.concat([Buffer.alloc(3_000), await mp3([noise(10_000, 1), noise(10_000, 2)], 44_100)])
    expect(sniff(padded)).toStrictEqual({ kind: 'decodable', codec: 'mp3', channels: 2, ogg: null })
  })

  it.each([
    ['\0\0\0\x20ftypM4A ', 'MP4 audio (AAC or ALAC)', 'mov'],
    ['\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9', 'Windows Media Audio', 'asf'],
    ['\x1a\x45\xdf\xa3\x9f\x42', 'Matroska or WebM', 'matroska'],
    ['riff\x2e\x91\xcf\x11', 'Wave64', 'w64'],
    ['\xff\xf1\x50\x80\x2e\x7f\xfc', 'AAC', 'aac'],
    [`OggS\0\x02${'\0'.repeat(20)}\x01\x2a\x80theora${'\0'.repeat(35)}`, 'Ogg without Vorbis, Opus or FLAC', 'ogg'],
    [`OggS\0\x02${'\0'.repeat(20)}\x01\x50Speex   1.2`, 'Speex', 'ogg'],
  ])('knows what ffmpeg can decode, and how: %j', (bytes, name, demuxer) => {
    const format = sniff(latin1(bytes))
    expect(format).toStrictEqual({ kind: 'needs-ffmpeg', name, demuxer })
    expect(demuxerOf(format)).toBe(demuxer)
  })

  it('has a demuxer for what is decoded without ffmpeg, and none for what is no sound', () => {
    const found = ['RIFF\0\0\0\0WAVE', 'wvpk', 'fLaC', 'Dear diary'].map((bytes) => demuxerOf(sniff(latin1(bytes))))
    expect(found).toStrictEqual(['wav', 'wv', 'flac', null])
  })

  it.each([
    ['Dear diary, today', 'text'],
    ['\x00\x01\x02\x03', 'no audio format that is known'],
    ['', 'text'],
    ['\xff\xd8\xff\xe0\0\x10JFIF', 'a JPEG picture'],
    ['RIFF\x10\0\0\0AVI LIST', 'no audio format that is known'],
  ])('says what else it is: %j', (bytes, name) => {
    expect(sniff(latin1(bytes))).toStrictEqual({ kind: 'unsupported', name })
  })
})

describe('an ID3v2 tag', () => {
  it('has the length that its header says', () => {
    expect([0, 100, 300_000].map((bytes) => id3Bytes(id3(bytes)))).toStrictEqual([20, 120, 300_020])
  })

  it('may be followed by others, the last of which may go on', () => {
    expect(allId3Bytes(Buffer.concat([id3(5), id3(0), id3(1_000).subarray(0, 50)]))).toBe(25 + 20 + 1_020)
  })

  it('has a footer when its header says so', () => {
    const tag = id3(100)
    tag[5] = 0x10
    expect(id3Bytes(tag)).toBe(130)
  })

  it('is not there', () => {
    expect(
      ['', 'ID3', 'ID3\x04\0\0\xff\0\0\0', 'fLaC\0\0\0\0\0\0'].map((text) => id3Bytes(latin1(text))),
    ).toStrictEqual([0, 0, 0, 0])
  })
})
