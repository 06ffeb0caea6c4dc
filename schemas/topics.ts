import type {
  AudioFeatures,
  AudioReference,
  DeadLetter,
  Feedback,
  FeedbackWindows,
  IndexTraining,
  IndexUpdate,
  LibraryScan,
  ListenerId,
  ListenerProfile,
  Play,
  Recommendation,
  TrackId,
} from './generated.ts'
import {
  audioFeaturesSchema,
  audioReferenceSchema,
  deadLetterSchema,
  feedbackSchema,
  feedbackWindowsSchema,
  indexTrainingSchema,
  indexUpdateSchema,
  libraryScanSchema,
  listenerId,
  listenerProfileSchema,
  playSchema,
  recommendationSchema,
  trackId,
} from './generated.ts'
import { avroSerde } from '../streams/engine/serde/avro.ts'
import type { AnyTopic, Topic } from '../streams/engine/topic.ts'

/** Every topic, one value each: the table of contents of Slipstream. */

const PARTITIONS = 8
const DAY_MS = 86_400_000
const text = (key: string): string => key

/** Where the music is. A tombstone: the file is gone. */
export const audioReferences: Topic<'audio-references', TrackId, AudioReference> = {
  name: 'audio-references',
  key: trackId,
  value: avroSerde(audioReferenceSchema),
  compatibility: 'FULL_TRANSITIVE',
  cleanup: 'compact',
  partitions: PARTITIONS,
}

/** How far the scan of the library is; keyed by scanner. */
export const libraryScans: Topic<'library-scans', string, LibraryScan> = {
  name: 'library-scans',
  key: text,
  value: avroSerde(libraryScanSchema),
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: 1,
}

/**
 * What each track sounds like; keys are `<track id>@<extractor version>`, so that a new version hears beside the old one. A
 * tombstone: the track is gone, or another version is in force.
 */
export const audioFeatures: Topic<'audio-features', string, AudioFeatures> = {
  name: 'audio-features',
  key: text,
  value: avroSerde(audioFeaturesSchema),
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: PARTITIONS,
}

/** What each training found; the newest is to be put in force. */
export const indexTrainings: Topic<'index-trainings', string, IndexTraining> = {
  name: 'index-trainings',
  key: text,
  value: avroSerde(indexTrainingSchema),
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: 1,
}

/** The index as a changelog; keys are `codebook`, `cell/<n>` and `track/<id>`. */
export const indexUpdates: Topic<'index-updates', string, IndexUpdate> = {
  name: 'index-updates',
  key: text,
  value: avroSerde(indexUpdateSchema),
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: 1,
}

/** Everything a listener did, kept for ever. */
export const plays: Topic<'plays', ListenerId, Play> = {
  name: 'plays',
  key: listenerId,
  value: avroSerde(playSchema),
  compatibility: 'FULL_TRANSITIVE',
  cleanup: 'for-ever',
  partitions: PARTITIONS,
}

/** What recommend knows of each listener. */
export const listenerProfiles: Topic<'listener-profiles', ListenerId, ListenerProfile> = {
  name: 'listener-profiles',
  key: listenerId,
  value: avroSerde(listenerProfileSchema),
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: PARTITIONS,
}

/** What models that run in the shadow know of each listener: one topic for each place that such a model may take. */
export const shadowProfiles: readonly Topic<string, ListenerId, ListenerProfile>[] = [1, 2].map((place) => ({
  ...listenerProfiles,
  name: `shadow-profiles-${place}`,
}))

/** What to play next, with reasons. */
export const recommendations: Topic<'recommendations', ListenerId, Recommendation> = {
  name: 'recommendations',
  key: listenerId,
  value: avroSerde(recommendationSchema),
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: { retentionMs: 90 * DAY_MS, since: 'event' },
  partitions: PARTITIONS,
}

/** How each model's suggestions did; keyed by model. */
export const feedback: Topic<'feedback', string, Feedback> = {
  name: 'feedback',
  key: text,
  value: avroSerde(feedbackSchema),
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: { retentionMs: 365 * DAY_MS, since: 'event' },
  partitions: 1,
}

/** What could not be processed, as it was; keyed by source position. */
export const deadLetters: Topic<'dead-letters', string, DeadLetter> = {
  name: 'dead-letters',
  key: text,
  value: avroSerde(deadLetterSchema),
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: { retentionMs: 30 * DAY_MS, since: 'arrival' },
  partitions: PARTITIONS,
}

/** The windows that monitor-feedback still counts; keyed by model. */
export const monitorFeedbackState: Topic<'monitor-feedback-state', string, FeedbackWindows> = {
  name: 'monitor-feedback-state',
  key: text,
  value: avroSerde(feedbackWindowsSchema),
  compatibility: 'BACKWARD_TRANSITIVE',
  cleanup: 'compact',
  partitions: 1,
}

export const allTopics: readonly AnyTopic[] = [
  audioReferences,
  libraryScans,
  audioFeatures,
  indexTrainings,
  indexUpdates,
  plays,
  listenerProfiles,
  recommendations,
  feedback,
  deadLetters,
  monitorFeedbackState,
  ...shadowProfiles,
]
