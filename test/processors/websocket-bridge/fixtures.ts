import { modelId } from '../../../processors/recommend/model.ts'
import { neighbours } from '../../../processors/recommend/rank.ts'
import type {
  AudioFeatures,
  AudioReference,
  AnalysisFailure,
  LibraryScan,
  ListenerId,
  Recommendation,
  DeadLetter,
} from '../../../schemas/generated.ts'
import { listenerId, playId, recommendationId, trackId } from '../../../schemas/generated.ts'
import type { Catalogue } from '../../../processors/websocket-bridge/catalogue.ts'
import { catalogue } from '../../../processors/websocket-bridge/catalogue.ts'
import { NOTHING_FURTHER } from '../../../processors/scan-library/tags.ts'
import { record } from '../../../streams/engine/topic.ts'
import { audioReferences } from '../../../schemas/topics.ts'

/** A track id of a letter or two. */
export const idOf = (name: string) => trackId(Buffer.from(name.padEnd(16, '.')).toString('hex'))

export function reference(name: string, fields: Partial<AudioReference> = {}): AudioReference {
  const id = idOf(name)
  return {
    trackId: id,
    contentHash: id + id,
    library: '/music',
    path: `${name}.ogg`,
    sizeBytes: 1000,
    modifiedAt: 1_700_000_000_000,
    container: 'Ogg',
    codec: 'Vorbis I',
    durationMs: 30_000,
    title: `Title ${name}`,
    artist: `Artist ${name}`,
    album: `Album ${name}`,
    albumArtist: null,
    genres: ['Ambient'],
    year: 2020,
    trackNumber: 1,
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

export function libraryScan(fields: Partial<LibraryScan> = {}): LibraryScan {
  return {
    phase: 'watching',
    startedAt: 1_700_000_000_000,
    passStartedAt: 1_700_000_000_000,
    ...{ found: 4, looked: 4, unchanged: 0, duplicates: 0, failed: 0, settling: 0, missing: 0 },
    ...{
      newTracks: 4,
      changedTracks: 0,
      removedTracks: 0,
      readFiles: 4,
      readBytes: 4_000,
      current: null,
      problems: [],
      away: [],
      mounted: [],
    },
    ...fields,
  }
}

/** @param brightness moves a track in the space of sounds: tracks with near values sound alike. */
export function features(name: string, brightness = 1): AudioFeatures {
  const summary = (dimensions: number) => ({
    mean: Array.from({ length: dimensions }, (_, i) => brightness + i),
    deviation: Array.from({ length: dimensions }, () => brightness / 2),
  })
  return {
    trackId: idOf(name),
    contentHash: idOf(name) + idOf(name),
    extractorVersion: '1',
    decoder: 'test 1',
    sampleRateHz: 44_100,
    channels: 2,
    durationMs: 30_125,
    frameSize: 2048,
    hopSize: 1024,
    frames: 1291,
    mfcc: summary(13),
    spectralCentroid: summary(1),
    zeroCrossingRate: summary(1),
    rms: summary(1),
    loudnessDb: -14 - brightness,
    loudnessLufs: -13 - brightness,
    bandCepstrum: summary(20).mean,
    cepstrumSpread: summary(55).mean,
    bandCentroid: summary(1),
    bandFlatness: summary(1),
    modulation: summary(56).mean,
    pulse: summary(20).mean,
    tempoBpm: 120,
    chroma: summary(12).mean,
    peaks: Buffer.from([0, 128, 255]),
  }
}

export function failure(name: string, fields: Partial<AnalysisFailure> = {}): AnalysisFailure {
  return {
    trackId: idOf(name),
    code: 'undecodable-audio',
    message: `${name}.ogg cannot be decoded: replace the file.`,
    extractorVersion: '1',
    ...fields,
  }
}

export const alice: ListenerId = listenerId('a'.repeat(32))

/** @param causeOffset of the play that it answers; also in its id. */
export function recommendation(listener: ListenerId, causeOffset: number, names: readonly string[]): Recommendation {
  return {
    recommendationId: recommendationId(`neighbours-5:plays/0/${causeOffset}`),
    listenerId: listener,
    model: modelId(neighbours),
    indexVersion: 1,
    relationsVersion: 0,
    causedBy: {
      topic: 'plays',
      partition: 0,
      offset: causeOffset,
      playId: playId(`play-${causeOffset}`),
      trackId: null,
      event: 'unknown',
      takenFrom: null,
      takesBack: [],
    },
    candidates: names.length,
    items: names.map((name, index) => ({
      trackId: idOf(name),
      rank: index + 1,
      score: 1 / (index + 1),
      propensity: 1,
      reason: {
        kind: 'like',
        seedTrackId: idOf('seed'),
        seedOffset: 3,
        distance: 0.5,
        alike: ['timbre'],
        apart: [],
        listeners: null,
      },
      explored: false,
    })),
    shown: true,
  }
}

export function catalogueOf(references: readonly AudioReference[]): Catalogue {
  const content = catalogue.create()
  for (const each of references) catalogue.apply(content, record(audioReferences, each.trackId, each, 0))
  return content
}

export function deadLetter(name: string, fields: Partial<DeadLetter> = {}): DeadLetter {
  return {
    topic: 'audio-references',
    partition: 0,
    offset: 7,
    processor: 'extract-features',
    code: 'undecodable-audio',
    message: `${name}.ogg cannot be decoded: replace the file.`,
    attempts: 1,
    timestamp: 1,
    key: Buffer.from(idOf(name)),
    value: null,
    headers: [],
    ...fields,
  }
}
