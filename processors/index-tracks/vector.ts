import type { AudioFeatures, FeatureSummary } from '../../schemas/generated.ts'

/**
 * What two tracks are compared by. Loudness is left out: it tells how a track was mastered, MFCC 0 holds the level
 * already, and adding the mean and deviation of RMS found no more twins among pairs of excerpts from one track.
 */
export type Group = 'timbre' | 'brightness' | 'noisiness'

/** Dimensions of one group within a vector: `from` inclusive, `to` exclusive. */
export interface GroupRange {
  readonly name: Group
  readonly from: number
  readonly to: number
}

const MFCC_COEFFICIENTS = 13

/** Every group in the order of the vector; each holds its means, then its deviations. All dimensions weigh the same. */
export const groupRanges: readonly GroupRange[] = [
  { name: 'timbre', from: 0, to: 2 * MFCC_COEFFICIENTS },
  { name: 'brightness', from: 2 * MFCC_COEFFICIENTS, to: 2 * MFCC_COEFFICIENTS + 2 },
  { name: 'noisiness', from: 2 * MFCC_COEFFICIENTS + 2, to: 2 * MFCC_COEFFICIENTS + 4 },
]

export const DIMENSIONS = 2 * MFCC_COEFFICIENTS + 4

/**
 * The feature vector of a track, not yet scaled: MFCC, spectral centroid in hertz, zero crossings per second. Centroid and
 * crossings are freed of the sample rate, in which files differ.
 * @returns null when a summary has the wrong length or holds what is not a finite number.
 */
export function vectorOf(features: AudioFeatures): Float64Array | null {
  const framesPerSecond = features.sampleRateHz / features.frameSize
  const { mfcc, spectralCentroid, zeroCrossingRate } = features
  if (![mfcc.mean, mfcc.deviation].every((part) => part.length === MFCC_COEFFICIENTS)) return null
  const vector = Float64Array.from([
    ...flat(mfcc, 1),
    ...flat(spectralCentroid, framesPerSecond),
    ...flat(zeroCrossingRate, framesPerSecond),
  ])
  return vector.length === DIMENSIONS && vector.every(Number.isFinite) ? vector : null
}

const flat = ({ mean, deviation }: FeatureSummary, factor: number): readonly number[] =>
  [...mean, ...deviation].map((value) => value * factor)
