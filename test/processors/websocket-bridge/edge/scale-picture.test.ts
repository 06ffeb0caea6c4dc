import { describe, expect, test } from 'vitest'
import { PhotonImage } from '@cf-wasm/photon/node'
import { pictureHeader } from '../../../../processors/shared/pictures/picture-header.ts'
import { scaledPicture } from '../../../../processors/websocket-bridge/edge/scale-picture.ts'
import { PICTURE_NAMES, bmp, picture, png } from '../../../support/pictures.ts'

/** Red, green and blue in the middle. */
function middleOf(jpeg: Uint8Array): readonly number[] {
  const image = PhotonImage.new_from_byteslice(jpeg)
  const at = 4 * (Math.floor(image.get_height() / 2) * image.get_width() + Math.floor(image.get_width() / 2))
  const colour = [...image.get_raw_pixels().slice(at, at + 3)]
  image.free()
  return colour
}

const near = (colour: readonly number[], expected: readonly number[]) =>
  colour.every((value, i) => Math.abs(value - (expected[i] ?? 0)) <= 6)

const RED = [200, 40, 60]
const GREY = [90, 90, 90]

describe('every format keeps its colours', () => {
  test.each<[string, Uint8Array, readonly number[]]>([
    ...PICTURE_NAMES.map((name): [string, Buffer, readonly number[]] => [
      name,
      picture(name),
      name === 'greyJpeg' ? GREY : RED,
    ]),
    ['png', png(24, 16), RED],
    ['png of 16 bits', png(24, 16, { bits: 16 }), RED],
    ['bmp', bmp(24, 16), RED],
    ['half transparent png', png(24, 16, { colour: [200, 40, 60, 128] }), [227, 147, 157]],
    ['transparent png', png(24, 16, { colour: [0, 0, 0, 0] }), [255, 255, 255]],
  ])('%s', (_, bytes, expected) => {
    const { covers, colour } = scaledPicture(bytes, 64)
    const [cover] = covers
    expect(cover && pictureHeader(cover.bytes)).toStrictEqual({ type: 'image/jpeg', width: 24, height: 16 })
    expect([middleOf(cover?.bytes ?? bytes), near(middleOf(cover?.bytes ?? bytes), expected)]).toStrictEqual([
      expect.anything(),
      true,
    ])
    expect(colour.every((value) => value >= 0 && value <= 255)).toBe(true)
  })
})

test('a large picture is made into the asked size and the smaller ones, in its proportions', () => {
  const { covers } = scaledPicture(png(1_000, 500), 320)
  expect(covers.map(({ size, bytes }) => [size, pictureHeader(bytes)])).toStrictEqual([
    [320, { type: 'image/jpeg', width: 320, height: 160 }],
    [160, { type: 'image/jpeg', width: 160, height: 80 }],
    [64, { type: 'image/jpeg', width: 64, height: 32 }],
  ])
})

test('a strip keeps a pixel of its shorter side', () => {
  const [cover] = scaledPicture(png(2_000, 1), 64).covers
  expect(cover && pictureHeader(cover.bytes)).toMatchObject({ width: 64, height: 1 })
})

test('a picture of megabytes becomes one of kilobytes', () => {
  const noise = png(1_250, 1_250, { noise: true })
  expect(noise.length).toBeGreaterThan(4.4 * 2 ** 20)
  expect(scaledPicture(noise, 160).covers[0]?.bytes.length).toBeLessThan(30_000)
})
