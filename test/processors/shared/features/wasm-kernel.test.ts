import { describe, expect, it } from 'vitest'
import { FEATURE_COUNT, RMS } from '../../../../processors/shared/features/frame-features.ts'
import { FRAME_SIZE } from '../../../../processors/shared/features/framing.ts'
import { PIECE_SIZE } from '../../../../processors/shared/features/kernel.ts'
import { wasmKernelAt } from '../../../../processors/shared/features/wasm-kernel.ts'
import { hannWindow } from '../../../../processors/shared/features/window.ts'
import { noise, silence, sine } from '../../../support/audio.ts'

/** |X(k)|^2 of a windowed frame by the definition of the discrete Fourier transform. */
function powerByDefinition(signal: Float32Array): number[] {
  const window = hannWindow(FRAME_SIZE)
  const cosines = Array.from({ length: FRAME_SIZE }, (_, i) => Math.cos((2 * Math.PI * i) / FRAME_SIZE))
  const cosine = (i: number) => cosines[i % FRAME_SIZE] ?? NaN
  return Array.from({ length: FRAME_SIZE / 2 }, (_, k) => {
    let re = 0
    let im = 0
    signal.forEach((sample, n) => {
      re += sample * (window[n] ?? 0) * cosine(k * n)
      im += sample * (window[n] ?? 0) * cosine(k * n + FRAME_SIZE / 4)
    })
    return re ** 2 + im ** 2
  })
}

function frameOf(signal: Float32Array, sampleRateHz = 44_100) {
  const kernel = wasmKernelAt(sampleRateHz)
  kernel.samples.set(signal)
  return kernel.frameAt(0)
}

const alternating = Float32Array.from({ length: FRAME_SIZE }, (_, i) => (i % 2 === 0 ? 1 : -1))

describe('the WebAssembly kernel', () => {
  it.each([
    ['noise', noise(FRAME_SIZE, 1)],
    ['a tone between two bins', sine(FRAME_SIZE, 1_000.5, 44_100)],
    ['a constant at full scale', new Float32Array(FRAME_SIZE).fill(1)],
    ['the highest frequency', alternating],
    ['a click', silence(FRAME_SIZE).fill(1, 700, 701)],
  ])('gives the power of the Fourier transform by its definition: %s', (_, signal) => {
    const expected = powerByDefinition(signal)
    const largest = Math.max(...expected)
    const { power, magnitude } = frameOf(signal)
    const isFar = (k: number) => Math.abs((power[k] ?? NaN) - (expected[k] ?? NaN)) > 1e-6 * largest
    expect([...expected.keys()].filter(isFar)).toStrictEqual([])
    expect([...magnitude]).toStrictEqual([...power.map(Math.sqrt)])
  })

  it.each([8_000, 44_100, 192_000])('stays finite at the loudest that counts, at %i Hz', (sampleRateHz) => {
    const kernel = wasmKernelAt(sampleRateHz)
    kernel.input.set(alternating.map((sample) => 65_536 * sample))
    kernel.mix(0, FRAME_SIZE, 1, true, false)
    const { features, power } = kernel.frameAt(0)
    expect([...features, ...power].filter((value) => !Number.isFinite(value))).toStrictEqual([])
    expect(features[RMS]).toBeGreaterThan(40_000)
  })

  it('shows the same views at each call', () => {
    const { power, features } = frameOf(noise(FRAME_SIZE, 2))
    const before = [...power]
    const again = frameOf(noise(FRAME_SIZE, 3))
    expect([again.power, again.features]).toStrictEqual([power, features])
    expect(again.power).toBe(power)
    expect([...power]).not.toStrictEqual(before)
    expect(features).toHaveLength(FEATURE_COUNT)
  })

  it('mixes two channels at once as it does one after the other', () => {
    const kernel = wasmKernelAt(44_100)
    const [first, second] = [noise(PIECE_SIZE, 4), noise(PIECE_SIZE, 5)]
    first.set([-0, NaN, 1, Infinity])
    second.set([-0, 1, NaN, 70_000])
    kernel.input.set(first)
    kernel.mix(0, PIECE_SIZE, 0.5, true, false)
    kernel.input.set(second)
    kernel.mix(0, PIECE_SIZE, 0.5, false, false)
    const apart = kernel.samples.slice(0, PIECE_SIZE)
    expect([...apart.subarray(0, 4)]).toStrictEqual([0, 0.5, 0.5, 0])

    kernel.input.set(first)
    kernel.secondInput.set(second)
    kernel.mix(0, PIECE_SIZE, 0.5, true, true)
    expect(kernel.samples.subarray(0, PIECE_SIZE)).toStrictEqual(apart)
  })

  it('mixes whole pieces without touching what is around them', () => {
    const kernel = wasmKernelAt(44_100)
    kernel.samples.fill(7)
    kernel.input.fill(1)
    kernel.mix(FRAME_SIZE, PIECE_SIZE, 1, true, false)
    expect([kernel.samples.indexOf(1), kernel.samples.at(-1)]).toStrictEqual([FRAME_SIZE, 1])
    kernel.mix(8, 4, 0.5, false, false)
    expect([...kernel.samples.subarray(6, 14)]).toStrictEqual([7, 7, 7.5, 7.5, 7.5, 7.5, 7, 7])
  })
})
