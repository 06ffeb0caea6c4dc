import { instantiate } from '../kernels/instantiate.ts'
import type { KernelMemory } from '../kernels/instantiate.ts'
import { FEATURE_COUNT } from './frame-features.ts'
import type { Frame } from './frame-features.ts'
import { FRAME_SIZE, HOP_SIZE, PEAK_BLOCK } from './framing.ts'
import { kWeighting } from './k-weighting.ts'
import { kernel } from './kernel.generated.ts'
import { MEL_BANDS, cepstralBasis, melBank } from './mel.ts'
import { realTwiddles, twiddleColumns, twiddleRows } from './twiddle-factors.ts'
import { hannWindow } from './window.ts'

/** The most samples that `Kernel.input` takes. */
export const PIECE_SIZE = 8_192

/** See `Kernel.weigh`. */
export const K_STATE_COUNT = 10
/** Where in the state the sums of squares are. */
export const K_SQUARES = 8

export interface Kernel {
  /** PIECE_SIZE samples of one channel, for `mix` and `weigh`. */
  readonly input: Float32Array
  /** As many of another channel. */
  readonly secondInput: Float32Array
  /** FRAME_SIZE + PIECE_SIZE samples, averaged over the channels. */
  readonly samples: Float32Array
  /**
   * Adds `share` of the first `count` samples of `input`, and of `secondInput` if `areTwo`, to `samples` from `at` on; the
   * first channel replaces them.
   * A sample that is not a finite number, which a file of floating-point samples may hold, or that is more than 65 536 times
   * full scale, counts as 0: a player is silent there too, and one such sample would make every statistic of the track
   * meaningless. Up to three samples behind the last are overwritten.
   */
  mix(at: number, count: number, share: number, isFirst: boolean, areTwo: boolean): void
  /**
   * K-weights the first `count` samples of both inputs (see `k-weighting.ts`), of which those that are not finite count as 0.
   * @param state K_STATE_COUNT numbers that go from one stretch of the two channels to the next, zeros at first: for each of
   * the filters' four states, and then for the sum of the weighed samples' squares, one number for each channel.
   */
  weigh(state: Float64Array, count: number): void
  /** Analyses the frame that begins with sample `at`. */
  frameAt(at: number): Frame
}

/** A place in the kernel's memory. */
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
  readonly TURNS: Address
  readonly SPLAT_TURNS: Address
  readonly HALF_TURNS: Address
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
  readonly MEL: Address
  readonly FEATURES: Address
  readonly PEAKS: Address
}

interface Running {
  readonly kernel: Kernel
  tune(sampleRateHz: number): void
}

const BINS = FRAME_SIZE / 2

let running: Running | null = null

/**
 * The kernel, ready for a sample rate. There is one in a process, started when it is first needed: between two calls it
 * keeps nothing but constants, and whoever comes brings all the samples that a frame needs.
 */
export function kernelAt(sampleRateHz: number): Kernel {
  running ??= started()
  running.tune(sampleRateHz)
  return running.kernel
}

function started(): Running {
  const exports = instantiate<Exports>(kernel)
  const { buffer } = exports.memory
  const floats = ({ value }: Address, length: number) => new Float32Array(buffer, value, length)
  floats(exports.WINDOW, FRAME_SIZE).set(hannWindow(FRAME_SIZE))
  floats(exports.TURNS, 6 * (BINS / 4)).set(twiddleRows(BINS))
  const later = [BINS / 4, BINS / 16, BINS / 64].flatMap((length) => [...twiddleColumns(length)])
  floats(exports.SPLAT_TURNS, later.length).set(later)
  floats(exports.HALF_TURNS, BINS).set(realTwiddles(FRAME_SIZE))
  const basis = cepstralBasis()
  new Float64Array(buffer, exports.BASIS.value, basis.length).set(basis)

  const frame = {
    power: floats(exports.POWER, BINS),
    magnitude: floats(exports.MAGNITUDE, BINS),
    melEnergies: floats(exports.MEL, MEL_BANDS),
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
      weigh(state, count) {
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
