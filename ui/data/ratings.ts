import type { PlayEvent } from '../../schemas/live.ts'
import type { RatedTracks } from './session.ts'
import { z } from './shape.ts'

/** Ratings beyond this are forgotten here, oldest first; the server still knows them. */
const MAX_RATINGS = 1000

export type Rating = 'liked' | 'disliked' | 'none'

/** Explicit feedback on tracks, oldest first. `none`: taken back, which an older answer of the server may not know. */
export const ratingsShape = z.array(z.tuple([z.string(), z.enum(['liked', 'disliked', 'none'])]))
export type Ratings = ReadonlyMap<string, Rating>

export function ratingsOf(kept: z.infer<typeof ratingsShape>): Ratings {
  return new Map(kept.slice(-MAX_RATINGS))
}

export function ratingOf(ratings: Ratings, trackId: string): Rating {
  return ratings.get(trackId) ?? 'none'
}

/** Adds the ratings that the server knows, from any browser; those of this browser are newer. */
export function withStored(ratings: Ratings, { liked, disliked }: Pick<RatedTracks, 'liked' | 'disliked'>): Ratings {
  const stored = [
    ...disliked.map((id): [string, Rating] => [id, 'disliked']),
    ...liked.map((id): [string, Rating] => [id, 'liked']),
  ]
  return new Map([...stored.filter(([id]) => !ratings.has(id)), ...ratings].slice(-MAX_RATINGS))
}

export interface Rated {
  readonly ratings: Ratings
  /** What is to be stored, in this order. */
  readonly events: readonly PlayEvent[]
}

/** The listener pressed like or dislike: pressing again takes it back, and one takes the place of the other. */
export function rated(ratings: Ratings, trackId: string, pressed: 'liked' | 'disliked'): Rated {
  const before = ratingOf(ratings, trackId)
  const after: Rating = before === pressed ? 'none' : pressed
  const others = [...ratings].filter(([id]) => id !== trackId)
  const next = new Map<string, Rating>([...others, [trackId, after] as const].slice(-MAX_RATINGS))
  const takenBack = { liked: ['unliked'], disliked: ['undisliked'], none: [] } as const
  return { ratings: next, events: after === 'none' ? takenBack[before] : [...takenBack[before], pressed] }
}
