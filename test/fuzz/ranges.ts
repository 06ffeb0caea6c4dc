import type { AudioFeatures } from '../../schemas/generated.ts'

const PEAKS = 800
const MFCC = 13
/** The logarithm of energies of samples that are within some dB of full scale. */
const LARGEST_MFCC = 1_000
/** Full scale is 1; music that was made too loud is a little beyond. */
const LARGEST_RMS = 40

/** Which numbers of a track no sound has, each by its name. */
export function outOfRange(features: AudioFeatures): readonly string[] {
  const { frameSize, mfcc, spectralCentroid, zeroCrossingRate, rms } = features
  const faults: string[] = []
  const within = (name: string, value: number, low: number, high: number) => {
    if (!(value >= low && value <= high)) faults.push(`${name} is ${value}`)
  }
  const summary = (
    name: string,
    { mean, deviation }: AudioFeatures['mfcc'],
    size: number,
    low: number,
    high: number,
  ) => {
    if (mean.length !== size || deviation.length !== size) faults.push(`${name} has ${mean.length} dimensions`)
    for (const value of mean) within(`mean of ${name}`, value, low, high)
    for (const value of deviation) within(`deviation of ${name}`, value, 0, high - low)
  }
  within('sampleRateHz', features.sampleRateHz, 4_000, 768_000)
  within('channels', features.channels, 1, 255)
  within('durationMs', features.durationMs, 1, 3 * 3_600_000)
  within('frames', features.frames, 1, 2 ** 31)
  within('loudnessDb', features.loudnessDb, -120, 30)
  summary('mfcc', mfcc, MFCC, -LARGEST_MFCC, LARGEST_MFCC)
  summary('spectralCentroid', spectralCentroid, 1, 0, frameSize / 2)
  summary('zeroCrossingRate', zeroCrossingRate, 1, 0, frameSize)
  summary('rms', rms, 1, 0, LARGEST_RMS)
  if (features.peaks.length !== PEAKS) faults.push(`${features.peaks.length} peaks`)
  return faults
}
