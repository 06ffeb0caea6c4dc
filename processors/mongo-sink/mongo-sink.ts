import type { Sink } from '../../streams/engine/processor.ts'
import {
  albums,
  artists,
  audioFeatures,
  audioReferences,
  deadLetters,
  feedback,
  genres,
  indexUpdates,
  libraryPlaylists,
  libraryScans,
  listenerProfiles,
  opinions,
  playlists,
  plays,
  queues,
  recommendations,
  trackAliases,
  works,
} from '../../schemas/topics.ts'

const from = [
  audioReferences,
  trackAliases,
  libraryScans,
  libraryPlaylists,
  audioFeatures,
  indexUpdates,
  albums,
  artists,
  genres,
  works,
  plays,
  playlists,
  queues,
  opinions,
  listenerProfiles,
  recommendations,
  feedback,
  deadLetters,
] as const

export type SunkTopic = (typeof from)[number]

/**
 * Carries every topic into MongoDB, for clients that query a database.
 *
 * At least once, with the effect of once: each document is stored under an id made from its record, with the position of
 * that record, and a record that is not newer than what is stored changes nothing. While MongoDB is away it waits; nothing
 * is lost, since Kafka's offsets are committed only after MongoDB has confirmed. A document that MongoDB refuses for good
 * becomes a dead letter. What Kafka forgets after a time, the collections forget after the same time.
 */
export const mongoSink: Sink<SunkTopic> & { readonly name: 'mongo-sink'; readonly from: typeof from } = {
  kind: 'sink',
  name: 'mongo-sink',
  from,
  to: [],
  reads: [],
  latency: 'batch',
}
