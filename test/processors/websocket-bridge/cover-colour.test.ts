import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TEXT_CONTRAST, contrast, coverColour, hexColour } from '../../../processors/websocket-bridge/cover-colour.ts'

const of = (...pixels: readonly (readonly [times: number, red: number, green: number, blue: number])[]) =>
  Uint8Array.from(pixels.flatMap(([times, ...colour]) => Array.from({ length: times }, () => [...colour, 255]).flat()))

test('black and white have the contrast that WCAG gives them, equal colours none', () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 10)
  expect(contrast([9, 9, 9], [9, 9, 9])).toBe(1)
})

test.each([
  ['one colour', of([9, 120, 20, 30]), '#78141e'],
  ['a vivid picture in a white border', of([300, 255, 255, 255], [100, 150, 10, 10]), '#960a0a'],
  ['a grey one, with a vivid dot', of([300, 60, 60, 60], [3, 250, 0, 0]), '#3c3c3c'],
  ['a single black pixel', of([1, 0, 0, 0]), '#000000'],
])('%s', (_, pixels, expected) => {
  expect(hexColour(coverColour(pixels))).toBe(expected)
})

test('white text can be read on whatever comes out', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 400 }), (pixels) => {
      expect(contrast(coverColour(pixels), [255, 255, 255])).toBeGreaterThanOrEqual(TEXT_CONTRAST)
    }),
    { seed: 7 },
  )
})
