import { cepstrum } from './cepstrum'
import {
  BAND_FIRST,
  BAND_LENGTHS,
  BAND_WEIGHTS,
  BASIS,
  COEFFICIENTS,
  FEATURES,
  FRAME,
  HALF_TURNS,
  INPUT,
  K_FILTERS,
  K_STATES,
  MAGNITUDE,
  MEL,
  PEAKS,
  POWER,
  SAMPLES,
  SECOND_INPUT,
  SPLAT_TURNS,
  TURNS,
  WINDOW,
} from './memory'
import { crossings, squares, total, transform, weighted } from './transform'

/** The kernel of dsp/kernel.ts, which says what each part of its memory holds. */

export { BAND_FIRST, BAND_LENGTHS, BAND_WEIGHTS, BASIS, FEATURES, HALF_TURNS, INPUT, MAGNITUDE, MEL, PEAKS, POWER }
export { K_FILTERS, K_STATES, SAMPLES, SECOND_INPUT, SPLAT_TURNS, TURNS, WINDOW }
export { weigh } from './k-weighting'

/** +96 dB over full scale: nothing that is meant as sound is louder. Up to there a spectrum in 32 bits cannot overflow. */
const LOUDEST: f32 = 65536

/** @param at the sample that the frame begins with. */
export function analyse(at: u32): void {
  transform(SAMPLES + 4 * at)
  cepstrum()
  const features = FEATURES + 8 * COEFFICIENTS
  store<f64>(features, weighted / total)
  store<f64>(features, f64(crossings), 8)
  store<f64>(features, Math.sqrt(squares / f64(FRAME)), 16)
}

/**
 * Adds `share` of INPUT's samples to those from `at` on, or replaces them if it is the first channel. What is not a finite
 * number, or louder than LOUDEST, counts as 0. Up to three samples behind the last are overwritten.
 */
export function mix(at: u32, count: u32, share: f32, isFirst: bool): void {
  const loudest = f32x4.splat(LOUDEST)
  const part = f32x4.splat(share)
  let to = SAMPLES + 4 * at
  for (let from = INPUT; from < INPUT + 4 * count; from += 16, to += 16) {
    const sample = v128.load(from)
    const sound = f32x4.mul(part, v128.and(sample, f32x4.le(f32x4.abs(sample), loudest)))
    v128.store(to, isFirst ? sound : f32x4.add(v128.load(to), sound))
  }
}

@inline function largest(v: v128): f32 {
  const two = f32x4.pmax(v, v128.shuffle<f32>(v, v, 2, 3, 2, 3))
  return max(f32x4.extract_lane(two, 0), f32x4.extract_lane(two, 1))
}

/**
 * Measures 1024 samples as they are, without a window: the largest of each 16 into PEAKS.
 * @param at the first of them. @returns the sum of their squares.
 */
export function levels(at: u32): f64 {
  let from = SAMPLES + 4 * at
  let sum0 = f64x2.splat(0)
  let sum1 = f64x2.splat(0)
  for (let to = PEAKS; to < PEAKS + 256; to += 4) {
    let most = f32x4.splat(0)
    for (const end = from + 64; from < end; from += 16) {
      const sample = v128.load(from)
      most = f32x4.pmax(most, f32x4.abs(sample))
      const square = f32x4.mul(sample, sample)
      sum0 = f64x2.add(sum0, f64x2.promote_low_f32x4(square))
      sum1 = f64x2.add(sum1, f64x2.promote_low_f32x4(v128.shuffle<f32>(square, square, 2, 3, 2, 3)))
    }
    store<f32>(to, largest(most))
  }
  const sum = f64x2.add(sum0, sum1)
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
}
