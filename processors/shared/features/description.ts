import type { AudioFeatures } from '../../../schemas/generated.ts'
import { BAND_COUNT, bandBank, bandEnergies } from './bands.ts'
import { chroma } from './chroma.ts'
import { RMS } from './frame-features.ts'
import type { Frame } from './frame-features.ts'
import { fluctuationPattern } from './fluctuation.ts'
import { tempogram } from './tempogram.ts'
import { statistics } from './statistics.ts'
import { timbre } from './timbre.ts'

/** What tracks are compared by. */
export type Shape = Pick<
  AudioFeatures,
  'bandCepstrum' | 'cepstrumSpread' | 'bandCentroid' | 'bandFlatness' | 'modulation' | 'pulse' | 'tempoBpm' | 'chroma'
>

export interface Description {
  add(frame: Frame): void
  shape(): Shape
}

/** Quieter frames, 70 dB below full scale, count as rests: they have a rhythm, but no timbre and no notes. */
const LEAST_MEAN_SQUARE = 1e-7
/** A Hann window takes this part of a signal's mean square. */
const WINDOW_MEAN_SQUARE = 3 / 8

const CENTROID = 0
const FLATNESS = 1

/**
 * Describes a track by bands fixed in hertz, frame by frame, in bounded memory:
 * - where the bands' weight lies (brightness), and how evenly it is spread (noisiness);
 * - cepstrum: its mean, and how its coefficients vary together;
 * - how fast and strongly the bands swell (modulation), how regularly things begin (pulse), which notes sound (chroma).
 */
export function description(sampleRateHz: number, frameSize: number, hopSize: number): Description {
  const bank = bandBank(sampleRateHz, frameSize)
  const energies = new Float64Array(BAND_COUNT)
  const logEnergies = new Float64Array(BAND_COUNT)
  const framesPerSecond = sampleRateHz / hopSize
  const [colour, swelling, beat] = [timbre(), fluctuationPattern(framesPerSecond), tempogram(framesPerSecond)]
  const notes = chroma(sampleRateHz, frameSize)
  const balance = statistics(2)
  const placed = new Float64Array(2)

  return {
    add({ power, magnitude, features }) {
      bandEnergies(bank, power, energies)
      let energy = 0
      let weight = 0
      let moment = 0
      for (let band = 0; band < BAND_COUNT; band += 1) {
        const one = energies[band] ?? 0
        const logarithm = Math.log(1 + one)
        logEnergies[band] = logarithm
        energy += one
        weight += logarithm
        moment += band * logarithm
      }
      swelling.add(logEnergies)
      beat.add(logEnergies)
      const rms = features[RMS] ?? 0
      if (rms * rms < LEAST_MEAN_SQUARE * WINDOW_MEAN_SQUARE) return
      colour.add(logEnergies)
      notes.add(power, magnitude)
      placed[CENTROID] = moment / weight
      placed[FLATNESS] = weight / BAND_COUNT - Math.log(1 + energy / BAND_COUNT)
      balance.add(placed)
    },
    shape: () => ({
      bandCepstrum: colour.cepstrum(),
      cepstrumSpread: colour.spread(),
      bandCentroid: balance.summary(CENTROID, 1),
      bandFlatness: balance.summary(FLATNESS, 1),
      modulation: swelling.values(),
      pulse: beat.correlations(),
      tempoBpm: beat.tempoBpm(),
      chroma: notes.mean(),
    }),
  }
}
