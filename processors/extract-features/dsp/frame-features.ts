import { spectrum } from './fourier.ts'
import { FRAME_SIZE } from './framing.ts'
import { MEL_BANDS, MFCC_COUNT, cepstralBasis, cepstrum, logMelEnergies, melBank } from './mel.ts'
import { hannWindow } from './window.ts'

/** Where each feature lies in what a frame gives: MFCC from 0, then one number each. */
export const CENTROID = MFCC_COUNT
export const ZERO_CROSSINGS = MFCC_COUNT + 1
export const RMS = MFCC_COUNT + 2
export const FEATURE_COUNT = MFCC_COUNT + 3

/**
 * The features of one frame by the definitions of Meyda 5.6.3, equal to it within its own 32-bit rounding. All of them are
 * of the *windowed* frame:
 * - MFCC: power spectrum, 26 mel bands, ln(1 + energy), DCT-II, 13 coefficients;
 * - spectral centroid: sum of k |X(k)| / sum of |X(k)|, in bins; NaN for digital silence, as in Meyda;
 * - zero crossings: changes of sign from one sample to the next, 0 being positive;
 * - RMS: root of the mean square.
 *
 * @returns a function that writes FEATURE_COUNT numbers for a frame of FRAME_SIZE samples.
 */
export function frameFeatures(sampleRateHz: number): (samples: Float32Array, into: Float64Array) => void {
  const window = hannWindow(FRAME_SIZE)
  const plan = spectrum(FRAME_SIZE)
  const bank = melBank(sampleRateHz, FRAME_SIZE)
  const basis = cepstralBasis()
  const power = new Float64Array(FRAME_SIZE / 2)
  const logEnergies = new Float64Array(MEL_BANDS)

  return (samples, into) => {
    const { even, odd } = plan.frame
    let squares = 0
    let crossings = 0
    let wasNegative = (samples[0] ?? 0) * (window[0] ?? 0) < 0
    for (let i = 0, n = 0; n < FRAME_SIZE; i += 1, n += 2) {
      const x = (samples[n] ?? 0) * (window[n] ?? 0)
      const y = (samples[n + 1] ?? 0) * (window[n + 1] ?? 0)
      even[i] = x
      odd[i] = y
      squares += x * x + y * y
      const xNegative = x < 0
      const yNegative = y < 0
      crossings += Number(xNegative !== wasNegative) + Number(xNegative !== yNegative)
      wasNegative = yNegative
    }
    plan.power(power)
    logMelEnergies(bank, power, logEnergies)
    cepstrum(basis, logEnergies, into)
    into[CENTROID] = centroid(power)
    into[ZERO_CROSSINGS] = crossings
    into[RMS] = Math.sqrt(squares / FRAME_SIZE)
  }
}

function centroid(power: Float64Array): number {
  let weighted = 0
  let total = 0
  for (let k = 0; k < power.length; k += 1) {
    const amplitude = Math.sqrt(power[k] ?? 0)
    weighted += k * amplitude
    total += amplitude
  }
  return weighted / total
}
