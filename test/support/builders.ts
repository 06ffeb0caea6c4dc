import { featureKey } from '../../schemas/keys.ts'
import type { AudioFeatures, AudioReference, Feedback, Play, Recommendation, TrackId } from '../../schemas/generated.ts'
import { listenerId, playId, recommendationId, trackId } from '../../schemas/generated.ts'
import { NOTHING_FURTHER } from '../../processors/scan-library/tags.ts'
import { uniformHash } from '../../processors/shared/random.ts'
import { record } from '../../streams/engine/topic.ts'
import { audioFeatures, plays, recommendations } from '../../schemas/topics.ts'

/** Records for tests: whole and valid, with only what a test is about to be said. */

/** The largest record that a broker takes by default, in bytes. */
export const KAFKA_MAX_RECORD_BYTES = 1_048_588
export const HOUR_MS = 3_600_000
/** 2026-01-01T00:00:00Z, the start of an hour. */
export const START = 1_767_225_600_000

/** Styles whose features differ. */
const STYLES = 4

/** Features of one style: tracks of a style are within a tenth of one another in every dimension, styles are whole numbers apart. */
export function featuresOf(id: string, style: number, changes: Partial<AudioFeatures> = {}): AudioFeatures {
  const summary = (name: string, dimensions: number) => {
    const numbers = (part: string) =>
      Array.from(
        { length: dimensions },
        (_, d) => style * (1 + (d % 3)) + uniformHash(`${id}/${name}/${part}/${d}`) / 10,
      )
    return { mean: numbers('mean'), deviation: numbers('deviation') }
  }
  // Each style has directions of its own: three styles on a line would make the middle one the average of all.
  const shape = (name: string, dimensions: number) =>
    Array.from({ length: dimensions }, (_, d) => {
      return ((d + style) % STYLES === 0 ? 3 : 0) + uniformHash(`${id}/${name}/${d}`) / 10
    })
  return {
    trackId: trackId(id),
    contentHash: `hash-of-${id}`,
    extractorVersion: 'extractor-1',
    decoder: 'none',
    sampleRateHz: 44_100,
    channels: 2,
    durationMs: 30_000,
    frameSize: 2048,
    hopSize: 1024,
    frames: 1291,
    mfcc: summary('mfcc', 13),
    spectralCentroid: summary('centroid', 1),
    zeroCrossingRate: summary('crossings', 1),
    rms: summary('rms', 1),
    loudnessDb: -12,
    loudnessLufs: -12,
    bandCepstrum: shape('cepstrum', 20),
    cepstrumSpread: shape('spread', 55),
    bandCentroid: summary('band-centroid', 1),
    bandFlatness: summary('band-flatness', 1),
    modulation: shape('modulation', 56),
    pulse: shape('pulse', 20),
    tempoBpm: 120,
    chroma: shape('chroma', 12),
    peaks: Buffer.from([0, 255]),
    ...changes,
  }
}

export const heard = (id: string, style: number, at = START, changes: Partial<AudioFeatures> = {}) =>
  record(
    audioFeatures,
    featureKey(trackId(id), changes.extractorVersion ?? 'extractor-1'),
    featuresOf(id, style, changes),
    at,
  )

export function referenceOf(id: string, changes: Partial<AudioReference> = {}): AudioReference {
  return {
    trackId: trackId(id),
    contentHash: `hash-of-${id}`,
    library: '/music',
    path: `${id}.flac`,
    sizeBytes: 1,
    modifiedAt: START,
    container: 'flac',
    codec: 'flac',
    durationMs: null,
    title: id,
    artist: '',
    album: '',
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
    ...changes,
  }
}

export const gone = (id: string, at = START, extractorVersion = 'extractor-1') =>
  record(audioFeatures, featureKey(trackId(id), extractorVersion), null, at)

/** Tracks `a0`, `b0`, `c0`, `a1`, …: the letter is the style. */
export function library(tracks: number, styles = 3): ReturnType<typeof heard>[] {
  return Array.from({ length: tracks }, (_, i) => {
    const style = i % styles
    return heard(`${String.fromCharCode(97 + style)}${Math.floor(i / styles)}`, style, START + i)
  })
}

/** What players of earlier versions did not say of a play. */
export const WITHOUT_CONTEXT = {
  artistId: null,
  shuffled: null,
  itemRank: null,
  timeZoneOffsetMinutes: null,
  pageVisible: null,
  title: null,
  artist: null,
  retracts: null,
  importedFrom: null,
} as const

export function playOf(event: Play['event'], track: string, changes: Partial<Play> = {}): Play {
  return {
    playId: playId(`${event}-${track}`),
    listenerId: listenerId('ann'),
    sessionId: 'session',
    trackId: trackId(track),
    event,
    positionMs: 0,
    playedMs: 0,
    via: 'chosen',
    recommendationId: null,
    deviceTime: null,
    arrivedAt: START,
    wish: null,
    ...WITHOUT_CONTEXT,
    ...changes,
  }
}

export function played(event: Play['event'], track: string, at = START + HOUR_MS, changes: Partial<Play> = {}) {
  const play = playOf(event, track, changes)
  return record(plays, play.listenerId, play, at)
}

/** A play of a track that `neighbours-5` suggested. */
export const suggested = { via: 'recommended', recommendationId: recommendationId('neighbours-5:plays/0/0') } as const

export function recommendationOf(items: number, changes: Partial<Recommendation> = {}): Recommendation {
  return {
    recommendationId: recommendationId('neighbours-5:plays/0/0'),
    listenerId: listenerId('ann'),
    model: 'neighbours-5',
    indexVersion: 1,
    relationsVersion: 0,
    causedBy: {
      topic: 'plays',
      partition: 0,
      offset: 0,
      playId: playId('p'),
      trackId: null,
      event: 'unknown',
      takenFrom: null,
      takesBack: [],
    },
    candidates: items,
    items: Array.from({ length: items }, (_, i) => ({
      trackId: trackId(`t${i}`),
      rank: i + 1,
      score: 1,
      propensity: 1,
      reason: {
        kind: 'discover',
        seedTrackId: null,
        seedOffset: null,
        distance: null,
        alike: [],
        apart: [],
        listeners: null,
      },
      explored: false,
    })),
    shown: true,
    ...changes,
  }
}

export function recommended(items: number, at: number, changes: Partial<Recommendation> = {}) {
  const value = recommendationOf(items, changes)
  return record(recommendations, value.listenerId, value, at)
}

/** Feedback of the first hour that says nothing but what a test is about. */
export function feedbackOf(changes: Partial<Feedback> = {}): Feedback {
  return {
    model: 'neighbours-5',
    windowStart: START,
    windowEnd: START + HOUR_MS,
    recommendations: 0,
    offered: 0,
    started: 0,
    finished: 0,
    skipped: 0,
    liked: 0,
    satisfaction: null,
    judged: 0,
    hits: 0,
    misled: 0,
    score: null,
    distinctTracks: 0,
    catalogueTracks: 0,
    coverage: null,
    timeToSuggestionP50Ms: null,
    timeToSuggestionP99Ms: null,
    stalenessP50Ms: null,
    stalenessP99Ms: null,
    ...changes,
  }
}

export const ids = (...texts: readonly string[]): readonly TrackId[] => texts.map((text) => trackId(text))
