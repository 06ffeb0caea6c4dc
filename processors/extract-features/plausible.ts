import type { SampleFeatures } from '../shared/features/analyser.ts'

/** Clipped masters exceed full scale by a few dB, damaged floating-point samples by hundreds. */
const LOUDEST_DB = 30
/** One damaged sample raises the RMS of its frame above this, whatever the loudness of the rest of the track. */
const LOUDEST_RMS = 40

/** Why decoded samples cannot be music, as the end of a sentence about the file; null when they can be. */
export function implausible(features: SampleFeatures): string | null {
  if (!numbersIn(features).every(Number.isFinite)) return 'holds samples that are no numbers'
  const { loudnessDb, rms } = features
  const isTooLoud = loudnessDb > LOUDEST_DB || [...rms.mean, ...rms.deviation].some((value) => value > LOUDEST_RMS)
  return isTooLoud ? `is more than ${LOUDEST_DB} dB louder than full scale, as no music is` : null
}

/** Every number of the features; those that a track may lack are left out where it does. */
function numbersIn(features: SampleFeatures): readonly number[] {
  return Object.values(features).flatMap((value) => {
    if (typeof value === 'number') return [value]
    if (typeof value !== 'object' || value === null) return []
    return 'mean' in value ? [...value.mean, ...value.deviation] : [...value]
  })
}
