import { BAND_COUNT } from './bands.ts'
import { lastOf } from './last-of.ts'

/** Wide bands: each the mean of neighbouring ones. */
const WIDE_BANDS = 8
const MERGED = BAND_COUNT / WIDE_BANDS

/** Edges of the ranges of modulation frequency, in hertz: from slower than a beat to a tremolo. */
const RANGE_EDGES_HZ = [0.5, 1, 2, 3, 4, 6, 8, 10]
const RANGES = RANGE_EDGES_HZ.length - 1
export const FLUCTUATION_NUMBERS = RANGES * WIDE_BANDS

const WINDOW_S = 3
/** The multiples of 1 / WINDOW_S that lie within the ranges. */
const FREQUENCIES_HZ = Array.from({ length: 29 }, (_, i) => (i + 2) / WINDOW_S)
/** The range of each frequency, and the number of frequencies in each range. */
const RANGE_OF = FREQUENCIES_HZ.map((hz) => RANGE_EDGES_HZ.findLastIndex((edge) => edge <= hz + 1e-9))
const IN_RANGE = RANGE_EDGES_HZ.map((_, range) => RANGE_OF.filter((each) => each === range).length)
/** Added before the logarithm, which bounds it where there is no modulation. */
const LEAST = 0.01

export interface FluctuationPattern {
  /** @param logEnergies ln(1 + energy) of each band of one frame. */
  add(logEnergies: Float64Array): void
  /** ln(0.01 + mean magnitude) for each range of modulation frequency and, within it, each wide band from low to high. */
  values(): readonly number[]
}

/**
 * Fluctuation patterns: the strength of loudness modulation by frequency band and modulation frequency, which describe
 * rhythm without its order (E. Pampalk, A. Rauber and D. Merkl, "Content-based organization and visualization of music
 * archives", 2002). Windows of three seconds, half overlapping; a shorter track is one window. Magnitudes of the Fourier
 * transform of the Hann-weighed deviation from the window's mean, over the number of frames; 0 where the frame rate is too
 * low for a frequency. Memory is bounded by the window.
 */
export function fluctuationPattern(framesPerSecond: number): FluctuationPattern {
  const windowFrames = windowFramesAt(framesPerSecond)
  const hop = Math.max(1, Math.floor(windowFrames / 2))
  const frames = new Float64Array(windowFrames * WIDE_BANDS)
  const totals = new Float64Array(FLUCTUATION_NUMBERS)
  let filled = 0
  let windows = 0

  return {
    add(logEnergies) {
      for (let wide = 0; wide < WIDE_BANDS; wide += 1) {
        let sum = 0
        for (let i = wide * MERGED; i < (wide + 1) * MERGED; i += 1) sum += logEnergies[i] ?? NaN
        frames[filled * WIDE_BANDS + wide] = sum / MERGED
      }
      filled += 1
      if (filled < windowFrames) return
      addWindow(frames, windowFrames, wholeWindow(framesPerSecond), totals)
      windows += 1
      frames.copyWithin(0, hop * WIDE_BANDS)
      filled = windowFrames - hop
    },
    values() {
      const sums = Float64Array.from(totals)
      if (windows === 0 && filled > 0) addWindow(frames, filled, hannFourier(filled, framesPerSecond), sums)
      return Array.from(sums, (sum) => Math.log(LEAST + sum / Math.max(1, windows)))
    },
  }
}

const windowFramesAt = (framesPerSecond: number): number => Math.max(2, Math.round(WINDOW_S * framesPerSecond))

const wholeWindow = lastOf((framesPerSecond) => hannFourier(windowFramesAt(framesPerSecond), framesPerSecond))

/** For each frequency, cosines and sines over the window, weighed; zeros for a frequency that is too high. */
function hannFourier(frames: number, framesPerSecond: number): Float64Array {
  const table = new Float64Array(FREQUENCIES_HZ.length * frames * 2)
  const weights = Float64Array.from(
    { length: frames },
    (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / frames),
  )
  FREQUENCIES_HZ.forEach((hz, f) => {
    if (hz > framesPerSecond / 2) return
    for (let n = 0; n < frames; n += 1) {
      const weight = weights[n] ?? NaN
      const angle = (2 * Math.PI * hz * n) / framesPerSecond
      table[2 * (f * frames + n)] = weight * Math.cos(angle)
      table[2 * (f * frames + n) + 1] = weight * Math.sin(angle)
    }
  })
  return table
}

function addWindow(frames: Float64Array, count: number, table: Float64Array, totals: Float64Array): void {
  const deviations = deviationsOf(frames, count)
  RANGE_OF.forEach((range, f) => {
    if (range >= RANGES) return
    const twiddles = table.subarray(2 * f * count, 2 * (f + 1) * count)
    for (let wide = 0; wide < WIDE_BANDS; wide += BANDS_AT_A_TIME) {
      const at = range * WIDE_BANDS + wide
      const scale = (magnitude: number) => magnitude / count / (IN_RANGE[range] ?? NaN)
      addMagnitudes(deviations, wide, twiddles, scale, totals.subarray(at, at + BANDS_AT_A_TIME))
    }
  })
}

/** From the mean of each band over the window. */
function deviationsOf(frames: Float64Array, count: number): Float64Array {
  const deviations = frames.slice(0, count * WIDE_BANDS)
  for (let wide = 0; wide < WIDE_BANDS; wide += 1) {
    let mean = 0
    for (let i = wide; i < deviations.length; i += WIDE_BANDS) mean += (deviations[i] ?? NaN) / count
    for (let i = wide; i < deviations.length; i += WIDE_BANDS) deviations[i] = (deviations[i] ?? NaN) - mean
  }
  return deviations
}

/** Independent sums: four at a time take as long as two, since they do not wait for each other's additions. */
const BANDS_AT_A_TIME = 4

/** Adds the magnitude at one frequency of four bands in a row from `wide` on, scaled, to `totals`. */
function addMagnitudes(
  deviations: Float64Array,
  wide: number,
  twiddles: Float64Array,
  scale: (magnitude: number) => number,
  totals: Float64Array,
): void {
  let [re0, im0, re1, im1, re2, im2, re3, im3] = [0, 0, 0, 0, 0, 0, 0, 0]
  for (let t = 0, i = wide; t < twiddles.length; t += 2, i += WIDE_BANDS) {
    const cos = twiddles[t] ?? NaN
    const sin = twiddles[t + 1] ?? NaN
    const one = deviations[i] ?? NaN
    const two = deviations[i + 1] ?? NaN
    const three = deviations[i + 2] ?? NaN
    const four = deviations[i + 3] ?? NaN
    re0 += one * cos
    im0 += one * sin
    re1 += two * cos
    im1 += two * sin
    re2 += three * cos
    im2 += three * sin
    re3 += four * cos
    im3 += four * sin
  }
  totals[0] = (totals[0] ?? NaN) + scale(Math.hypot(re0, im0))
  totals[1] = (totals[1] ?? NaN) + scale(Math.hypot(re1, im1))
  totals[2] = (totals[2] ?? NaN) + scale(Math.hypot(re2, im2))
  totals[3] = (totals[3] ?? NaN) + scale(Math.hypot(re3, im3))
}
