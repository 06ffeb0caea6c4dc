import { INPUT, K_FILTERS, K_STATES, SECOND_INPUT } from './memory'

/**
 * Both K-weighting filters in a row, in transposed direct form II, over the first `count` samples of two channels at once,
 * one in each lane. What is not a finite number counts as 0. K_STATES holds two states of each filter and the sum of the
 * weighed samples' squares, and is brought up to date. The second filter's b are 1, -2 and 1.
 */
export function weigh(count: u32): void {
  const b0 = v128.load64_splat(K_FILTERS)
  const b1 = v128.load64_splat(K_FILTERS, 8)
  const b2 = v128.load64_splat(K_FILTERS, 16)
  const a1 = v128.load64_splat(K_FILTERS, 24)
  const a2 = v128.load64_splat(K_FILTERS, 32)
  const c1 = v128.load64_splat(K_FILTERS, 40)
  const c2 = v128.load64_splat(K_FILTERS, 48)
  const minusTwo = f64x2.splat(-2)
  const zero = f32x4.splat(0)
  let s1 = v128.load(K_STATES)
  let s2 = v128.load(K_STATES, 16)
  let t1 = v128.load(K_STATES, 32)
  let t2 = v128.load(K_STATES, 48)
  let squares = v128.load(K_STATES, 64)
  for (let at: usize = 0; at < 4 * count; at += 4) {
    const raw = v128.load_lane<f32>(SECOND_INPUT + at, v128.load32_zero(INPUT + at), 1)
    const isFinite = f32x4.eq(f32x4.sub(raw, raw), zero)
    const x = f64x2.promote_low_f32x4(v128.and(raw, isFinite))
    const y = f64x2.add(f64x2.mul(b0, x), s1)
    s1 = f64x2.add(f64x2.sub(f64x2.mul(b1, x), f64x2.mul(a1, y)), s2)
    s2 = f64x2.sub(f64x2.mul(b2, x), f64x2.mul(a2, y))
    const z = f64x2.add(y, t1)
    t1 = f64x2.add(f64x2.sub(f64x2.mul(minusTwo, y), f64x2.mul(c1, z)), t2)
    t2 = f64x2.sub(y, f64x2.mul(c2, z))
    squares = f64x2.add(squares, f64x2.mul(z, z))
  }
  v128.store(K_STATES, s1)
  v128.store(K_STATES, s2, 16)
  v128.store(K_STATES, t1, 32)
  v128.store(K_STATES, t2, 48)
  v128.store(K_STATES, squares, 64)
}
