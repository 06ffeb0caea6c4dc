import { expect, test } from 'vitest'
import { coverSize, sizesUpTo } from '../../../processors/websocket-bridge/cover-size.ts'

test.each([
  [1, 64],
  [64, 64],
  [65, 160],
  [641, 1_200],
  [5_000, 1_200],
  [Infinity, 1_200],
])('%d pixels are shown by the cover of %d', (asked, expected) => {
  expect(coverSize(asked)).toBe(expected)
})

test('with a cover the smaller ones are made', () => {
  expect(sizesUpTo(320)).toStrictEqual([320, 160, 64])
})
