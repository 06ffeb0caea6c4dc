import type { AudioFeatures } from '../../../schemas/generated.ts'
import { checked } from '../numeric.ts'
import { description } from './description.ts'
import type { Shape } from './description.ts'
import { CENTROID, FEATURE_COUNT, RMS, ZERO_CROSSINGS } from './frame-features.ts'
import { framer } from './framer.ts'
import type { FrameSink } from './framer.ts'
import { FRAME_SIZE, HOP_SIZE, PEAK_BLOCK } from './framing.ts'
import type { KernelAt } from './kernel.ts'
import { loudness } from './loudness.ts'
import { statistics } from './statistics.ts'
import { wasmKernelAt } from './wasm-kernel.ts'
import { waveform } from './waveform.ts'

/** The part of the features of a track that its samples determine. */
export type SampleFeatures = Pick<
  AudioFeatures,
  'durationMs' | 'frames' | 'mfcc' | 'spectralCentroid' | 'zeroCrossingRate' | 'rms' | 'loudnessDb' | 'loudnessLufs'
> &
  Shape & { readonly peaks: Uint8Array }

export interface Analyser {
  /** Analyses the next samples of the track. @param channels of equal length, at least one; full scale is 1. */
  push(channels: readonly Float32Array[]): void
  /** Samples of one channel that were pushed. */
  readonly sampleCount: () => number
  /**
   * The features of what was pushed; call it once, at the end. Digitally silent frames have no centroid and are left out of
   * its statistics.
   */
  result(): SampleFeatures
}

const SILENCE_DB = -120

/** How many of the MFCC describe a track. */
const MFCC_KEPT = 13

/**
 * Computes the features of one track in bounded memory. The same samples give the same numbers, however they are cut into
 * pieces.
 */
export function analyser(sampleRateHz: number, kernelAt: KernelAt = wasmKernelAt): Analyser {
  const overFrames = statistics(FEATURE_COUNT)
  const described = description(sampleRateHz, FRAME_SIZE, HOP_SIZE)
  const programme = loudness(sampleRateHz, kernelAt)
  const drawing = waveform()
  let sampleCount = 0
  let squares = 0
  let frames = 0

  const sink: FrameSink = {
    onSamples(samples) {
      sampleCount += samples.length
    },
    onFrame(frame) {
      overFrames.add(frame.features)
      described.add(frame)
      drawing.add(frame.hopPeaks)
      squares += frame.hopSquares
      frames += 1
    },
  }
  const cut = framer(sampleRateHz, sink, kernelAt)

  return {
    push(channels) {
      programme.add(channels)
      cut.push(channels)
    },
    sampleCount: () => sampleCount,
    result() {
      const rest = cut.remainder()
      drawing.add(peaksOf(rest))
      return {
        durationMs: Math.round((1000 * sampleCount) / sampleRateHz),
        frames,
        mfcc: overFrames.summary(0, MFCC_KEPT),
        spectralCentroid: overFrames.summary(CENTROID, 1),
        zeroCrossingRate: overFrames.summary(ZERO_CROSSINGS, 1),
        rms: overFrames.summary(RMS, 1),
        loudnessDb: loudnessDb(withSquares(squares, rest) / Math.max(1, sampleCount)),
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
    const sample = checked(samples[i])
    sum += sample * sample
  }
  return sum
}

/** 20 log10 of the root of a mean square; digital silence, and what is quieter than SILENCE_DB, is SILENCE_DB. */
function loudnessDb(meanSquare: number): number {
  return Math.max(SILENCE_DB, 10 * Math.log10(meanSquare))
}
