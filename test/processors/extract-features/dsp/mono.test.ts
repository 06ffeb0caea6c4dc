import { describe, expect, it } from 'vitest'
import { mono } from '../../../../processors/extract-features/dsp/mono.ts'

describe('mono', () => {
  it('is the average of the channels', () => {
    expect(mono([Float32Array.of(1, 0.5), Float32Array.of(0, -0.5)])).toStrictEqual(Float32Array.of(0.5, 0))
  })

  it('is a copy of a single channel', () => {
    const channel = Float32Array.of(0.25, -1)
    const mixed = mono([channel])
    expect(mixed).toStrictEqual(channel)
    expect(mixed).not.toBe(channel)
  })

  it('is 0 where a sample is not a finite number', () => {
    const broken = Float32Array.of(NaN, Infinity, -Infinity, 1)
    expect(mono([broken, Float32Array.of(1, 1, 1, 1)])).toStrictEqual(Float32Array.of(0, 0, 0, 1))
  })
})
