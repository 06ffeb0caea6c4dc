import type { AudioFeatures } from '../../../schemas/generated.ts'
import { description } from './description.ts'
import type { Shape } from './description.ts'
import { CENTROID, FEATURE_COUNT, RMS, ZERO_CROSSINGS } from './frame-features.ts'
import { framer } from './framer.ts'
import { FRAME_SIZE, HOP_SIZE, PEAK_BLOCK } from './framing.ts'
import { loudness } from './loudness.ts'
import { statistics } from './statistics.ts'
import { waveform } from './waveform.ts'

/** What the samples of one track say, without what says whose they are. */
export type SampleFeatures = Pick<
  AudioFeatures,
  'durationMs' | 'frames' | 'mfcc' | 'spectralCentroid' | 'zeroCrossingRate' | 'rms' | 'loudnessDb' | 'loudnessLufs'
> &
  Shape & { readonly peaks: Uint8Array }

export interface Analyser {
  /** Hears some more of the track. @param channels of equal length, at least one; full scale is 1. */
  push(channels: readonly Float32Array[]): void
  readonly sampleCount: () => number
  /** What was heard. It is the end: nothing is heard after it. Digitally silent frames have no centroid and are left out of its statistics. */
  result(): SampleFeatures
}

const SILENCE_DB = -120

/** How many of the MFCC describe a track. */
const MFCC_KEPT = 13

/**
 * Listens to one track in bounded memory. The same samples give the same numbers, however they are cut into pieces.
 * @param sampleRateHz of what will be heard.
 */
export function analyser(sampleRateHz: number): Analyser {
  const overFrames = statistics(FEATURE_COUNT)
  const described = description(sampleRateHz, FRAME_SIZE, HOP_SIZE)
  const programme = loudness(sampleRateHz)
  const drawing = waveform()
  let samplesHeard = 0
  let squares = 0
  let frames = 0

  const cut = framer(sampleRateHz, {
    onSamples(samples) {
      samplesHeard += samples.length
    },
    onFrame(frame) {
      overFrames.add(frame.features)
      described.add(frame)
      drawing.add(frame.hopPeaks)
      squares += frame.hopSquares
      frames += 1
    },
  })

  return {
    push(channels) {
      programme.add(channels)
      cut.push(channels)
    },
    sampleCount: () => samplesHeard,
    result() {
      const rest = cut.remainder()
      drawing.add(peaksOf(rest))
      return {
        durationMs: Math.round((1000 * samplesHeard) / sampleRateHz),
        frames,
        mfcc: overFrames.summary(0, MFCC_KEPT),
        spectralCentroid: overFrames.summary(CENTROID, 1),
        zeroCrossingRate: overFrames.summary(ZERO_CROSSINGS, 1),
        rms: overFrames.summary(RMS, 1),
        loudnessDb: loudnessDb(withSquares(squares, rest) / Math.max(1, samplesHeard)),
        loudnessLufs: programme.integratedLufs(),
        ...described.shape(),
        peaks: drawing.peaks(),
      }
    },
  }
}

/** As `Frame.hopPeaks`; the last block may be shorter. */
function peaksOf(samples: Float32Array): Float32Array {
  return Float32Array.from({ length: Math.ceil(samples.length / PEAK_BLOCK) }, (_, i) =>
    samples
      .subarray(i * PEAK_BLOCK, (i + 1) * PEAK_BLOCK)
      .reduce((most, sample) => Math.max(most, Math.abs(sample)), 0),
  )
}

function withSquares(before: number, samples: Float32Array): number {
  let sum = before
  for (let i = 0; i < samples.length; i += 1) {
    const sample = samples[i] ?? 0
    sum += sample * sample
  }
  return sum
}

/** 20 log10 of the root of a mean square; digital silence, and what is quieter than SILENCE_DB, is SILENCE_DB. */
function loudnessDb(meanSquare: number): number {
  return Math.max(SILENCE_DB, 10 * Math.log10(meanSquare))
}
