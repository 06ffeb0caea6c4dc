import type { AudioFeatures } from '../../../schemas/generated.ts'
import { BAND_COUNT, bandBank, bandEnergies } from './bands.ts'
import { chroma } from './chroma.ts'
import { RMS } from './frame-features.ts'
import type { Frame } from './frame-features.ts'
import { fluctuationPattern } from './fluctuation.ts'
import { tempogram } from './tempogram.ts'
import { statistics } from './statistics.ts'
import { timbre } from './timbre.ts'

/** The features that similarity is computed from. */
export type Shape = Pick<
  AudioFeatures,
  'bandCepstrum' | 'cepstrumSpread' | 'bandCentroid' | 'bandFlatness' | 'modulation' | 'pulse' | 'tempoBpm' | 'chroma'
>

export interface Description {
  add(frame: Frame): void
  shape(): Shape
}

/** Quieter frames, 70 dB below full scale, are rests: they count for the rhythm, not for timbre and chroma. */
const LEAST_MEAN_SQUARE = 1e-7
/** Mean square of a signal under a Hann window, relative to that without. */
const WINDOW_MEAN_SQUARE = 3 / 8

const CENTROID = 0
const FLATNESS = 1

/**
 * Features over bands fixed in hertz, frame by frame, in bounded memory:
 * - centroid of the bands (brightness) and their flatness (noisiness);
 * - mean and covariance of the cepstrum;
 * - fluctuation pattern (`modulation`), onset autocorrelation (`pulse`) and tempo, chroma.
 */
export function description(sampleRateHz: number, frameSize: number, hopSize: number): Description {
  const bank = bandBank(sampleRateHz, frameSize)
  const energies = new Float64Array(BAND_COUNT)
  const logEnergies = new Float64Array(BAND_COUNT)
  const framesPerSecond = sampleRateHz / hopSize
  const [cepstrum, fluctuations, onsets] = [timbre(), fluctuationPattern(framesPerSecond), tempogram(framesPerSecond)]
  const pitches = chroma(sampleRateHz, frameSize)
  const bandShape = statistics(2)
  const centroidAndFlatness = new Float64Array(2)

  return {
    add({ power, magnitude, features }) {
      bandEnergies(bank, power, energies)
      let energy = 0
      let weight = 0
      let moment = 0
      for (let band = 0; band < BAND_COUNT; band += 1) {
        const one = energies[band] ?? NaN
        const logarithm = Math.log(1 + one)
        logEnergies[band] = logarithm
        energy += one
        weight += logarithm
        moment += band * logarithm
      }
      fluctuations.add(logEnergies)
      onsets.add(logEnergies)
      const rms = features[RMS] ?? NaN
      if (rms * rms < LEAST_MEAN_SQUARE * WINDOW_MEAN_SQUARE) return
      cepstrum.add(logEnergies)
      pitches.add(power, magnitude)
      centroidAndFlatness[CENTROID] = moment / weight
      centroidAndFlatness[FLATNESS] = weight / BAND_COUNT - Math.log(1 + energy / BAND_COUNT)
      bandShape.add(centroidAndFlatness)
    },
    shape: () => ({
      bandCepstrum: cepstrum.cepstrum(),
      cepstrumSpread: cepstrum.spread(),
      bandCentroid: bandShape.summary(CENTROID, 1),
      bandFlatness: bandShape.summary(FLATNESS, 1),
      modulation: fluctuations.values(),
      pulse: onsets.correlations(),
      tempoBpm: onsets.tempoBpm(),
      chroma: pitches.mean(),
    }),
  }
}
