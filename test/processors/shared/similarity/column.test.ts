import { expect, it } from 'vitest'
import { column } from '../../../../processors/shared/similarity/column.ts'

it('gives the default where nothing has been set, before and after it has grown', () => {
  const numbers = column(Int32Array, -1)
  numbers.set(3, 7)
  numbers.set(5_000, 0)
  expect([0, 3, 4_999, 5_000, 5_001, 9_999].map((slot) => numbers.get(slot))).toStrictEqual([-1, 7, -1, 0, -1, -1])
})
