import * as z from 'zod/mini'
import { JSON_TYPE, limitOf, noQuery, textUpTo } from './parts.ts'
import type { Route } from './route.ts'

export const readHistory = {
  method: 'GET',
  path: '/api/me/history',
  query: z.object({ limit: limitOf(50), cursor: z.optional(textUpTo(200)) }),
  answer: z.object({
    items: z.array(
      z.object({
        playId: z.string(),
        trackId: z.string(),
        event: z.string(),
        positionMs: z.number(),
        playedMs: z.number(),
        via: z.string(),
        recommendationId: z.nullable(z.string()),
        arrivedAt: z.number(),
        /** Null when the track is no longer in the library. */
        title: z.nullable(z.string()),
        artist: z.nullable(z.string()),
      }),
    ),
    nextCursor: z.nullable(z.string()),
  }),
  mediaType: JSON_TYPE,
  problems: ['no-session', 'bad-query', 'database-unavailable', 'starting'],
  doc: "The listener's plays, newest first, without reports of progress.",
} as const satisfies Route

/** The tracks with explicit feedback that stands, the strongest preference first. */
export const ratedTracksShape = z.object({ liked: z.array(z.string()), disliked: z.array(z.string()) })

export const readRatedTracks = {
  method: 'GET',
  path: '/api/me/opinions',
  query: noQuery,
  answer: ratedTracksShape,
  mediaType: JSON_TYPE,
  problems: ['no-session', 'database-unavailable'],
  doc: 'Ids of the tracks that the listener likes or dislikes, the strongest preference first.',
} as const satisfies Route

export const listLikes = {
  method: 'GET',
  path: '/api/me/likes',
  query: noQuery,
  answer: z.object({ items: z.array(z.string()), nextCursor: z.null() }),
  mediaType: JSON_TYPE,
  problems: ['no-session', 'database-unavailable'],
  doc: 'Ids of the tracks that the listener likes, the strongest preference first.',
} as const satisfies Route

export const allMeRoutes: readonly Route[] = [readHistory, readRatedTracks, listLikes]
