import Meyda from 'meyda'
import { checked } from '../numeric.ts'
import { CENTROID, FEATURE_COUNT, MFCC_COUNT, RMS, ZERO_CROSSINGS } from './frame-features.ts'
import { FRAME_SIZE, HOP_SIZE, PEAK_BLOCK } from './framing.ts'
import { kWeighting } from './k-weighting.ts'
import { K_SQUARES, LOUDEST, PIECE_SIZE } from './kernel.ts'
import type { Kernel } from './kernel.ts'
import { MEL_BANDS } from './mel.ts'

let running: TunableKernel | null = null

/** The kernel in plain JavaScript: spectrum and features by Meyda, the rest by loops. Some twenty times slower than WebAssembly. */
export function meydaKernelAt(sampleRateHz: number): Kernel {
  running ??= started()
  running.tune(sampleRateHz)
  return running
}

interface TunableKernel extends Kernel {
  tune(sampleRateHz: number): void
}

function started(): TunableKernel {
  const input = new Float32Array(PIECE_SIZE)
  const secondInput = new Float32Array(PIECE_SIZE)
  const samples = new Float32Array(FRAME_SIZE + PIECE_SIZE)
  const frame = {
    power: new Float32Array(FRAME_SIZE / 2),
    magnitude: new Float32Array(FRAME_SIZE / 2),
    features: new Float64Array(FEATURE_COUNT),
    hopPeaks: new Float32Array(HOP_SIZE / PEAK_BLOCK),
    hopSquares: 0,
  }
  let filters: readonly number[] = []
  let tunedToHz = 0
  return {
    input,
    secondInput,
    samples,
    mix(at, count, share, isFirst, areTwo) {
      const factor = Math.fround(share)
      for (let i = 0; i < count; i += 1) {
        let sum = share32(checked(input[i]), factor)
        if (!isFirst) sum = Math.fround(checked(samples[at + i]) + sum)
        if (areTwo) sum = Math.fround(sum + share32(checked(secondInput[i]), factor))
        samples[at + i] = sum + 0
      }
    },
    kWeight(state, count) {
      kWeightChannel(filters, state, 0, input, count)
      kWeightChannel(filters, state, 1, secondInput, count)
    },
    frameAt(at) {
      const { power, magnitude, features } = extract(samples.slice(at, at + FRAME_SIZE))
      frame.power.set(power)
      frame.magnitude.set(magnitude)
      frame.features.set(features)
      frame.hopSquares = levels(samples.subarray(at, at + HOP_SIZE), frame.hopPeaks)
      return frame
    },
    tune(sampleRateHz) {
      if (sampleRateHz !== tunedToHz) filters = kWeighting(sampleRateHz)
      if (sampleRateHz !== tunedToHz || Meyda.sampleRate !== sampleRateHz) tuneMeyda(sampleRateHz)
      tunedToHz = sampleRateHz
    },
  }
}

/**
 * Meyda's settings are global. It keeps the mel filter bank of the first sample rate that it saw until the number of bands
 * changes, so that is changed there and back.
 */
function tuneMeyda(sampleRateHz: number): void {
  Meyda.bufferSize = FRAME_SIZE
  Meyda.sampleRate = sampleRateHz
  Meyda.numberOfMFCCCoefficients = MFCC_COUNT
  Meyda.melBands = MEL_BANDS + 1
  Meyda.extract('mfcc', new Float32Array(FRAME_SIZE))
  Meyda.melBands = MEL_BANDS
}

const EXTRACTED = ['mfcc', 'spectralCentroid', 'zcr', 'rms', 'powerSpectrum', 'amplitudeSpectrum'] as const

function extract(signal: Float32Array) {
  const extracted = Meyda.extract([...EXTRACTED], signal) ?? {}
  const { mfcc, spectralCentroid, zcr, rms, powerSpectrum, amplitudeSpectrum } = extracted
  if (mfcc === undefined || powerSpectrum === undefined || amplitudeSpectrum === undefined) throw incomplete()
  if (spectralCentroid === undefined || zcr === undefined || rms === undefined) throw incomplete()
  const features = new Float64Array(FEATURE_COUNT)
  features.set(mfcc)
  features[CENTROID] = spectralCentroid
  features[ZERO_CROSSINGS] = zcr
  features[RMS] = rms
  return { features, power: powerSpectrum, magnitude: amplitudeSpectrum }
}

const incomplete = () => new Error('Meyda left out a feature.')

/** 0 for damage (see `Kernel.mix`), which NaN is too: no comparison with it holds. */
const share32 = (sample: number, factor: number): number =>
  Math.abs(sample) <= LOUDEST ? Math.fround(factor * sample) : 0

/** Both filters in a row, in transposed direct form II; see `k-weighting.ts` for the coefficients. */
function kWeightChannel(
  filters: readonly number[],
  state: Float64Array,
  channel: 0 | 1,
  channelInput: Float32Array,
  count: number,
): void {
  const [b0 = NaN, b1 = NaN, b2 = NaN, a1 = NaN, a2 = NaN, c1 = NaN, c2 = NaN] = filters
  const stateAt = (i: number) => checked(state[i + channel])
  let [s1, s2, t1, t2, squares] = [stateAt(0), stateAt(2), stateAt(4), stateAt(6), stateAt(K_SQUARES)]
  for (let i = 0; i < count; i += 1) {
    const raw = checked(channelInput[i])
    const x = Number.isFinite(raw) ? raw : 0
    const y = b0 * x + s1
    s1 = b1 * x - a1 * y + s2
    s2 = b2 * x - a2 * y
    const z = y + t1
    t1 = -2 * y - c1 * z + t2
    t2 = y - c2 * z
    squares += z * z
  }
  for (const [i, value] of [s1, s2, t1, t2, squares].entries()) state[2 * i + channel] = value
}

/** Writes the largest absolute sample of each block. @returns the sum of all squares. */
function levels(hop: Float32Array, peaks: Float32Array): number {
  let squares = 0
  peaks.fill(0)
  for (let i = 0; i < hop.length; i += 1) {
    const sample = checked(hop[i])
    const block = Math.floor(i / PEAK_BLOCK)
    peaks[block] = Math.max(checked(peaks[block]), Math.abs(sample))
    squares += Math.fround(sample * sample)
  }
  return squares
}
