import type { PlayEvent } from './plays.ts'
import type { Stated } from './session.ts'
import { z } from './shape.ts'

/** Opinions beyond this are forgotten here, oldest first; the server still knows them. */
const MAX_OPINIONS = 1000

export type Opinion = 'liked' | 'disliked' | 'none'

/** What the listener said of tracks, oldest first. `none`: taken back, which an older answer of the server may not know. */
export const opinionsShape = z.array(z.tuple([z.string(), z.enum(['liked', 'disliked', 'none'])]))
export type Opinions = ReadonlyMap<string, Opinion>

export function opinionsOf(kept: z.infer<typeof opinionsShape>): Opinions {
  return new Map(kept.slice(-MAX_OPINIONS))
}

export function opinionOn(opinions: Opinions, trackId: string): Opinion {
  return opinions.get(trackId) ?? 'none'
}

/** Adds what the server knows, from whatever browser; what was said in this one is newer. */
export function withStated(opinions: Opinions, { liked, disliked }: Stated): Opinions {
  const told = [
    ...disliked.map((id): [string, Opinion] => [id, 'disliked']),
    ...liked.map((id): [string, Opinion] => [id, 'liked']),
  ]
  return new Map([...told.filter(([id]) => !opinions.has(id)), ...opinions].slice(-MAX_OPINIONS))
}

export interface Said {
  readonly opinions: Opinions
  /** What is to be told, in this order. */
  readonly events: readonly PlayEvent[]
}

/** The listener pressed like or dislike: pressing again takes it back, and one takes the place of the other. */
export function said(opinions: Opinions, trackId: string, pressed: 'liked' | 'disliked'): Said {
  const before = opinionOn(opinions, trackId)
  const after: Opinion = before === pressed ? 'none' : pressed
  const others = [...opinions].filter(([id]) => id !== trackId)
  const next = new Map<string, Opinion>([...others, [trackId, after] as const].slice(-MAX_OPINIONS))
  const takenBack = { liked: ['unliked'], disliked: ['undisliked'], none: [] } as const
  return { opinions: next, events: after === 'none' ? takenBack[before] : [...takenBack[before], pressed] }
}
