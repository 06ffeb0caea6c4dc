import type { AudioFeatures, FeatureSummary } from '../../../schemas/generated.ts'

/** Groups of features that two tracks are compared by. `texture` is the cepstral covariance (log-Euclidean). */
export type Group = 'timbre' | 'texture' | 'rhythm' | 'tempo' | 'harmony' | 'brightness' | 'noisiness'

/** Dimensions of one group within a vector: `from` inclusive, `to` exclusive. */
export interface GroupRange {
  readonly name: Group
  readonly from: number
  readonly to: number
  /** Its share of a squared distance; the shares of all groups add up to 1. */
  readonly weight: number
}

const bothOf = ({ mean, deviation }: FeatureSummary): readonly number[] => [...mean, ...deviation]

/**
 * The features of each group, and its weight before the weights are normalised to a sum of 1. The five groups that help to
 * find another excerpt of the same track weigh the same: no other choice was better on every collection. Brightness and
 * noisiness, which timbre implies, weigh little and serve as reasons. The level (RMS) is left out: it depends on mastering,
 * and with it fewer excerpts found the other one.
 */
const GROUPS: readonly {
  readonly name: Group
  readonly size: number
  readonly weight: number
  of(features: AudioFeatures): readonly number[]
}[] = [
  { name: 'timbre', size: 20, weight: 1, of: ({ bandCepstrum }) => bandCepstrum },
  { name: 'texture', size: 55, weight: 1, of: ({ cepstrumSpread }) => cepstrumSpread },
  { name: 'rhythm', size: 56, weight: 1, of: ({ modulation }) => modulation },
  { name: 'tempo', size: 20, weight: 1, of: ({ pulse }) => pulse },
  { name: 'harmony', size: 12, weight: 1, of: ({ chroma }) => chroma },
  { name: 'brightness', size: 2, weight: 0.25, of: ({ bandCentroid }) => bothOf(bandCentroid) },
  { name: 'noisiness', size: 2, weight: 0.25, of: ({ bandFlatness }) => bothOf(bandFlatness) },
]

const WHOLE_WEIGHT = GROUPS.reduce((sum, { weight }) => sum + weight, 0)

/** Every group in the order of the vector. */
export const groupRanges: readonly GroupRange[] = GROUPS.map(({ name, size, weight }, i) => {
  const from = GROUPS.slice(0, i).reduce((sum, group) => sum + group.size, 0)
  return { name, from, to: from + size, weight: weight / WHOLE_WEIGHT }
})

export const DIMENSIONS = groupRanges.at(-1)?.to ?? 0

/**
 * The unscaled feature vector of a track. None of its numbers depends on the sample rate of the file.
 * @returns null when a part has the wrong length, as in features of an older extractor, or holds what is not a finite number.
 */
export function vectorOf(features: AudioFeatures): Float64Array | null {
  const parts = GROUPS.map(({ of }) => of(features))
  if (parts.some((part, i) => part.length !== GROUPS[i]?.size)) return null
  const vector = Float64Array.from(parts.flat())
  return vector.every(Number.isFinite) ? vector : null
}
