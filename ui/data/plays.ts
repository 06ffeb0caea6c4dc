import { z } from './shape.ts'

/** What a listener can do with a track. */
export const playEvents = [
  'started',
  'progressed',
  'finished',
  'skipped',
  'liked',
  'unliked',
  'disliked',
  'undisliked',
  'retracted',
  'wished',
  'sessionRetracted',
] as const
export type PlayEvent = (typeof playEvents)[number]

/**
 * How a track came to be played: picked from the library, from a search, from Up next or by going on there by itself
 * (`recommended`), or by going on in a radio, or in the library because nothing was suggested (`radio`).
 */
export const vias = ['chosen', 'recommended', 'radio', 'search'] as const
export type Via = (typeof vias)[number]

/** What a listener wishes for this sitting: from -1 (new, calm) to 1 (known, energetic), and a radio from the track of the play, its artist or its genre. */
export const wishShape = z.object({
  familiarity: z.number(),
  energy: z.number(),
  radio: z.enum(['none', 'track', 'artist', 'genre']),
  genre: z.string(),
})
export type Wish = z.infer<typeof wishShape>

export const noWish: Wish = { familiarity: 0, energy: 0, radio: 'none', genre: '' }

/** One fact as it is sent. `playedMs`: how much had been heard by then; seeking does not count. */
export const playShape = z.object({
  type: z.literal('play'),
  playId: z.string(),
  trackId: z.string(),
  event: z.enum(playEvents),
  positionMs: z.number(),
  playedMs: z.number(),
  via: z.enum(vias),
  recommendationId: z.nullable(z.string()),
  sessionId: z.string(),
  deviceTime: z.number(),
  wish: z.optional(wishShape),
})
export type Play = z.infer<typeof playShape>

/** What only the edge can give: an id for this one fact, the sitting, and the device's clock in epoch milliseconds. */
export type Minted = Pick<Play, 'playId' | 'sessionId' | 'deviceTime'>
