import { cepstrum } from './cepstrum'
import {
  BAND_FIRST,
  BAND_LENGTHS,
  BAND_WEIGHTS,
  BASIS,
  COEFFICIENTS,
  FEATURES,
  FRAME,
  REAL_TWIDDLES,
  INPUT,
  K_FILTERS,
  K_STATES,
  MAGNITUDE,
  PEAKS,
  POWER,
  SAMPLES,
  SECOND_INPUT,
  LATER_TWIDDLES,
  FIRST_TWIDDLES,
  WINDOW,
} from './memory'
import { crossings, squares, total, transform, weighted } from './transform'

/** The kernel of ../wasm-kernel.ts; ../kernel.ts says what each part of its memory holds. */

export { BAND_FIRST, BAND_LENGTHS, BAND_WEIGHTS, BASIS, FEATURES, REAL_TWIDDLES, INPUT, MAGNITUDE, PEAKS, POWER }
export { K_FILTERS, K_STATES, SAMPLES, SECOND_INPUT, LATER_TWIDDLES, FIRST_TWIDDLES, WINDOW }
export { weigh } from './k-weighting'

/** +96 dB over full scale: nothing that is meant as sound is louder. Up to there a spectrum in 32 bits cannot overflow. */
const LOUDEST: f32 = 65536

@inline function part(from: usize, share: v128): v128 {
  const sample = v128.load(from)
  return f32x4.mul(share, v128.and(sample, f32x4.le(f32x4.abs(sample), f32x4.splat(LOUDEST))))
}

/**
 * Adds `share` of INPUT's samples, and of those of SECOND_INPUT, to those from `at` on, or replaces them if INPUT is the first
 * channel. What is not a finite number, or louder than LOUDEST, counts as 0, and -0
 * is made 0: the sign of each sample then says whether it is negative. Up to three samples behind the last are overwritten.
 */
export function mix(at: u32, count: u32, share: f32, isFirst: bool, areTwo: bool): void {
  const shares = f32x4.splat(share)
  const to = SAMPLES + 4 * at
  for (let i: usize = 0; i < 4 * count; i += 16) {
    let sum = part(INPUT + i, shares)
    if (!isFirst) sum = f32x4.add(v128.load(to + i), sum)
    if (areTwo) sum = f32x4.add(sum, part(SECOND_INPUT + i, shares))
    v128.store(to + i, f32x4.add(sum, f32x4.splat(0)))
  }
}

/** The largest of four, in the first lane. */
@inline function largest(v: v128): v128 {
  const two = f32x4.pmax(v, v128.shuffle<f32>(v, v, 2, 3, 2, 3))
  return f32x4.pmax(two, v128.shuffle<f32>(two, two, 1, 1, 1, 1))
}

@inline function lowSquares(v: v128): v128 {
  return f64x2.promote_low_f32x4(f32x4.mul(v, v))
}

@inline function highSquares(v: v128): v128 {
  const square = f32x4.mul(v, v)
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(square, square, 2, 3, 2, 3))
}

/** Measures 1024 samples as they are, without a window: the largest of each 16 into PEAKS. @returns the sum of their squares. */
function levels(at: u32): f64 {
  let from = SAMPLES + 4 * at
  let sum0 = f64x2.splat(0)
  let sum1 = f64x2.splat(0)
  for (let to = PEAKS; to < PEAKS + 256; to += 4, from += 64) {
    const a = v128.load(from)
    const b = v128.load(from, 16)
    const c = v128.load(from, 32)
    const d = v128.load(from, 48)
    const most = f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d))
    const least = f32x4.pmin(f32x4.pmin(a, b), f32x4.pmin(c, d))
    v128.store_lane<f32>(to, largest(f32x4.abs(f32x4.pmax(most, f32x4.neg(least)))), 0)
    sum0 = f64x2.add(f64x2.add(f64x2.add(f64x2.add(sum0, lowSquares(a)), lowSquares(b)), lowSquares(c)), lowSquares(d))
    sum1 = f64x2.add(f64x2.add(f64x2.add(f64x2.add(sum1, highSquares(a)), highSquares(b)), highSquares(c)), highSquares(d))
  }
  const sum = f64x2.add(sum0, sum1)
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
}

/**
 * Analyses the frame that begins with the sample `at`.
 * @returns the sum of the squares of its first half, without a window.
 */
export function analyse(at: u32): f64 {
  transform(SAMPLES + 4 * at)
  cepstrum()
  const features = FEATURES + 8 * COEFFICIENTS
  store<f64>(features, weighted / total)
  store<f64>(features, f64(crossings), 8)
  store<f64>(features, Math.sqrt(squares / f64(FRAME)), 16)
  return levels(at)
}
