import { expect, it } from 'vitest'
import { checked } from '../../../processors/shared/numeric.ts'

it('gives the element, zero, NaN and null included', () => {
  const values = Float64Array.of(0, NaN)
  expect(checked(values[0])).toBe(0)
  expect(checked(values[1])).toBeNaN()
  expect(checked([null][0])).toBeNull()
})

it('throws when the index is out of bounds, negative, fractional or no number', () => {
  const values = Float32Array.of(1, 2)
  for (const index of [2, -1, 0.5, NaN]) expect(() => checked(values[index])).toThrow(RangeError)
})
