import { deadLetters, feedback, recommendations } from '../../../schemas/topics.ts'
import type { AnyTopic } from '../../../streams/engine/topic.ts'

/** Names of the collections in MongoDB, for all who read them. */
export const collections = {
  tracks: 'tracks',
  trackAliases: 'trackAliases',
  scans: 'scans',
  libraryPlaylists: 'libraryPlaylists',
  features: 'features',
  albums: 'albums',
  artists: 'artists',
  genres: 'genres',
  works: 'works',
  plays: 'plays',
  playlistChanges: 'playlistChanges',
  queues: 'queues',
  opinions: 'opinions',
  profiles: 'profiles',
  recommendations: 'recommendations',
  indexUpdates: 'indexUpdates',
  feedback: 'feedback',
  deadLetters: 'deadLetters',
} as const

export type CollectionName = (typeof collections)[keyof typeof collections]

/** `1` is ascending, `-1` descending. */
export type IndexKey = Readonly<Record<string, 1 | -1>>

export interface WantedIndex {
  readonly collection: CollectionName
  readonly name: string
  readonly key: IndexKey
  readonly unique: boolean
  /** Makes MongoDB remove a document this long after the date that `key` names. */
  readonly expireAfterSeconds?: number
  /** Only the markers that tombstones leave. */
  readonly onlyDeleted?: true
}

/** The embedded store only looks a document up by an index when the query names exactly the fields of that index. */
const position = (collection: CollectionName): WantedIndex => ({
  collection,
  name: 'position',
  key: { _id: 1, offset: 1 },
  unique: true,
})

/** What Kafka forgets is forgotten here, after the same time. */
const expiry = (collection: CollectionName, { name, cleanup }: AnyTopic): WantedIndex => {
  if (typeof cleanup === 'string') throw new Error(`The topic ${name} is kept: its documents do not expire.`)
  const expireAfterSeconds = cleanup.retentionMs / 1_000
  return { collection, name: 'expiry', key: { recordedAt: 1 }, unique: false, expireAfterSeconds }
}

const WEEK_S = 7 * 24 * 3_600

/**
 * A tombstone leaves a marker, so that an older record that is delivered again does not bring the document back. Records come
 * again for as long as an offset is not committed, at most: after a week no older one comes.
 */
const forgotten = (collection: CollectionName): WantedIndex => ({
  collection,
  name: 'forgotten',
  key: { recordedAt: 1 },
  unique: false,
  expireAfterSeconds: WEEK_S,
  onlyDeleted: true,
})

/**
 * Every index. `position` is wherever a record may come again: all collections. Those of topics that are cleaned up by time
 * expire; in those of compacted topics the markers of tombstones do; plays are kept for ever, as in Kafka.
 */
export const indexes: readonly WantedIndex[] = [
  ...Object.values(collections).map(position),
  expiry(collections.recommendations, recommendations),
  expiry(collections.feedback, feedback),
  expiry(collections.deadLetters, deadLetters),
  forgotten(collections.tracks),
  forgotten(collections.trackAliases),
  forgotten(collections.scans),
  forgotten(collections.libraryPlaylists),
  forgotten(collections.features),
  forgotten(collections.albums),
  forgotten(collections.artists),
  forgotten(collections.genres),
  forgotten(collections.works),
  forgotten(collections.profiles),
  forgotten(collections.indexUpdates),
  forgotten(collections.queues),
  forgotten(collections.opinions),
  { collection: collections.plays, name: 'history', key: { listenerId: 1, arrivedAt: -1, _id: -1 }, unique: false },
  { collection: collections.plays, name: 'by-track', key: { trackId: 1, arrivedAt: -1 }, unique: false },
  { collection: collections.playlistChanges, name: 'by-listener', key: { listenerId: 1 }, unique: false },
  { collection: collections.opinions, name: 'by-listener', key: { listenerId: 1 }, unique: false },
  {
    collection: collections.recommendations,
    name: 'by-listener',
    key: { listenerId: 1, recordedAt: -1 },
    unique: false,
  },
]
