import { describe, expect, it } from 'vitest'
import { spectrum } from '../../../../processors/extract-features/dsp/fourier.ts'
import { noise } from '../../../support/audio.ts'

/** |X(k)|^2 by the definition of the discrete Fourier transform. */
function definition(signal: Float32Array): number[] {
  return Array.from({ length: signal.length / 2 }, (_, k) => {
    let re = 0
    let im = 0
    signal.forEach((sample, n) => {
      re += sample * Math.cos((2 * Math.PI * k * n) / signal.length)
      im -= sample * Math.sin((2 * Math.PI * k * n) / signal.length)
    })
    return re ** 2 + im ** 2
  })
}

function power(signal: Float32Array): number[] {
  const plan = spectrum(signal.length)
  const into = new Float64Array(signal.length / 2)
  plan.frame.even.set(signal.filter((_, i) => i % 2 === 0))
  plan.frame.odd.set(signal.filter((_, i) => i % 2 === 1))
  plan.power(into)
  return [...into]
}

const largestDifference = (a: readonly number[], b: readonly number[]) =>
  Math.max(Math.abs(a.length - b.length), ...a.map((value, i) => Math.abs(value - (b[i] ?? Infinity))))

describe('the power spectrum', () => {
  it.each([8, 32, 128, 512, 2048])('is the definition of the Fourier transform, for %i samples', (size) => {
    const signal = noise(size, size)
    expect(largestDifference(power(signal), definition(signal))).toBeLessThan(1e-7)
  })

  it('can be taken again and again with one plan', () => {
    const plan = spectrum(8)
    const into = new Float64Array(4)
    for (const level of [3, 1]) {
      plan.frame.even.fill(level)
      plan.frame.odd.fill(level)
      plan.power(into)
    }
    expect([...into]).toStrictEqual([64, 0, 0, 0])
  })

  it.each([0, 6, 16, 1024])('refuses a frame of %i samples', (size) => {
    expect(() => spectrum(size)).toThrow(`A frame of ${size} is not twice a power of four.`)
  })
})
