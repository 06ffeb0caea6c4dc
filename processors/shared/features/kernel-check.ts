import { seededRandom } from '../random.ts'
import { framer } from './framer.ts'
import { FRAME_SIZE } from './framing.ts'
import { K_STATE_COUNT } from './kernel.ts'
import type { KernelAt } from './kernel.ts'
import type { KernelName } from './kernels.ts'
import { meydaKernelAt } from './meyda-kernel.ts'
import { isWithinTolerance } from './tolerances.ts'
import { isWasmKernelSupported, wasmKernelAt } from './wasm-kernel.ts'

export interface KernelCheck {
  readonly kernel: KernelName
  /** Why it is not the WebAssembly kernel; null when it is. */
  readonly fault: string | null
}

const SAMPLE_RATE_HZ = 44_100
const SEED = 1

/**
 * Chooses the kernel of this machine: the WebAssembly one, if it runs and gives the same as `Meyda.extract` on a second of
 * test signal, within the tolerances of `tolerances.ts`; else Meyda itself.
 */
export function checkKernel(isSupported = isWasmKernelSupported, kernelAt: KernelAt = wasmKernelAt): KernelCheck {
  const fault = isSupported() ? firstFault(kernelAt) : 'WebAssembly has no SIMD'
  return { kernel: fault === null ? 'wasm' : 'meyda', fault }
}

function firstFault(kernelAt: KernelAt): string | null {
  try {
    const channels = testSignal()
    return featureFault(kernelAt, channels) ?? loudnessFault(kernelAt, channels)
  } catch (error) {
    return `the kernel failed: ${String(error)}`
  }
}

/** Two channels: a rising tone and noise that becomes quieter; a pause at the end. */
function testSignal(): readonly [Float32Array, Float32Array] {
  const random = seededRandom(SEED)
  const end = 0.9 * SAMPLE_RATE_HZ
  const tone = (i: number) => 0.4 * Math.sin((2 * Math.PI * (100 + (4_000 * i) / SAMPLE_RATE_HZ) * i) / SAMPLE_RATE_HZ)
  const noise = (i: number) => random.between(-1, 1) * 10 ** (-(3 * i) / SAMPLE_RATE_HZ)
  const signal = (sample: (i: number) => number) =>
    Float32Array.from({ length: SAMPLE_RATE_HZ }, (_, i) => (i < end ? sample(i) : 0))
  return [signal(tone), signal(noise)]
}

/** What `framer` gives of all frames by one kernel. */
function framesBy(kernelAt: KernelAt, channels: readonly Float32Array[]) {
  const frames: { readonly features: Float64Array; readonly hopSquares: number; readonly hopPeaks: Float32Array }[] = []
  framer(
    SAMPLE_RATE_HZ,
    {
      onSamples: () => undefined,
      onFrame: ({ features, hopSquares, hopPeaks }) =>
        frames.push({ features: features.slice(), hopSquares, hopPeaks: hopPeaks.slice() }),
    },
    kernelAt,
  ).push(channels)
  return frames
}

const isClose = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b))

function featureFault(kernelAt: KernelAt, channels: readonly Float32Array[]): string | null {
  const expected = framesBy(meydaKernelAt, channels)
  const actual = framesBy(kernelAt, channels)
  for (const [frame, { features, hopSquares, hopPeaks }] of expected.entries()) {
    const own = actual[frame]
    if (own === undefined) return `frame ${frame} is missing`
    for (const [feature, value] of features.entries()) {
      const ours = own.features[feature] ?? NaN
      if (!isWithinTolerance(feature, ours, value)) {
        return `feature ${feature} of frame ${frame} is ${ours}, and ${value} by Meyda`
      }
    }
    if (!isClose(own.hopSquares, hopSquares)) return `the level of frame ${frame} is wrong`
    if (hopPeaks.some((peak, i) => peak !== own.hopPeaks[i])) return `the peaks of frame ${frame} are wrong`
  }
  return null
}

function loudnessFault(kernelAt: KernelAt, [first, second]: readonly [Float32Array, Float32Array]): string | null {
  const [actual, expected] = [kernelAt, meydaKernelAt].map((each) => {
    const { input, secondInput, kWeight } = each(SAMPLE_RATE_HZ)
    const state = new Float64Array(K_STATE_COUNT)
    input.set(first.subarray(0, FRAME_SIZE))
    secondInput.set(second.subarray(0, FRAME_SIZE))
    kWeight(state, FRAME_SIZE)
    return state
  })
  return expected?.every((value, i) => isClose(value, actual?.[i] ?? NaN)) === true ? null : 'K-weighting is wrong'
}
