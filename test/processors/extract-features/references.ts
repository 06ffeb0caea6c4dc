import type { AudioFeatures, AudioReference } from '../../../schemas/generated.ts'
import { trackId } from '../../../schemas/generated.ts'
import type { InputOf } from '../../../streams/engine/topic.ts'
import type { audioReferences } from '../../../schemas/topics.ts'
import { EXTRACTOR_VERSION } from '../../../processors/extract-features/extract-features.ts'
import type { AnalysedFile } from '../../../processors/extract-features/analysis.ts'
import { NOTHING_FURTHER } from '../../../processors/scan-library/tags.ts'

export const TRACK = trackId('0123456789abcdef0123456789abcdef')
export const HASH = '0123456789abcdef'.repeat(4)

export function reference(fields: Partial<AudioReference> = {}): AudioReference {
  return {
    trackId: TRACK,
    contentHash: HASH,
    library: '/music',
    path: 'Blue/A Case of You.flac',
    sizeBytes: 1_000,
    modifiedAt: 1,
    container: 'FLAC',
    codec: 'FLAC',
    durationMs: null,
    title: 'A Case of You',
    artist: '',
    album: 'Blue',
    albumArtist: null,
    genres: [],
    year: null,
    trackNumber: null,
    licence: null,
    source: 'folder',
    hasArt: false,
    folderArt: null,
    replayGainTrackDb: null,
    replayGainAlbumDb: null,
    sourceId: null,
    sourceAlbumId: null,
    sourceArtistId: null,
    copies: [],
    tagsVersion: 1,
    absentSince: null,
    scannedBy: null,
    soundHash: null,
    ...NOTHING_FURTHER,
    ...fields,
  }
}

/** The reference as it was read; null: its tombstone. */
export function input(value: AudioReference | null, timestamp = 1_000): InputOf<typeof audioReferences> {
  return { topic: 'audio-references', key: TRACK, value, timestamp, partition: 0, offset: 0 }
}

export const analysedFile: AnalysedFile = {
  ok: true,
  contentHash: HASH,
  decoder: '@audio/decode-flac 1.3.5',
  sampleRateHz: 44_100,
  channels: 2,
  durationMs: 263_000,
  frames: 11_324,
  mfcc: { mean: [1, 2], deviation: [3, 4] },
  spectralCentroid: { mean: [5], deviation: [6] },
  zeroCrossingRate: { mean: [7], deviation: [8] },
  rms: { mean: [0.1], deviation: [0.2] },
  loudnessDb: -14,
  loudnessLufs: -13.5,
  bandCepstrum: [1, 2],
  cepstrumSpread: [3],
  bandCentroid: { mean: [20], deviation: [2] },
  bandFlatness: { mean: [-1], deviation: [0.5] },
  modulation: [-4, -3],
  pulse: [0.5, -0.1],
  tempoBpm: 120,
  chroma: [0.1, 0.9],
  peaks: Uint8Array.of(0, 128, 255),
}

export const features: AudioFeatures = {
  trackId: TRACK,
  contentHash: HASH,
  extractorVersion: EXTRACTOR_VERSION,
  decoder: '@audio/decode-flac 1.3.5',
  sampleRateHz: 44_100,
  channels: 2,
  durationMs: 263_000,
  frameSize: 2048,
  hopSize: 1024,
  frames: 11_324,
  mfcc: { mean: [1, 2], deviation: [3, 4] },
  spectralCentroid: { mean: [5], deviation: [6] },
  zeroCrossingRate: { mean: [7], deviation: [8] },
  rms: { mean: [0.1], deviation: [0.2] },
  loudnessDb: -14,
  loudnessLufs: -13.5,
  bandCepstrum: [1, 2],
  cepstrumSpread: [3],
  bandCentroid: { mean: [20], deviation: [2] },
  bandFlatness: { mean: [-1], deviation: [0.5] },
  modulation: [-4, -3],
  pulse: [0.5, -0.1],
  tempoBpm: 120,
  chroma: [0.1, 0.9],
  peaks: Buffer.of(0, 128, 255),
}
