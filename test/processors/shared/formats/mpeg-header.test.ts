import { describe, expect, it } from 'vitest'
import { firstMpegFrame, mpegHeader } from '../../../../processors/shared/formats/mpeg-header.ts'

describe('an MPEG audio header', () => {
  it.each([
    [
      'MPEG 1 layer III, 128 kbit/s, 44.1 kHz, stereo',
      [0xff, 0xfb, 0x90, 0x00],
      { layer: 3, channels: 2, frameBytes: 417 },
    ],
    ['the same with padding, mono', [0xff, 0xfb, 0x92, 0xc0], { layer: 3, channels: 1, frameBytes: 418 }],
    ['MPEG 2 layer III, 64 kbit/s, 22.05 kHz', [0xff, 0xf3, 0x80, 0x00], { layer: 3, channels: 2, frameBytes: 208 }],
    ['MPEG 2.5 layer III, 8 kbit/s, 8 kHz', [0xff, 0xe3, 0x18, 0xc0], { layer: 3, channels: 1, frameBytes: 72 }],
    ['MPEG 1 layer II, 192 kbit/s, 48 kHz', [0xff, 0xfd, 0xa4, 0x00], { layer: 2, channels: 2, frameBytes: 576 }],
    ['MPEG 1 layer I, 384 kbit/s, 32 kHz', [0xff, 0xff, 0xc8, 0x00], { layer: 1, channels: 2, frameBytes: 576 }],
  ])('is read: %s', (_, bytes, expected) => {
    expect(mpegHeader(Uint8Array.from(bytes), 0)).toStrictEqual(expected)
  })

  it.each([
    ['no sync word', [0xfe, 0xfb, 0x90, 0x00]],
    ['reserved version', [0xff, 0xeb, 0x90, 0x00]],
    ['reserved layer', [0xff, 0xf9, 0x90, 0x00]],
    ['free bitrate', [0xff, 0xfb, 0x00, 0x00]],
    ['forbidden bitrate', [0xff, 0xfb, 0xf0, 0x00]],
    ['reserved sample rate', [0xff, 0xfb, 0x9c, 0x00]],
    ['too few bytes', [0xff]],
  ])('is not there: %s', (_, bytes) => {
    expect(mpegHeader(Uint8Array.from(bytes), 0)).toBeNull()
  })

  it('counts only when another follows it where its frame ends', () => {
    const alone = new Uint8Array(2_000)
    alone.set([0xff, 0xfb, 0x90, 0x00], 100)
    const followed = alone.slice()
    followed.set([0xff, 0xfb, 0x90, 0x00], 100 + 417)
    expect([firstMpegFrame(alone), firstMpegFrame(followed)]).toStrictEqual([
      null,
      { layer: 3, channels: 2, frameBytes: 417 },
    ])
  })
})
