import type { SampleFeatures } from '../shared/features/analyser.ts'

/** Clipped masters exceed full scale by a few dB, damaged floating-point samples by hundreds. */
const LOUDEST_DB = 30
/** One damaged sample raises the RMS of its frame above this, whatever the loudness of the rest of the track. */
const LOUDEST_RMS = 40

/** Why decoded samples cannot be music, as the end of a sentence about the file; null when they can be. */
export function implausible({
  loudnessDb,
  mfcc,
  spectralCentroid,
  zeroCrossingRate,
  rms,
}: SampleFeatures): string | null {
  const summaries = [mfcc, spectralCentroid, zeroCrossingRate, rms]
  const all = [loudnessDb, ...summaries.flatMap(({ mean, deviation }) => [...mean, ...deviation])]
  if (!all.every(Number.isFinite)) return 'holds samples that are no numbers'
  const isTooLoud = loudnessDb > LOUDEST_DB || [...rms.mean, ...rms.deviation].some((value) => value > LOUDEST_RMS)
  return isTooLoud ? `is more than ${LOUDEST_DB} dB louder than full scale, as no music is` : null
}
