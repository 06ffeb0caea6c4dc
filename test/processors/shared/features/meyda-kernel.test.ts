import { describe, expect, it } from 'vitest'
import { analyser } from '../../../../processors/shared/features/analyser.ts'
import type { SampleFeatures } from '../../../../processors/shared/features/analyser.ts'
import { FRAME_SIZE, HOP_SIZE } from '../../../../processors/shared/features/framing.ts'
import { K_STATE_COUNT, PIECE_SIZE } from '../../../../processors/shared/features/kernel.ts'
import type { KernelAt } from '../../../../processors/shared/features/kernel.ts'
import { meydaKernelAt } from '../../../../processors/shared/features/meyda-kernel.ts'
import { isWithinTolerance } from '../../../../processors/shared/features/tolerances.ts'
import { wasmKernelAt } from '../../../../processors/shared/features/wasm-kernel.ts'
import { chirp, noise, silence, sine, sum } from '../../../support/audio.ts'
import { meydaAt } from './meyda.ts'

const kernels = [wasmKernelAt, meydaKernelAt]

describe('the kernel by Meyda', () => {
  it('averages channels as the WebAssembly kernel does, to the last bit', () => {
    const [first, second] = [noise(PIECE_SIZE, 4), noise(PIECE_SIZE, 5)]
    first.set([-0, NaN, 1, Infinity, -70_000, 65_536])
    const samples = kernels.map((kernelAt) => {
      const kernel = kernelAt(44_100)
      kernel.samples.fill(7)
      kernel.input.set(first)
      kernel.secondInput.set(second)
      kernel.mix(100, PIECE_SIZE - 8, 1 / 3, true, true)
      kernel.input.set(second)
      kernel.mix(100, PIECE_SIZE - 8, 1 / 3, false, false)
      return kernel.samples.slice()
    })
    expect(samples[1]).toStrictEqual(samples[0])
  })

  it.each([8_000, 44_100, 192_000])('K-weights as the WebAssembly kernel does, to the last bit, at %i Hz', (rateHz) => {
    const states = kernels.map((kernelAt) => {
      const kernel = kernelAt(rateHz)
      const state = new Float64Array(K_STATE_COUNT)
      for (const seed of [1, 2]) {
        kernel.input.set(noise(PIECE_SIZE, seed).fill(NaN, 17, 19))
        kernel.secondInput.set(sine(PIECE_SIZE, 60 * seed, rateHz))
        kernel.kWeight(state, PIECE_SIZE - 5)
      }
      return state
    })
    expect(states[1]).toStrictEqual(states[0])
  })

  it('gives the spectrum, the levels and the peaks of the WebAssembly kernel', () => {
    const signal = sum(noise(FRAME_SIZE, 1, 0.2), sine(FRAME_SIZE, 440, 44_100, 0.7))
    const [ours, meydas] = kernels.map((kernelAt) => {
      const kernel = kernelAt(44_100)
      kernel.samples.set(signal)
      const { power, magnitude, hopPeaks, hopSquares } = kernel.frameAt(0)
      return { power: power.slice(), magnitude: magnitude.slice(), hopPeaks: hopPeaks.slice(), hopSquares }
    })
    const largest = Math.max(...(ours?.magnitude ?? []))
    const far = (spectrum: 'power' | 'magnitude', allowed: number) =>
      ours?.[spectrum].filter((value, k) => !(Math.abs(value - (meydas?.[spectrum][k] ?? NaN)) <= allowed)).length
    expect([far('magnitude', 1e-6 * largest), far('power', 1e-6 * largest ** 2)]).toStrictEqual([0, 0])
    expect(meydas?.hopPeaks).toStrictEqual(ours?.hopPeaks)
    expect(meydas?.hopSquares).toBeCloseTo(ours?.hopSquares ?? NaN, 9)
  })

  it('gives what Meyda gives, at one sample rate after another', () => {
    const signal = chirp(FRAME_SIZE + HOP_SIZE, 100, 5_000, 44_100)
    const frame = signal.slice(HOP_SIZE)
    for (const rateHz of [44_100, 8_000, 44_100]) {
      const kernel = meydaKernelAt(rateHz)
      kernel.samples.set(signal)
      const features = [...kernel.frameAt(HOP_SIZE).features]
      expect(features).toStrictEqual(meydaAt(rateHz)(frame))
    }
  })
})

/** Every number of the features, by name. */
function numbersOf(features: SampleFeatures): [string, number][] {
  return Object.entries(features).flatMap(([name, value]): [string, number][] => {
    if (value === null || typeof value === 'number') return [[name, value ?? NaN]]
    const lists = 'mean' in value ? [...value.mean, ...value.deviation] : [...value]
    return lists.map((number, i) => [`${name} ${i}`, number])
  })
}

describe('a track analysed by Meyda', () => {
  const channels = [
    sum(chirp(3 * 44_100, 50, 12_000, 44_100), noise(3 * 44_100, 3, 0.05)),
    sum(
      sine(3 * 44_100, 440, 44_100, 0.3),
      silence(3 * 44_100).map((_, i) => (i % 22_050 < 500 ? 0.5 : 0)),
    ),
  ]
  const featuresBy = (kernelAt: KernelAt) => {
    const track = analyser(44_100, kernelAt)
    track.push(channels)
    return track.result()
  }

  it('has the features of one analysed by the WebAssembly kernel, within the tolerances', () => {
    const [ours, meydas] = kernels.map((kernelAt) => numbersOf(featuresBy(kernelAt)))
    expect(ours?.length).toBeGreaterThan(900)
    const far = ours?.filter(([, value], i) => !isWithinTolerance(0, value, meydas?.[i]?.[1] ?? NaN))
    expect(far).toStrictEqual([])
    expect(meydas?.map(([name]) => name)).toStrictEqual(ours?.map(([name]) => name))
  })
})
