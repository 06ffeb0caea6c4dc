/** Names of the collections in MongoDB, for all who read them. */
export const collections = {
  tracks: 'tracks',
  scans: 'scans',
  features: 'features',
  plays: 'plays',
  profiles: 'profiles',
  recommendations: 'recommendations',
  indexUpdates: 'indexUpdates',
  feedback: 'feedback',
  deadLetters: 'deadLetters',
} as const

export type CollectionName = (typeof collections)[keyof typeof collections]

/** An index that a reader needs; `1` is ascending, `-1` descending. */
export interface WantedIndex {
  readonly collection: CollectionName
  readonly name: string
  readonly key: Readonly<Record<string, 1 | -1>>
  readonly unique: boolean
}

/** The embedded store only looks a document up by an index when the query names exactly the fields of that index. */
const position = (collection: CollectionName): WantedIndex => ({
  collection,
  name: 'position',
  key: { _id: 1, offset: 1 },
  unique: true,
})

export const indexes: readonly WantedIndex[] = [
  position(collections.tracks),
  position(collections.scans),
  position(collections.features),
  position(collections.profiles),
  position(collections.indexUpdates),
  { collection: collections.plays, name: 'history', key: { listenerId: 1, arrivedAt: -1, _id: -1 }, unique: false },
  { collection: collections.plays, name: 'by-track', key: { trackId: 1, arrivedAt: -1 }, unique: false },
  {
    collection: collections.recommendations,
    name: 'by-listener',
    key: { listenerId: 1, recordedAt: -1 },
    unique: false,
  },
]
