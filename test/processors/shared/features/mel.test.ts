import Meyda from 'meyda'
import { describe, expect, it } from 'vitest'
import { FRAME_SIZE } from '../../../../processors/shared/features/framing.ts'
import { MEL_BANDS, cepstralBasis, melBank } from '../../../../processors/shared/features/mel.ts'
import { hannWindow } from '../../../../processors/shared/features/window.ts'

describe('the mel filter bank', () => {
  it.each([8_000, 44_100, 192_000])(
    'at %i Hz has bands that lie within the spectrum, padded to multiples of eight',
    (hz) => {
      const { first, lengths, weights } = melBank(hz, FRAME_SIZE)
      expect([first.length, lengths.length]).toStrictEqual([MEL_BANDS, MEL_BANDS])
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(weights.length)
      expect(lengths.every((length) => length % 8 === 0)).toBe(true)
      expect(weights.every((weight) => weight >= 0 && weight <= 1)).toBe(true)
      expect([...first]).toStrictEqual([...first].sort((a, b) => a - b))
    },
  )
})

describe('the cepstral basis', () => {
  it('has orthogonal rows', () => {
    const basis = cepstralBasis()
    const row = (c: number) => basis.subarray(c * MEL_BANDS, (c + 1) * MEL_BANDS)
    const product = (a: number, b: number) => row(a).reduce((sum, value, i) => sum + value * (row(b)[i] ?? NaN), 0)
    expect([product(0, 1), product(3, 7), product(18, 19)].map((value) => Math.abs(value) < 1e-9)).toStrictEqual([
      true,
      true,
      true,
    ])
    expect([product(0, 0), product(5, 5)].map((value) => Math.round(value))).toStrictEqual([
      4 * MEL_BANDS,
      2 * MEL_BANDS,
    ])
  })
})

describe('the window', () => {
  it('is that of Meyda', () => {
    const ones = new Float32Array(16).fill(1)
    expect([...hannWindow(16)]).toStrictEqual(Array.from(Meyda.windowing(ones, 'hanning')))
  })
})
