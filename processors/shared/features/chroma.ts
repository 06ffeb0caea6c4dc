import { peakShift } from './parabola.ts'

/** Pitch classes, from A: A, A#, B, C … G#, of equal temperament with A at 440 Hz. */
export const CHROMA_NUMBERS = 12

const LOWEST_HZ = 100
const HIGHEST_HZ = 2_100
const TUNING_HZ = 440

export interface Chroma {
  /**
   * @param power |X(k)|^2 of one frame.
   * @param magnitude |X(k)| of the same.
   */
  add(power: Float32Array, magnitude: Float32Array): void
  /** Mean over the frames of each pitch class, 0 to 1; zeros when there were no peaks. */
  mean(): readonly number[]
}

/**
 * Chroma (pitch-class profile). Peaks of the spectrum, at their frequency by the parabola through the logarithms of three bins (J. O.
 * Smith and X. Serra, "PARSHL", 1987), each add their amplitude to the nearest pitch class; the roots of a frame's twelve
 * sums are scaled to unit length. Meyda's chroma sums all bins, so that noise has every note, and is scaled to a largest
 * value of 1.
 */
export function chroma(sampleRateHz: number, frameSize: number): Chroma {
  const binHz = sampleRateHz / frameSize
  const from = Math.max(1, Math.ceil(LOWEST_HZ / binHz))
  const to = Math.min(frameSize / 2 - 2, Math.floor(HIGHEST_HZ / binHz))
  const plainClasses = plainClassesAt(binHz)
  const frame = new Float64Array(CHROMA_NUMBERS)
  const sums = new Float64Array(CHROMA_NUMBERS)
  let frames = 0

  return {
    add(power, magnitude) {
      frame.fill(0)
      for (let bin = from; bin <= to; bin += 1) {
        const here = power[bin] ?? NaN
        const left = power[bin - 1] ?? NaN
        const right = power[bin + 1] ?? NaN
        if (here <= left || here < right) continue
        const pitchClass = plainClasses[bin] ?? pitchClassOf(bin + shiftOf(left, here, right), binHz)
        frame[pitchClass] = (frame[pitchClass] ?? NaN) + (magnitude[bin] ?? NaN)
      }
      let total = 0 // of the roots squared: their length, squared
      for (let i = 0; i < CHROMA_NUMBERS; i += 1) total += frame[i] ?? NaN
      frames += 1
      if (total <= 0) return
      for (let i = 0; i < CHROMA_NUMBERS; i += 1) sums[i] = (sums[i] ?? NaN) + Math.sqrt((frame[i] ?? NaN) / total)
    },
    mean: () => Array.from(sums, (sum) => sum / Math.max(1, frames)),
  }
}

const TINY = 1e-18

const shiftOf = (left: number, here: number, right: number): number =>
  peakShift(Math.log(left + TINY), Math.log(here + TINY), Math.log(right + TINY))

const semitonesFromA = (bin: number, binHz: number): number => Math.round(12 * Math.log2((bin * binHz) / TUNING_HZ))

function pitchClassOf(bin: number, binHz: number): number {
  return ((semitonesFromA(bin, binHz) % CHROMA_NUMBERS) + CHROMA_NUMBERS) % CHROMA_NUMBERS
}

/** The pitch class of a peak in each bin; null where it depends on the position of the peak within the bin. */
function plainClassesAt(binHz: number): readonly (number | null)[] {
  return Array.from({ length: Math.ceil(HIGHEST_HZ / binHz) + 1 }, (_, bin) =>
    semitonesFromA(bin - 0.5, binHz) === semitonesFromA(bin + 0.5, binHz) ? pitchClassOf(bin, binHz) : null,
  )
}
