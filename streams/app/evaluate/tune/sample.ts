import type { GroupRange } from '../../../../processors/shared/similarity/vector.ts'
import type { Label } from '../retrieval.ts'

/** Dimensions that are weighed together; the weights are those in force. */
export type WeighedRange = Omit<GroupRange, 'name'> & { readonly name: string }

/** What a sweep works on: item by item the same in each list. */
export interface TuningSample {
  readonly ids: readonly string[]
  readonly labels: Readonly<Record<'track' | 'artist' | 'album' | 'genre', readonly Label[]>>
  /** Not scaled, of one length. */
  readonly vectors: readonly Float64Array[]
  readonly groups: readonly WeighedRange[]
}

/** Some items of it, in the order of their places. */
export function someOf({ ids, labels, vectors, groups }: TuningSample, places: readonly number[]): TuningSample {
  const picked = <T>(list: readonly T[]): readonly T[] => list.filter((_, i) => wanted.has(i))
  const wanted = new Set(places)
  return {
    ids: picked(ids),
    labels: {
      track: picked(labels.track),
      artist: picked(labels.artist),
      album: picked(labels.album),
      genre: picked(labels.genre),
    },
    vectors: picked(vectors),
    groups,
  }
}
