import { expect, test } from 'vitest'
import { MAX_PICTURE_BYTES, canBeShown, shownPicture } from '../../../../processors/shared/pictures/shown-picture.ts'
import { bmp, picture, png } from '../../../support/pictures.ts'

const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')

/** A PNG whose header claims a size. */
function claiming(width: number, height: number): Buffer {
  const bytes = png(1, 1)
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}

test.each([
  ['a large cover', claiming(5_000, 5_000), true],
  ['one beyond that', claiming(5_001, 5_000), false],
  ['a bomb', claiming(60_000, 60_000), false],
  ['a strip', claiming(16_385, 1), false],
  ['a file beyond what is read', Buffer.concat([picture('jpeg'), Buffer.alloc(MAX_PICTURE_BYTES)]), false],
  ['a BMP', bmp(2, 2), true],
  ['a drawing', SVG, false],
])('%s', (_, bytes, expected) => {
  expect(canBeShown(bytes)).toBe(expected)
})

test('the front cover is shown, whatever comes before it', () => {
  const [back, front] = [png(1, 1), png(2, 2)]
  const pictures = [
    { data: back, type: 'Cover (back)' },
    { data: front, type: 'Cover (front)' },
  ]
  expect(shownPicture(pictures)).toBe(front)
})

test('what cannot be shown leaves its place to the next', () => {
  const other = png(1, 1)
  expect(
    shownPicture([
      { data: SVG, type: 'Cover (front)' },
      { data: other, type: 'Leaflet page' },
    ]),
  ).toBe(other)
})

test.each([undefined, [], [{ data: Buffer.alloc(0) }], [{ data: SVG }]])('of %o none is shown', (pictures) => {
  expect(shownPicture(pictures)).toBeNull()
})
