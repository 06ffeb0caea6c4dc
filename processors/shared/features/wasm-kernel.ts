import { canInstantiate, instantiate } from '../../../streams/engine/wasm/instantiate.ts'
import type { KernelMemory } from '../../../streams/engine/wasm/instantiate.ts'
import { FEATURE_COUNT } from './frame-features.ts'
import { FRAME_SIZE, HOP_SIZE, PEAK_BLOCK } from './framing.ts'
import { kWeighting } from './k-weighting.ts'
import { kernel } from './kernel.generated.ts'
import { K_STATE_COUNT, PIECE_SIZE } from './kernel.ts'
import type { Kernel } from './kernel.ts'
import { MEL_BANDS, cepstralBasis, melBank } from './mel.ts'
import { realTwiddles, twiddleColumns, twiddleRows } from './twiddle-factors.ts'
import { hannWindow } from './window.ts'

/** Of something in the kernel's memory. */
interface Address {
  readonly value: number
}

/** See `assembly/index.ts`. */
interface Exports {
  readonly memory: KernelMemory
  analyse(at: number): number
  mix(at: number, count: number, share: number, isFirst: number, areTwo: number): void
  weigh(count: number): void
  readonly WINDOW: Address
  readonly FIRST_TWIDDLES: Address
  readonly LATER_TWIDDLES: Address
  readonly REAL_TWIDDLES: Address
  readonly BAND_FIRST: Address
  readonly BAND_LENGTHS: Address
  readonly BAND_WEIGHTS: Address
  readonly BASIS: Address
  readonly K_FILTERS: Address
  readonly K_STATES: Address
  readonly INPUT: Address
  readonly SECOND_INPUT: Address
  readonly SAMPLES: Address
  readonly POWER: Address
  readonly MAGNITUDE: Address
  readonly FEATURES: Address
  readonly PEAKS: Address
}

interface Running {
  readonly kernel: Kernel
  tune(sampleRateHz: number): void
}

const BINS = FRAME_SIZE / 2

/** Whether this machine's WebAssembly has what the kernel is made of. */
export const isWasmKernelSupported = (): boolean => canInstantiate(kernel)

let running: Running | null = null

/** Compiled from assembly/; needs SIMD of 128 bits. @throws {Error} where WebAssembly has none. */
export function wasmKernelAt(sampleRateHz: number): Kernel {
  running ??= started()
  running.tune(sampleRateHz)
  return running.kernel
}

function started(): Running {
  const exports = instantiate<Exports>(kernel)
  const { buffer } = exports.memory
  const floats = ({ value }: Address, length: number) => new Float32Array(buffer, value, length)
  floats(exports.WINDOW, FRAME_SIZE).set(hannWindow(FRAME_SIZE))
  floats(exports.FIRST_TWIDDLES, 6 * (BINS / 4)).set(twiddleRows(BINS))
  const later = [BINS / 4, BINS / 16, BINS / 64].flatMap((length) => [...twiddleColumns(length)])
  floats(exports.LATER_TWIDDLES, later.length).set(later)
  floats(exports.REAL_TWIDDLES, BINS).set(realTwiddles(FRAME_SIZE))
  const basis = cepstralBasis()
  new Float64Array(buffer, exports.BASIS.value, basis.length).set(basis)

  const frame = {
    power: floats(exports.POWER, BINS),
    magnitude: floats(exports.MAGNITUDE, BINS),
    features: new Float64Array(buffer, exports.FEATURES.value, FEATURE_COUNT),
    hopPeaks: floats(exports.PEAKS, HOP_SIZE / PEAK_BLOCK),
    hopSquares: 0,
  }
  const states = new Float64Array(buffer, exports.K_STATES.value, K_STATE_COUNT)
  let tunedToHz = 0
  return {
    kernel: {
      input: floats(exports.INPUT, PIECE_SIZE),
      secondInput: floats(exports.SECOND_INPUT, PIECE_SIZE),
      samples: floats(exports.SAMPLES, FRAME_SIZE + PIECE_SIZE),
      kWeight(state, count) {
        states.set(state)
        exports.weigh(count)
        state.set(states)
      },
      mix: (at, count, share, isFirst, areTwo) => exports.mix(at, count, share, Number(isFirst), Number(areTwo)),
      frameAt(at) {
        frame.hopSquares = exports.analyse(at)
        return frame
      },
    },
    tune(sampleRateHz) {
      if (sampleRateHz === tunedToHz) return
      const { first, lengths, weights } = melBank(sampleRateHz, FRAME_SIZE)
      new Int32Array(buffer, exports.BAND_FIRST.value, MEL_BANDS).set(first)
      new Int32Array(buffer, exports.BAND_LENGTHS.value, MEL_BANDS).set(lengths)
      floats(exports.BAND_WEIGHTS, weights.length).set(weights)
      const filters = kWeighting(sampleRateHz)
      new Float64Array(buffer, exports.K_FILTERS.value, filters.length).set(filters)
      tunedToHz = sampleRateHz
    },
  }
}
