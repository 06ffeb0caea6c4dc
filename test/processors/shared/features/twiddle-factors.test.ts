import { describe, expect, it } from 'vitest'
import { realTwiddles, twiddleColumns, twiddleRows } from '../../../../processors/shared/features/twiddle-factors.ts'

const rounded = (numbers: Float32Array) => Array.from(numbers, (number) => Math.round(number * 1e6) / 1e6 + 0)
const HALF_ROOT = 0.707107

describe('twiddle factors', () => {
  it('of a stage over 8 numbers are those of an eighth of a circle, and twice and thrice that', () => {
    expect(rounded(twiddleColumns(8))).toStrictEqual([
      1,
      0,
      1,
      0,
      1,
      0,
      ...[HALF_ROOT, HALF_ROOT],
      0,
      1,
      -HALF_ROOT,
      HALF_ROOT,
    ])
  })

  it('in rows are the columns transposed', () => {
    const [columns, rows] = [twiddleColumns(64), twiddleRows(64)]
    const transposed = Array.from({ length: 96 }, (_, i) => columns[6 * (i % 16) + Math.floor(i / 16)])
    expect([...rows]).toStrictEqual(transposed)
  })

  it('of real samples end at a quarter of a circle', () => {
    expect(rounded(realTwiddles(8))).toStrictEqual([HALF_ROOT, 0, HALF_ROOT, 1])
  })
})
