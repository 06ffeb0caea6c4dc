import { BAND_COUNT } from './bands.ts'
import { peakShift } from './parabola.ts'

/** Tempi whose autocorrelation is a feature, equally spaced in ratio. */
const SLOWEST_BPM = 40
const FASTEST_BPM = 240
export const TEMPOGRAM_NUMBERS = 20
export const TEMPOGRAM_BPM: readonly number[] = Array.from(
  { length: TEMPOGRAM_NUMBERS },
  (_, i) => SLOWEST_BPM * (FASTEST_BPM / SLOWEST_BPM) ** (i / (TEMPOGRAM_NUMBERS - 1)),
)

/** Preferred tempo of listeners, and the standard deviation of the preference in octaves (D. Moelants, 2002). */
const PREFERRED_BPM = 120
const PREFERRED_OCTAVES = 1
/** A peak of the autocorrelation below this is no beat. */
const LEAST_CORRELATION = 0.1

export interface Tempogram {
  /** @param logEnergies ln(1 + energy) of each band of one frame. */
  add(logEnergies: Float64Array): void
  /** Autocorrelation of the onset strength at each of PULSE_BPM, from -1 to 1; zeros when there are no onsets. */
  correlations(): readonly number[]
  /** Beats per minute, from 40 to 240, or null without a clear beat. It may be twice or half the tempo that people would tap. */
  tempoBpm(): number | null
}

/**
 * Onset autocorrelation (tempogram). The strength of an onset is the mean rise of the bands since the frame before; its
 * autocorrelation is computed with the mean removed (P. Grosche et al., "Cyclic tempogram", 2010, section 2). Only
 * the last two seconds of onsets are kept.
 */
export function tempogram(framesPerSecond: number): Tempogram {
  const longest = Math.ceil((60 * framesPerSecond) / SLOWEST_BPM) + 1
  const ring = new Float64Array(longest + 1)
  const products = new Float64Array(longest + 1)
  /** The first onsets: with the last ones, they correct the mean of products that lack one end of the track. */
  const early: number[] = []
  const before = new Float64Array(BAND_COUNT)
  let onsets = 0
  let total = 0
  let isFirst = true

  const autocorrelation = (): Float64Array => {
    const mean = total / Math.max(1, onsets)
    let head = 0
    let tail = 0
    const covariance = Float64Array.from(products, (product, lag) => {
      if (lag >= onsets) return 0
      if (lag > 0) {
        head += early[lag - 1] ?? NaN
        tail += ring[(onsets - lag) % ring.length] ?? NaN
      }
      return product - mean * (2 * total - head - tail) + mean * mean * (onsets - lag)
    })
    const power = covariance[0] ?? NaN
    return power > 1e-9 ? covariance.map((value) => value / power) : covariance.fill(0)
  }

  return {
    add(logEnergies) {
      let rise = 0
      for (let band = 0; band < BAND_COUNT; band += 1) {
        const now = logEnergies[band] ?? NaN
        rise += Math.max(0, now - (before[band] ?? NaN))
        before[band] = now
      }
      if (isFirst) {
        isFirst = false
        return
      }
      const onset = rise / BAND_COUNT
      ring[onsets % ring.length] = onset
      if (early.length < longest) early.push(onset)
      onsets += 1
      total += onset
      const lags = Math.min(longest + 1, onsets)
      const newest = (onsets - 1) % ring.length
      const unbroken = Math.min(lags, newest + 1)
      for (let lag = 0, at = newest; lag < unbroken; lag += 1, at -= 1) {
        products[lag] = (products[lag] ?? NaN) + onset * (ring[at] ?? NaN)
      }
      for (let lag = unbroken, at = ring.length - 1; lag < lags; lag += 1, at -= 1) {
        products[lag] = (products[lag] ?? NaN) + onset * (ring[at] ?? NaN)
      }
    },
    correlations() {
      const repeats = autocorrelation()
      return TEMPOGRAM_BPM.map((bpm) => between(repeats, (60 * framesPerSecond) / bpm))
    },
    tempoBpm() {
      const repeats = autocorrelation()
      let best = { bpm: 0, weight: 0 }
      for (let lag = Math.ceil((60 * framesPerSecond) / FASTEST_BPM); lag < longest; lag += 1) {
        const [left = 0, here = 0, right = 0] = repeats.subarray(lag - 1)
        if (here < LEAST_CORRELATION || here < left || here < right) continue
        const bpm = (60 * framesPerSecond) / (lag + peakShift(left, here, right))
        const octaves = Math.log2(bpm / PREFERRED_BPM) / PREFERRED_OCTAVES
        const weight = here * Math.exp(-0.5 * octaves * octaves)
        if (weight > best.weight) best = { bpm, weight }
      }
      return best.weight > 0 ? Math.min(FASTEST_BPM, Math.max(SLOWEST_BPM, best.bpm)) : null
    },
  }
}

/** The value between two lags, on a straight line. */
function between(values: Float64Array, lag: number): number {
  const left = Math.floor(lag)
  return (values[left] ?? NaN) + (lag - left) * ((values[left + 1] ?? NaN) - (values[left] ?? NaN))
}
