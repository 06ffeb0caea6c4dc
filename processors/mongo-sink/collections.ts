/** Names of the collections in MongoDB, for all who read them. */
export const collections = {
  tracks: 'tracks',
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
}

export const indexes: readonly WantedIndex[] = [
  { collection: collections.plays, name: 'history', key: { listenerId: 1, arrivedAt: -1, _id: -1 } },
  { collection: collections.plays, name: 'by-track', key: { trackId: 1, arrivedAt: -1 } },
  { collection: collections.recommendations, name: 'by-listener', key: { listenerId: 1, recordedAt: -1 } },
]
