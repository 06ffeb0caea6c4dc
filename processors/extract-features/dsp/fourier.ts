/**
 * A plan for the power spectra of real frames of one size. `?? 0` in the loops is for the compiler only: no index is ever
 * outside, so the optimiser drops it.
 */
export interface Spectrum {
  /** One frame: set it before `power` is called. It is changed by the call. */
  readonly frame: { readonly even: Float64Array; readonly odd: Float64Array }
  /** Writes |X(k)|^2 for k from 0 to size / 2 - 1 (the Nyquist bin is left out, as in Meyda). */
  power(into: Float64Array): void
}

interface Stage {
  /** Length of the transforms at this stage, and how many of them lie interleaved. */
  readonly length: number
  readonly stride: number
  /** cos and sin of 2 pi p / length, of twice and of thrice that angle, for p from 0 to length / 4 - 1. */
  readonly twiddles: Float64Array
}

/**
 * @param size samples per frame: twice a power of four.
 * @throws {RangeError} when it is not.
 */
export function spectrum(size: number): Spectrum {
  const half = size / 2
  if (!Number.isInteger(Math.log2(half) / 2)) throw new RangeError(`A frame of ${size} is not twice a power of four.`)
  const stages = planOf(half)
  const frame = { even: new Float64Array(half), odd: new Float64Array(half) }
  const spare = { even: new Float64Array(half), odd: new Float64Array(half) }
  const cosines = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / size))
  const sines = Float64Array.from({ length: half }, (_, k) => Math.sin((2 * Math.PI * k) / size))

  return {
    frame,
    power(into) {
      let from = frame
      let to = spare
      for (const stage of stages) {
        transformStage(stage, from.even, from.odd, to.even, to.odd)
        ;[from, to] = [to, from]
      }
      powerOf(from.even, from.odd, cosines, sines, into)
    },
  }
}

function planOf(half: number): readonly Stage[] {
  const stages: Stage[] = []
  for (let length = half, stride = 1; length > 1; length /= 4, stride *= 4) {
    const twiddles = new Float64Array(6 * (length / 4))
    for (let p = 0; p < length / 4; p += 1) {
      for (const times of [1, 2, 3]) {
        const angle = (2 * Math.PI * p * times) / length
        twiddles[6 * p + 2 * (times - 1)] = Math.cos(angle)
        twiddles[6 * p + 2 * (times - 1) + 1] = Math.sin(angle)
      }
    }
    stages.push({ length, stride, twiddles })
  }
  return stages
}

/**
 * One radix-4 decimation-in-frequency step of Stockham's self-sorting transform (T. G. Stockham, "High-speed convolution
 * and correlation", 1966): no bit reversal, and the inner loop walks through memory in order.
 */
function transformStage(
  { length, stride, twiddles }: Stage,
  re: Float64Array,
  im: Float64Array,
  toRe: Float64Array,
  toIm: Float64Array,
): void {
  const quarter = length / 4
  const step = quarter * stride
  for (let p = 0; p < quarter; p += 1) {
    const c1 = twiddles[6 * p] ?? 0
    const s1 = twiddles[6 * p + 1] ?? 0
    const c2 = twiddles[6 * p + 2] ?? 0
    const s2 = twiddles[6 * p + 3] ?? 0
    const c3 = twiddles[6 * p + 4] ?? 0
    const s3 = twiddles[6 * p + 5] ?? 0
    const first = stride * p
    const out = 4 * first
    for (let q = 0; q < stride; q += 1) {
      const a = first + q
      const b = a + step
      const c = b + step
      const d = c + step
      const acRe = (re[a] ?? 0) + (re[c] ?? 0)
      const acIm = (im[a] ?? 0) + (im[c] ?? 0)
      const caRe = (re[a] ?? 0) - (re[c] ?? 0)
      const caIm = (im[a] ?? 0) - (im[c] ?? 0)
      const bdRe = (re[b] ?? 0) + (re[d] ?? 0)
      const bdIm = (im[b] ?? 0) + (im[d] ?? 0)
      const dbRe = (re[b] ?? 0) - (re[d] ?? 0)
      const dbIm = (im[b] ?? 0) - (im[d] ?? 0)
      const o0 = out + q
      const o1 = o0 + stride
      const o2 = o1 + stride
      const o3 = o2 + stride
      toRe[o0] = acRe + bdRe
      toIm[o0] = acIm + bdIm
      const re1 = caRe + dbIm
      const im1 = caIm - dbRe
      toRe[o1] = c1 * re1 + s1 * im1
      toIm[o1] = c1 * im1 - s1 * re1
      const re2 = acRe - bdRe
      const im2 = acIm - bdIm
      toRe[o2] = c2 * re2 + s2 * im2
      toIm[o2] = c2 * im2 - s2 * re2
      const re3 = caRe - dbIm
      const im3 = caIm + dbRe
      toRe[o3] = c3 * re3 + s3 * im3
      toIm[o3] = c3 * im3 - s3 * re3
    }
  }
}

/**
 * Power of the real frame's spectrum X from the transform Z of (even samples + i odd samples), for k and half - k at once:
 * X(k) = E + e^(-2 pi i k / size) O with E = (Z(k) + Z*(half - k)) / 2 and O = (Z(k) - Z*(half - k)) / 2i;
 * X(half - k) is the conjugate of E - e^(-2 pi i k / size) O.
 */
function powerOf(
  re: Float64Array,
  im: Float64Array,
  cosines: Float64Array,
  sines: Float64Array,
  into: Float64Array,
): void {
  const half = re.length
  const mean = (re[0] ?? 0) + (im[0] ?? 0)
  into[0] = mean * mean
  for (let k = 1; k <= half / 2; k += 1) {
    const mirror = half - k
    const evenRe = ((re[k] ?? 0) + (re[mirror] ?? 0)) / 2
    const evenIm = ((im[k] ?? 0) - (im[mirror] ?? 0)) / 2
    const oddRe = ((im[k] ?? 0) + (im[mirror] ?? 0)) / 2
    const oddIm = ((re[mirror] ?? 0) - (re[k] ?? 0)) / 2
    const cos = cosines[k] ?? 0
    const sin = sines[k] ?? 0
    const turnedRe = cos * oddRe + sin * oddIm
    const turnedIm = cos * oddIm - sin * oddRe
    const here = evenRe + turnedRe
    const hereIm = evenIm + turnedIm
    const there = evenRe - turnedRe
    const thereIm = evenIm - turnedIm
    into[k] = here * here + hereIm * hereIm
    into[mirror] = there * there + thereIm * thereIm
  }
}
