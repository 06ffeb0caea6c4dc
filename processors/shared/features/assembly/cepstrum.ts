import { BAND_FIRST, BAND_LENGTHS, BAND_WEIGHTS, BANDS, BASIS, COEFFICIENTS, FEATURES, MEL, POWER } from './memory'

const LOGARITHMS: usize = memory.data(208, 16)
const LN_2: f64 = 0.6931471805599453

/** Energy of each band: the power of its bins, each times its weight. */
function energies(): void {
  let weights = BAND_WEIGHTS
  for (let band: u32 = 0; band < BANDS; band += 1) {
    let power = POWER + 4 * load<u32>(BAND_FIRST + 4 * band)
    const end = weights + 4 * load<u32>(BAND_LENGTHS + 4 * band)
    let sum0 = f32x4.splat(0)
    let sum1 = f32x4.splat(0)
    for (; weights < end; weights += 32, power += 32) {
      sum0 = f32x4.add(sum0, f32x4.mul(v128.load(weights), v128.load(power)))
      sum1 = f32x4.add(sum1, f32x4.mul(v128.load(weights, 16), v128.load(power, 16)))
    }
    const four = f32x4.add(sum0, sum1)
    const two = f32x4.add(four, v128.shuffle<f32>(four, four, 2, 3, 2, 3))
    store<f32>(MEL + 4 * band, f32x4.extract_lane(two, 0) + f32x4.extract_lane(two, 1))
  }
}

/**
 * ln of two numbers that are positive and finite. With x = m 2^e, m from sqrt(1/2) to sqrt(2), and s = (m - 1) / (m + 1):
 * ln x = e ln 2 + 2 (s + s^3/3 + s^5/5 + ...). |s| is less than 0.172, so what is left out is less than 1e-12.
 */
@inline function logarithm(x: v128): v128 {
  const high = v128.shuffle<i32>(x, x, 1, 3, 1, 3)
  const rootHalf = i32x4.splat(0x3fe6a09e) // the upper bits of sqrt(1/2)
  const exponents = i32x4.shr_s(i32x4.sub(high, rootHalf), 20)
  const mantissas = i64x2.sub(x, i64x2.shl(i64x2.extend_low_i32x4_s(exponents), 52))
  const one = f64x2.splat(1)
  const s = f64x2.div(f64x2.sub(mantissas, one), f64x2.add(mantissas, one))
  const z = f64x2.mul(s, s)
  let series = f64x2.splat(2.0 / 13)
  series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.0 / 11))
  series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.0 / 9))
  series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.0 / 7))
  series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.0 / 5))
  series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.0 / 3))
  series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2))
  return f64x2.add(f64x2.mul(f64x2.convert_low_i32x4_s(exponents), f64x2.splat(LN_2)), f64x2.mul(series, s))
}

/** From POWER: the energy of each mel band, ln(1 + energy), and their DCT-II into the first features. */
export function cepstrum(): void {
  energies()
  for (let band: usize = 0; band < BANDS; band += 2) {
    const pair = f64x2.promote_low_f32x4(v128.load64_zero(MEL + 4 * band))
    v128.store(LOGARITHMS + 8 * band, logarithm(f64x2.add(f64x2.splat(1), pair)))
  }
  let basis = BASIS
  for (let coefficient: usize = 0; coefficient < COEFFICIENTS; coefficient += 1) {
    let sum = f64x2.splat(0)
    for (let at: usize = 0; at < 8 * BANDS; at += 16) {
      sum = f64x2.add(sum, f64x2.mul(v128.load(basis + at), v128.load(LOGARITHMS + at)))
    }
    basis += 8 * BANDS
    store<f64>(FEATURES + 8 * coefficient, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1))
  }
}
