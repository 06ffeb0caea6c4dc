import { BAND_COUNT } from './bands.ts'

/** Neighbouring bands are averaged into so many. */
const WIDE_BANDS = 8
const MERGED = BAND_COUNT / WIDE_BANDS

/** Edges of the ranges of modulation frequency, in hertz: from slower than a beat to a tremolo. */
const RANGE_EDGES_HZ = [0.5, 1, 2, 3, 4, 6, 8, 10]
const RANGES = RANGE_EDGES_HZ.length - 1
export const MODULATION_NUMBERS = RANGES * WIDE_BANDS

const WINDOW_S = 3
/** The multiples of 1 / WINDOW_S that lie within the ranges. */
const FREQUENCIES_HZ = Array.from({ length: 29 }, (_, i) => (i + 2) / WINDOW_S)
/** Added before the logarithm: less modulation than this is none. */
const LEAST = 0.01

export interface Modulation {
  /** @param logEnergies ln(1 + energy) of each band of one frame. */
  add(logEnergies: Float64Array): void
  /** ln(0.01 + mean magnitude) for each range of modulation frequency and, within it, each wide band from low to high. */
  spectrum(): readonly number[]
}

/**
 * How strongly the loudness of each part of the spectrum rises and falls, and how fast: rhythm without its order
 * (fluctuation patterns; E. Pampalk, A. Rauber and D. Merkl, "Content-based organization and visualization of music
 * archives", 2002). Windows of three seconds, half overlapping; a shorter track is one window. Magnitudes of the Fourier
 * transform of the Hann-weighed deviation from the window's mean, over the number of frames; 0 where the frame rate is too
 * low for a frequency. Memory is bounded by the window.
 */
export function modulation(framesPerSecond: number): Modulation {
  const windowFrames = Math.max(2, Math.round(WINDOW_S * framesPerSecond))
  const hop = Math.max(1, Math.floor(windowFrames / 2))
  const frames = new Float64Array(windowFrames * WIDE_BANDS)
  const totals = new Float64Array(MODULATION_NUMBERS)
  const table = hannFourier(windowFrames, framesPerSecond)
  let filled = 0
  let windows = 0

  return {
    add(logEnergies) {
      for (let wide = 0; wide < WIDE_BANDS; wide += 1) {
        let sum = 0
        for (let i = wide * MERGED; i < (wide + 1) * MERGED; i += 1) sum += logEnergies[i] ?? 0
        frames[filled * WIDE_BANDS + wide] = sum / MERGED
      }
      filled += 1
      if (filled < windowFrames) return
      addWindow(frames, windowFrames, table, totals)
      windows += 1
      frames.copyWithin(0, hop * WIDE_BANDS)
      filled = windowFrames - hop
    },
    spectrum() {
      const sums = Float64Array.from(totals)
      if (windows === 0 && filled > 0) addWindow(frames, filled, hannFourier(filled, framesPerSecond), sums)
      return Array.from(sums, (sum) => Math.log(LEAST + sum / Math.max(1, windows)))
    },
  }
}

/** For each frequency, cosines and sines over the window, weighed; then the same without a frequency that is too high. */
function hannFourier(frames: number, framesPerSecond: number): Float64Array {
  const table = new Float64Array(FREQUENCIES_HZ.length * frames * 2)
  FREQUENCIES_HZ.forEach((hz, f) => {
    if (hz > framesPerSecond / 2) return
    for (let n = 0; n < frames; n += 1) {
      const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / frames)
      const angle = (2 * Math.PI * hz * n) / framesPerSecond
      table[2 * (f * frames + n)] = weight * Math.cos(angle)
      table[2 * (f * frames + n) + 1] = weight * Math.sin(angle)
    }
  })
  return table
}

function addWindow(frames: Float64Array, count: number, table: Float64Array, totals: Float64Array): void {
  const inRange = RANGE_EDGES_HZ.map(() => 0)
  const ranges = FREQUENCIES_HZ.map((hz) => RANGE_EDGES_HZ.findLastIndex((edge) => edge <= hz + 1e-9))
  for (const range of ranges) inRange[range] = (inRange[range] ?? 0) + 1
  for (let wide = 0; wide < WIDE_BANDS; wide += 1) {
    let mean = 0
    for (let n = 0; n < count; n += 1) mean += (frames[n * WIDE_BANDS + wide] ?? 0) / count
    ranges.forEach((range, f) => {
      if (range >= RANGES) return
      let re = 0
      let im = 0
      for (let n = 0, t = 2 * f * count; n < count; n += 1, t += 2) {
        const value = (frames[n * WIDE_BANDS + wide] ?? 0) - mean
        re += value * (table[t] ?? 0)
        im += value * (table[t + 1] ?? 0)
      }
      const at = range * WIDE_BANDS + wide
      totals[at] = (totals[at] ?? 0) + Math.hypot(re, im) / count / (inRange[range] ?? 1)
    })
  }
}
