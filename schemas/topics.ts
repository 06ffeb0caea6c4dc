import type {
  Album,
  AlbumId,
  AnalysisFailure,
  Artist,
  ArtistId,
  AudioFeatures,
  AudioReference,
  DeadLetter,
  Feedback,
  FeedbackWindows,
  Genre,
  GenreId,
  IndexTraining,
  IndexUpdate,
  LibraryCheck,
  LibraryPlaylist,
  LibraryScan,
  ListenerId,
  ListenerProfile,
  Opinion,
  OpinionLog,
  Play,
  PlaylistChange,
  PlaylistId,
  ProcessMetrics,
  Queue,
  Recommendation,
  TrackAlias,
  TrackId,
  Work,
  WorkId,
} from './generated.ts'
import {
  albumId,
  albumSchema,
  analysisFailureSchema,
  artistId,
  artistSchema,
  audioFeaturesSchema,
  audioReferenceSchema,
  deadLetterSchema,
  feedbackSchema,
  feedbackWindowsSchema,
  genreId,
  genreSchema,
  indexTrainingSchema,
  indexUpdateSchema,
  libraryCheckSchema,
  libraryPlaylistSchema,
  libraryScanSchema,
  listenerId,
  listenerProfileSchema,
  opinionLogSchema,
  opinionSchema,
  playSchema,
  playlistChangeSchema,
  playlistId,
  processMetricsSchema,
  queueSchema,
  recommendationSchema,
  trackAliasSchema,
  trackId,
  workId,
  workSchema,
} from './generated.ts'
import { avroSerde } from '../streams/engine/serde/avro.ts'
import type { Topic } from '../streams/engine/topic.ts'
import { keyForms } from './keys.ts'
import type { KeyForm } from './keys.ts'

/** Every topic of Slipstream, one value each. The README's table of topics is made from these. */

/** A topic with what a reader needs to know of it. */
export interface DocumentedTopic<N extends string = string, K extends string = string, V = unknown> extends Topic<
  N,
  K,
  V
> {
  /** The file in this folder with the schema of its values; the subject in the registry is `<topic>-value`. */
  readonly schemaFile: string
  /** What its keys are made of. */
  readonly keyForm: KeyForm
  /** What a record states, and what a tombstone means where there are any. */
  readonly doc: string
}

const PARTITIONS = 8
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const text = (key: string): string => key

/**
 * Written by scan-library. Others append to it that send a record of scan-library again as it was (the redrive of dead
 * letters, extract-features when ffmpeg is there), and the command `slipstream library forget`.
 */
export const audioReferences: DocumentedTopic<'audio-references', TrackId, AudioReference> = {
  name: 'audio-references',
  key: trackId,
  value: avroSerde(audioReferenceSchema),
  schemaFile: 'audio-references-value.avsc',
  compatibility: 'FULL_TRANSITIVE',
  cleanup: 'compact',
  partitions: PARTITIONS,
  keyForm: keyForms.track,
  doc: 'Where the audio file of a track is, and its tags; `absentSince` while it cannot be looked for. A tombstone: the file was removed.',
}

export const libraryScans: DocumentedTopic<'library-scans', string, LibraryScan> = {
  name: 'library-scans',
  key: text,
  value: avroSerde(libraryScanSchema),
  schemaFile: 'library-scans-value.avsc',
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: 1,
  keyForm: keyForms.scanner,
  doc: 'Progress of the scan of the library folders, and the files that could not be read.',
}

/** Bounded by the tracks of versions that knew a track by its whole file, and by the times in cue sheets that people change. */
export const trackAliases: DocumentedTopic<'track-aliases', TrackId, TrackAlias> = {
  name: 'track-aliases',
  key: trackId,
  value: avroSerde(trackAliasSchema),
  schemaFile: 'track-aliases-value.avsc',
  compatibility: 'FULL_TRANSITIVE',
  cleanup: 'compact',
  partitions: 1,
  keyForm: keyForms.oldTrack,
  doc: 'The track that an id of an earlier version, or of a part that a cue sheet cut otherwise, leads to. A tombstone: the id is that of a track again.',
}

/** Bounded by the playlist files that a scan takes: 200,000 entries in all. */
export const libraryPlaylists: DocumentedTopic<'library-playlists', PlaylistId, LibraryPlaylist> = {
  name: 'library-playlists',
  key: playlistId,
  value: avroSerde(libraryPlaylistSchema),
  schemaFile: 'library-playlists-value.avsc',
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: 1,
  keyForm: keyForms.libraryPlaylist,
  doc: 'A playlist file in a library folder, with the tracks that it names. A tombstone: the file was removed.',
}

/** Written by scan-library, and by the command `slipstream library rescan`. */
export const libraryChecks: DocumentedTopic<'library-checks', string, LibraryCheck> = {
  name: 'library-checks',
  key: text,
  value: avroSerde(libraryCheckSchema),
  schemaFile: 'library-checks-value.avsc',
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: 1,
  keyForm: keyForms.check,
  doc: 'How far each scanner has come in reading files again that look unchanged, and the newest request to read all of them.',
}

export const audioFeatures: DocumentedTopic<'audio-features', string, AudioFeatures> = {
  name: 'audio-features',
  key: text,
  value: avroSerde(audioFeaturesSchema),
  schemaFile: 'audio-features-value.avsc',
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: PARTITIONS,
  keyForm: keyForms.feature,
  doc: 'Audio features of a track, computed by one version of the extractor. A tombstone: the track was removed, or the index is of a later version.',
}

/** Its size is bounded by the library: each track has one key, which is tombstoned with the track. */
export const analysisFailures: DocumentedTopic<'analysis-failures', TrackId, AnalysisFailure> = {
  name: 'analysis-failures',
  key: trackId,
  value: avroSerde(analysisFailureSchema),
  schemaFile: 'analysis-failures-value.avsc',
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: PARTITIONS,
  keyForm: keyForms.track,
  doc: 'Why a track has no features, kept for as long as that is so: dead letters expire. A tombstone: the track was analysed or removed.',
}

/** Bounded by the library: an album, artist, genre or work is tombstoned with the last track that names it. */
export const albums: DocumentedTopic<'albums', AlbumId, Album> = {
  name: 'albums',
  key: albumId,
  value: avroSerde(albumSchema),
  schemaFile: 'albums-value.avsc',
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: 1,
  keyForm: keyForms.album,
  doc: 'An album made from the tags of its tracks: what it is called, its tracks in order, its cover, what it sounds like and what was merged in it. A tombstone: none of its tracks is left.',
}

export const artists: DocumentedTopic<'artists', ArtistId, Artist> = {
  name: 'artists',
  key: artistId,
  value: avroSerde(artistSchema),
  schemaFile: 'artists-value.avsc',
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: 1,
  keyForm: keyForms.artist,
  doc: 'An artist made from the tags of tracks: name, albums, counts, picture, sound and what was merged. A tombstone: nothing names the artist any more.',
}

export const genres: DocumentedTopic<'genres', GenreId, Genre> = {
  name: 'genres',
  key: genreId,
  value: avroSerde(genreSchema),
  schemaFile: 'genres-value.avsc',
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: 1,
  keyForm: keyForms.genre,
  doc: 'A genre with its counts and spellings. A tombstone: no track has it any more.',
}

export const works: DocumentedTopic<'works', WorkId, Work> = {
  name: 'works',
  key: workId,
  value: avroSerde(workSchema),
  schemaFile: 'works-value.avsc',
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: 1,
  keyForm: keyForms.work,
  doc: 'A musical work with its composers and tracks. A tombstone: none of its tracks is left.',
}

export const indexTrainings: DocumentedTopic<'index-trainings', string, IndexTraining> = {
  name: 'index-trainings',
  key: text,
  value: avroSerde(indexTrainingSchema),
  schemaFile: 'index-trainings-value.avsc',
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: 1,
  keyForm: keyForms.training,
  doc: 'The result of a training of the similarity index, or of a measurement of the cells in force. index-tracks puts the newest in force.',
}

export const indexUpdates: DocumentedTopic<'index-updates', string, IndexUpdate> = {
  name: 'index-updates',
  key: text,
  value: avroSerde(indexUpdateSchema),
  schemaFile: 'index-updates-value.avsc',
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: 1,
  keyForm: keyForms.index,
  doc: 'The similarity index as a changelog: its codebook, the centroid of each cell, and the cell of each track. A tombstone: the track or the cell is not in the index.',
}

export const plays: DocumentedTopic<'plays', ListenerId, Play> = {
  name: 'plays',
  key: listenerId,
  value: avroSerde(playSchema),
  schemaFile: 'plays-value.avsc',
  compatibility: 'FULL_TRANSITIVE',
  cleanup: 'for-ever',
  partitions: PARTITIONS,
  keyForm: keyForms.listener,
  doc: 'Everything that a listener did with a track: started, finished, skipped, liked and so on. A tombstone: the listener was forgotten.',
}

export const playlists: DocumentedTopic<'playlists', string, PlaylistChange> = {
  name: 'playlists',
  key: text,
  value: avroSerde(playlistChangeSchema),
  schemaFile: 'playlists-value.avsc',
  compatibility: 'FULL_TRANSITIVE',
  cleanup: 'for-ever',
  partitions: PARTITIONS,
  keyForm: keyForms.playlist,
  doc: 'Everything that a listener did with a playlist: created, renamed, added, moved, removed, deleted. A playlist is the fold of its records. A tombstone: its listener was forgotten.',
}

export const queues: DocumentedTopic<'queues', ListenerId, Queue> = {
  name: 'queues',
  key: listenerId,
  value: avroSerde(queueSchema),
  schemaFile: 'queues-value.avsc',
  compatibility: 'FULL_TRANSITIVE',
  cleanup: 'compact',
  partitions: PARTITIONS,
  keyForm: keyForms.listener,
  doc: "The queue of a listener's player: the current track, what was chosen to follow, and what was played before.",
}

export const opinions: DocumentedTopic<'opinions', string, Opinion> = {
  name: 'opinions',
  key: text,
  value: avroSerde(opinionSchema),
  schemaFile: 'opinions-value.avsc',
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: PARTITIONS,
  keyForm: keyForms.opinion,
  doc: 'A like, a dislike or a never of a listener, of a track or an artist; all of them, for ever. A tombstone: it was taken back.',
}

export const keepOpinionsState: DocumentedTopic<'keep-opinions-state', ListenerId, OpinionLog> = {
  name: 'keep-opinions-state',
  key: listenerId,
  value: avroSerde(opinionLogSchema),
  schemaFile: 'keep-opinions-state-value.avsc',
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: PARTITIONS,
  keyForm: keyForms.listener,
  doc: 'What of the opinions of a listener can still be retracted; the state of keep-opinions.',
}

export const listenerProfiles: DocumentedTopic<'listener-profiles', ListenerId, ListenerProfile> = {
  name: 'listener-profiles',
  key: listenerId,
  value: avroSerde(listenerProfileSchema),
  schemaFile: 'listener-profiles-value.avsc',
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: PARTITIONS,
  keyForm: keyForms.listener,
  doc: 'The profile of a listener that the serving model ranks by; the state of recommend.',
}

/** The profiles by which models that run in shadow rank: one topic for each place that such a model may take. */
export const shadowProfiles: readonly DocumentedTopic<string, ListenerId, ListenerProfile>[] = [1, 2].map((place) => ({
  ...listenerProfiles,
  name: `shadow-profiles-${place}`,
  doc: `The profile of a listener that a model ranks by which runs in shadow; the state of recommend-shadow-${place}.`,
}))

export const recommendations: DocumentedTopic<'recommendations', ListenerId, Recommendation> = {
  name: 'recommendations',
  key: listenerId,
  value: avroSerde(recommendationSchema),
  schemaFile: 'recommendations-value.avsc',
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: { retentionMs: 90 * DAY_MS, since: 'event' },
  partitions: PARTITIONS,
  keyForm: keyForms.recommended,
  doc: 'What to play next, each item with its score and its reason, by one model in answer to one play.',
}

export const feedback: DocumentedTopic<'feedback', string, Feedback> = {
  name: 'feedback',
  key: text,
  value: avroSerde(feedbackSchema),
  schemaFile: 'feedback-value.avsc',
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: { retentionMs: 365 * DAY_MS, since: 'event' },
  partitions: 1,
  keyForm: keyForms.model,
  doc: 'How the suggestions of a model did within one hour. A later record of the same hour replaces an earlier one.',
}

export const deadLetters: DocumentedTopic<'dead-letters', string, DeadLetter> = {
  name: 'dead-letters',
  key: text,
  value: avroSerde(deadLetterSchema),
  schemaFile: 'dead-letters-value.avsc',
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: { retentionMs: 30 * DAY_MS, since: 'arrival' },
  partitions: PARTITIONS,
  keyForm: keyForms.source,
  doc: 'A record that a processor could not decode or process, byte for byte, with the cause.',
}

export const monitorFeedbackState: DocumentedTopic<'monitor-feedback-state', string, FeedbackWindows> = {
  name: 'monitor-feedback-state',
  key: text,
  value: avroSerde(feedbackWindowsSchema),
  schemaFile: 'monitor-feedback-state-value.avsc',
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: 1,
  keyForm: keyForms.model,
  doc: 'The windows that monitor-feedback still counts; its state.',
}

/**
 * By time and not compacted: readers drop what is older than a minute, so the newest record of a process that is gone has no
 * use, and compaction would keep it for ever.
 */
export const processorMetrics: DocumentedTopic<'processor-metrics', string, ProcessMetrics> = {
  name: 'processor-metrics',
  key: text,
  value: avroSerde(processMetricsSchema),
  schemaFile: 'processor-metrics-value.avsc',
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: { retentionMs: HOUR_MS, since: 'arrival' },
  partitions: 1,
  keyForm: keyForms.process,
  doc: 'What a process has measured: lag, records, durations, memory. One record every 10 s; the bridge exports them at `/metrics`. A tombstone: the process has stopped.',
}

export const allTopics: readonly DocumentedTopic[] = [
  audioReferences,
  libraryScans,
  libraryChecks,
  libraryPlaylists,
  trackAliases,
  audioFeatures,
  analysisFailures,
  albums,
  artists,
  genres,
  works,
  indexTrainings,
  indexUpdates,
  plays,
  playlists,
  queues,
  opinions,
  keepOpinionsState,
  listenerProfiles,
  recommendations,
  feedback,
  deadLetters,
  monitorFeedbackState,
  processorMetrics,
  ...shadowProfiles,
]
