import type { SampleFeatures } from '../shared/features/analyser.ts'

/** Music that was made too loud is a few dB beyond full scale; damaged floating-point samples are hundreds. */
const LOUDEST_DB = 30
/** What one damaged sample makes of a whole frame, whatever the rest of the track. */
const LOUDEST_RMS = 40

/** What no sound has, though it was decoded; null when there is nothing of the kind. */
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
