import { REAL_TWIDDLES, IM_A, IM_B, MAGNITUDE, POWER, RE_A, RE_B, SAMPLES, LATER_TWIDDLES, FIRST_TWIDDLES, WINDOW } from './memory'

/**
 * Stockham's self-sorting transform by radix 4 (T. G. Stockham, "High-speed convolution and correlation", 1966) of the
 * 1024 complex numbers x(2n) + i x(2n+1), decimated in frequency: no bit reversal. Each stage reads one pair of buffers in
 * quarters and writes the other. Its loops are over bytes.
 */

/** Found by the first stage and by the last, beside the transform. */
export let crossings: i32 = 0
export let squares: f64 = 0
export let weighted: f64 = 0
export let total: f64 = 0

const QUARTER_BYTES: usize = 1024

@inline function sum32(v: v128): f64 {
  const pairs = f64x2.add(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3)))
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1)
}

@inline function even(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 2, 4, 6)
}

@inline function odd(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 1, 3, 5, 7)
}

/** 1 in each lane where a sample and the one before it differ in sign. */
@inline function changes(sample: usize, value: v128): v128 {
  return i32x4.shr_u(v128.xor(value, v128.load(sample - 4)), 31)
}

/** Stores the columns of four rows one after another. */
@inline function storeTransposed(to: usize, r0: v128, r1: v128, r2: v128, r3: v128): void {
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5)
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5)
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7)
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7)
  v128.store(to, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5))
  v128.store(to, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), 16)
  v128.store(to, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), 32)
  v128.store(to, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), 48)
}

/**
 * Windows a frame, counts its changes of sign and sums its squares, and takes the first stage, from `from` to B.
 * The window is 0 at both ends and positive between, so a windowed sample is negative where the sample is, except there.
 */
function firstStage(from: usize): void {
  let signs = i32x4.splat(0)
  let energy = f32x4.splat(0)
  for (let at: usize = 0; at < QUARTER_BYTES; at += 16) {
    let sample = from + 2 * at
    let weight = WINDOW + 2 * at
    let x = v128.load(sample)
    let y = v128.load(sample, 16)
    signs = i32x4.add(signs, i32x4.add(changes(sample, x), changes(sample + 16, y)))
    x = f32x4.mul(x, v128.load(weight))
    y = f32x4.mul(y, v128.load(weight, 16))
    energy = f32x4.add(energy, f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y)))
    const aRe = even(x, y)
    const aIm = odd(x, y)

    sample += 2 * QUARTER_BYTES
    x = v128.load(sample)
    y = v128.load(sample, 16)
    signs = i32x4.add(signs, i32x4.add(changes(sample, x), changes(sample + 16, y)))
    x = f32x4.mul(x, v128.load(weight, 2048))
    y = f32x4.mul(y, v128.load(weight, 2064))
    energy = f32x4.add(energy, f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y)))
    const bRe = even(x, y)
    const bIm = odd(x, y)

    sample += 2 * QUARTER_BYTES
    x = v128.load(sample)
    y = v128.load(sample, 16)
    signs = i32x4.add(signs, i32x4.add(changes(sample, x), changes(sample + 16, y)))
    x = f32x4.mul(x, v128.load(weight, 4096))
    y = f32x4.mul(y, v128.load(weight, 4112))
    energy = f32x4.add(energy, f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y)))
    const cRe = even(x, y)
    const cIm = odd(x, y)

    sample += 2 * QUARTER_BYTES
    x = v128.load(sample)
    y = v128.load(sample, 16)
    signs = i32x4.add(signs, i32x4.add(changes(sample, x), changes(sample + 16, y)))
    x = f32x4.mul(x, v128.load(weight, 6144))
    y = f32x4.mul(y, v128.load(weight, 6160))
    energy = f32x4.add(energy, f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y)))
    const dRe = even(x, y)
    const dIm = odd(x, y)

    const acRe = f32x4.add(aRe, cRe)
    const acIm = f32x4.add(aIm, cIm)
    const caRe = f32x4.sub(aRe, cRe)
    const caIm = f32x4.sub(aIm, cIm)
    const bdRe = f32x4.add(bRe, dRe)
    const bdIm = f32x4.add(bIm, dIm)
    const dbRe = f32x4.sub(bRe, dRe)
    const dbIm = f32x4.sub(bIm, dIm)
    const twiddles = FIRST_TWIDDLES + at
    const re1 = f32x4.add(caRe, dbIm)
    const im1 = f32x4.sub(caIm, dbRe)
    const re2 = f32x4.sub(acRe, bdRe)
    const im2 = f32x4.sub(acIm, bdIm)
    const re3 = f32x4.sub(caRe, dbIm)
    const im3 = f32x4.add(caIm, dbRe)
    const c1 = v128.load(twiddles)
    const s1 = v128.load(twiddles, 1024)
    const c2 = v128.load(twiddles, 2048)
    const s2 = v128.load(twiddles, 3072)
    const c3 = v128.load(twiddles, 4096)
    const s3 = v128.load(twiddles, 5120)
    storeTransposed(
      RE_B + 4 * at,
      f32x4.add(acRe, bdRe),
      f32x4.add(f32x4.mul(c1, re1), f32x4.mul(s1, im1)),
      f32x4.add(f32x4.mul(c2, re2), f32x4.mul(s2, im2)),
      f32x4.add(f32x4.mul(c3, re3), f32x4.mul(s3, im3)),
    )
    storeTransposed(
      IM_B + 4 * at,
      f32x4.add(acIm, bdIm),
      f32x4.sub(f32x4.mul(c1, im1), f32x4.mul(s1, re1)),
      f32x4.sub(f32x4.mul(c2, im2), f32x4.mul(s2, re2)),
      f32x4.sub(f32x4.mul(c3, im3), f32x4.mul(s3, re3)),
    )
  }
  squares = sum32(energy)
  crossings = countInside(from, signs)
}

@inline function isNegative(sample: usize): i32 {
  return i32(load<f32>(sample) < 0)
}

/** Of all changes of sign, those within the windowed frame, whose first and last sample are 0. */
@inline function countInside(from: usize, signs: v128): i32 {
  const all =
    i32x4.extract_lane(signs, 0) +
    i32x4.extract_lane(signs, 1) +
    i32x4.extract_lane(signs, 2) +
    i32x4.extract_lane(signs, 3)
  const last = from + 8188
  const first = isNegative(from + 4)
  const next = isNegative(last - 4)
  const outside =
    (isNegative(from - 4) ^ isNegative(from)) + (isNegative(from) ^ first) + (next ^ isNegative(last))
  return all - outside + first + next
}

/** A stage whose butterflies lie side by side: `angles` groups of `strideBytes`, all of a group rotated alike. */
@inline function stage(
  re: usize,
  im: usize,
  toRe: usize,
  toIm: usize,
  twiddlesAt: usize,
  angles: usize,
  strideBytes: usize,
): void {
  let twiddles = twiddlesAt
  for (let p: usize = 0; p < angles; p += 1) {
    const c1 = v128.load32_splat(twiddles)
    const s1 = v128.load32_splat(twiddles, 4)
    const c2 = v128.load32_splat(twiddles, 8)
    const s2 = v128.load32_splat(twiddles, 12)
    const c3 = v128.load32_splat(twiddles, 16)
    const s3 = v128.load32_splat(twiddles, 20)
    twiddles += 24
    const end = (p + 1) * strideBytes
    let out: usize = 4 * p * strideBytes
    for (let at = p * strideBytes; at < end; at += 16) {
      const aRe = v128.load(re + at)
      const aIm = v128.load(im + at)
      const bRe = v128.load(re + at, 1024)
      const bIm = v128.load(im + at, 1024)
      const cRe = v128.load(re + at, 2048)
      const cIm = v128.load(im + at, 2048)
      const dRe = v128.load(re + at, 3072)
      const dIm = v128.load(im + at, 3072)
      const acRe = f32x4.add(aRe, cRe)
      const acIm = f32x4.add(aIm, cIm)
      const caRe = f32x4.sub(aRe, cRe)
      const caIm = f32x4.sub(aIm, cIm)
      const bdRe = f32x4.add(bRe, dRe)
      const bdIm = f32x4.add(bIm, dIm)
      const dbRe = f32x4.sub(bRe, dRe)
      const dbIm = f32x4.sub(bIm, dIm)
      v128.store(toRe + out, f32x4.add(acRe, bdRe))
      v128.store(toIm + out, f32x4.add(acIm, bdIm))
      const re1 = f32x4.add(caRe, dbIm)
      const im1 = f32x4.sub(caIm, dbRe)
      v128.store(toRe + out + strideBytes, f32x4.add(f32x4.mul(c1, re1), f32x4.mul(s1, im1)))
      v128.store(toIm + out + strideBytes, f32x4.sub(f32x4.mul(c1, im1), f32x4.mul(s1, re1)))
      const re2 = f32x4.sub(acRe, bdRe)
      const im2 = f32x4.sub(acIm, bdIm)
      v128.store(toRe + out + 2 * strideBytes, f32x4.add(f32x4.mul(c2, re2), f32x4.mul(s2, im2)))
      v128.store(toIm + out + 2 * strideBytes, f32x4.sub(f32x4.mul(c2, im2), f32x4.mul(s2, re2)))
      const re3 = f32x4.sub(caRe, dbIm)
      const im3 = f32x4.add(caIm, dbRe)
      v128.store(toRe + out + 3 * strideBytes, f32x4.add(f32x4.mul(c3, re3), f32x4.mul(s3, im3)))
      v128.store(toIm + out + 3 * strideBytes, f32x4.sub(f32x4.mul(c3, im3), f32x4.mul(s3, re3)))
      out += 16
    }
  }
}

/** The last stage, from A to B: every twiddle factor is 1. */
function lastStage(): void {
  for (let at: usize = 0; at < QUARTER_BYTES; at += 16) {
    const re = RE_A + at
    const im = IM_A + at
    const acRe = f32x4.add(v128.load(re), v128.load(re, 2048))
    const acIm = f32x4.add(v128.load(im), v128.load(im, 2048))
    const caRe = f32x4.sub(v128.load(re), v128.load(re, 2048))
    const caIm = f32x4.sub(v128.load(im), v128.load(im, 2048))
    const bdRe = f32x4.add(v128.load(re, 1024), v128.load(re, 3072))
    const bdIm = f32x4.add(v128.load(im, 1024), v128.load(im, 3072))
    const dbRe = f32x4.sub(v128.load(re, 1024), v128.load(re, 3072))
    const dbIm = f32x4.sub(v128.load(im, 1024), v128.load(im, 3072))
    v128.store(RE_B + at, f32x4.add(acRe, bdRe))
    v128.store(IM_B + at, f32x4.add(acIm, bdIm))
    v128.store(RE_B + at, f32x4.add(caRe, dbIm), 1024)
    v128.store(IM_B + at, f32x4.sub(caIm, dbRe), 1024)
    v128.store(RE_B + at, f32x4.sub(acRe, bdRe), 2048)
    v128.store(IM_B + at, f32x4.sub(acIm, bdIm), 2048)
    v128.store(RE_B + at, f32x4.sub(caRe, dbIm), 3072)
    v128.store(IM_B + at, f32x4.add(caIm, dbRe), 3072)
  }
}

@inline function reversed(v: v128): v128 {
  return v128.shuffle<f32>(v, v, 3, 2, 1, 0)
}

/**
 * Power and magnitude of the real frame's spectrum X from the transform Z, for k and 1024 - k at once:
 * X(k) = E + e^(-2 pi i k / 2048) O with E = (Z(k) + Z*(1024 - k)) / 2 and O = (Z(k) - Z*(1024 - k)) / 2i;
 * X(1024 - k) is the conjugate of E - e^(-2 pi i k / 2048) O.
 */
function untangle(): void {
  const half = f32x4.splat(0.5)
  const four = f32x4.splat(4)
  let bin = f32x4(1, 2, 3, 4)
  let mirrorBin = f32x4(1023, 1022, 1021, 1020)
  let sum = f32x4.splat(0)
  let moment = f32x4.splat(0)
  for (let at: usize = 4, mirror: usize = 4080; at < 2052; at += 16, mirror -= 16) {
    const re = v128.load(RE_B + at)
    const im = v128.load(IM_B + at)
    const mirrorRe = reversed(v128.load(RE_B + mirror))
    const mirrorIm = reversed(v128.load(IM_B + mirror))
    const cos = v128.load(REAL_TWIDDLES + at - 4)
    const sin = v128.load(REAL_TWIDDLES + at, 2044)
    const evenRe = f32x4.mul(half, f32x4.add(re, mirrorRe))
    const evenIm = f32x4.mul(half, f32x4.sub(im, mirrorIm))
    const oddRe = f32x4.mul(half, f32x4.add(im, mirrorIm))
    const oddIm = f32x4.mul(half, f32x4.sub(mirrorRe, re))
    const rotatedRe = f32x4.add(f32x4.mul(cos, oddRe), f32x4.mul(sin, oddIm))
    const rotatedIm = f32x4.sub(f32x4.mul(cos, oddIm), f32x4.mul(sin, oddRe))
    const hereRe = f32x4.add(evenRe, rotatedRe)
    const hereIm = f32x4.add(evenIm, rotatedIm)
    const thereRe = f32x4.sub(evenRe, rotatedRe)
    const thereIm = f32x4.sub(evenIm, rotatedIm)
    const here = f32x4.add(f32x4.mul(hereRe, hereRe), f32x4.mul(hereIm, hereIm))
    const there = f32x4.add(f32x4.mul(thereRe, thereRe), f32x4.mul(thereIm, thereIm))
    const hereRoot = f32x4.sqrt(here)
    const thereRoot = f32x4.sqrt(there)
    v128.store(POWER + at, here)
    v128.store(POWER + mirror, reversed(there))
    v128.store(MAGNITUDE + at, hereRoot)
    v128.store(MAGNITUDE + mirror, reversed(thereRoot))
    sum = f32x4.add(sum, f32x4.add(hereRoot, thereRoot))
    moment = f32x4.add(moment, f32x4.add(f32x4.mul(bin, hereRoot), f32x4.mul(mirrorBin, thereRoot)))
    bin = f32x4.add(bin, four)
    mirrorBin = f32x4.sub(mirrorBin, four)
  }
  const first = load<f32>(RE_B) + load<f32>(IM_B)
  store<f32>(POWER, first * first)
  store<f32>(MAGNITUDE, abs(first))
  const middle = load<f32>(MAGNITUDE, 2048) // its own mirror: it was added twice
  total = sum32(sum) + f64(abs(first)) - f64(middle)
  weighted = sum32(moment) - 512 * f64(middle)
}

/** Transforms a frame, in its window, into POWER and MAGNITUDE. @param from address of its first sample. */
export function transform(from: usize): void {
  firstStage(from)
  stage(RE_B, IM_B, RE_A, IM_A, LATER_TWIDDLES, 64, 16)
  stage(RE_A, IM_A, RE_B, IM_B, LATER_TWIDDLES + 1536, 16, 64)
  stage(RE_B, IM_B, RE_A, IM_A, LATER_TWIDDLES + 1920, 4, 256)
  lastStage()
  untangle()
}
