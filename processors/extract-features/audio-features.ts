import type { AudioFeatures, TrackId } from '../../schemas/generated.ts'
import { FRAME_SIZE, HOP_SIZE } from '../shared/features/framing.ts'
import type { AnalysedFile } from './analysis.ts'

/** The value of a record of audio-features: what one extractor version found in the file of a track. */
export function audioFeaturesOf(trackId: TrackId, file: AnalysedFile, extractorVersion: string): AudioFeatures {
  return {
    trackId,
    contentHash: file.contentHash,
    extractorVersion,
    decoder: file.decoder,
    sampleRateHz: file.sampleRateHz,
    channels: file.channels,
    durationMs: file.durationMs,
    frameSize: FRAME_SIZE,
    hopSize: HOP_SIZE,
    frames: file.frames,
    mfcc: file.mfcc,
    spectralCentroid: file.spectralCentroid,
    zeroCrossingRate: file.zeroCrossingRate,
    rms: file.rms,
    loudnessDb: file.loudnessDb,
    loudnessLufs: file.loudnessLufs,
    bandCepstrum: file.bandCepstrum,
    cepstrumSpread: file.cepstrumSpread,
    bandCentroid: file.bandCentroid,
    bandFlatness: file.bandFlatness,
    modulation: file.modulation,
    pulse: file.pulse,
    tempoBpm: file.tempoBpm,
    chroma: file.chroma,
    peaks: Buffer.from(file.peaks),
  }
}
