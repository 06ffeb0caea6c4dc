import { expect, test } from 'vitest'
import { pictureHeader } from '../../../../processors/shared/pictures/picture-header.ts'
import { PICTURE_NAMES, bmp, picture, png } from '../../../support/pictures.ts'

const text = (words: string) => Buffer.from(words)

test.each(PICTURE_NAMES)('%s tells its size', (name) => {
  expect(pictureHeader(picture(name))).toMatchObject({ width: 24, height: 16 })
})

test.each([
  ['PNG', png(3, 5), { type: 'image/png', width: 3, height: 5 }],
  ['BMP', bmp(3, 5), { type: 'image/bmp', width: 3, height: 5 }],
  ['JPEG behind a long profile', withProfile(picture('jpeg'), 60_000), { type: 'image/jpeg', width: 24, height: 16 }],
  ['PNG without a pixel', png(0, 5), null],
  ['JPEG of a header and zeros', Buffer.concat([picture('jpeg').subarray(0, 20), Buffer.alloc(5_000)]), null],
  ['half a JPEG header', picture('jpeg').subarray(0, 3), null],
  ['SVG', text('<svg xmlns="http://www.w3.org/2000/svg"><script>'), null],
  ['HTML', text('<!doctype html>'), null],
  ['other RIFF', text('RIFF....WAVEfmt ................'), null],
  ['nothing', Buffer.alloc(0), null],
])('%s', (_, bytes, expected) => {
  expect(pictureHeader(bytes)).toStrictEqual(expected)
})

test('any beginning of a picture is read without a throw', () => {
  for (const name of PICTURE_NAMES) {
    const bytes = picture(name)
    for (let length = 0; length < bytes.length; length += 1)
      expect(() => pictureHeader(bytes.subarray(0, length))).not.toThrow()
  }
})

/** A JPEG with an application segment (APP2, as of an ICC profile) before its own. */
function withProfile(jpeg: Buffer, length: number): Buffer {
  const segment = Buffer.alloc(2 + length, 0x55)
  segment.set([0xff, 0xe2, length >> 8, length & 0xff])
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)])
}
