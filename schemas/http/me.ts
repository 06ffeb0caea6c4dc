import * as z from 'zod/mini'
import { JSON_TYPE, limitOf, textUpTo } from './parts.ts'
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
        sessionId: z.string(),
        /** With `retracted`: the one play that is taken back; null: all of its track in its session, as earlier players meant it. */
        retracts: z.nullable(z.string()),
        arrivedAt: z.number(),
        /** Of a track that is gone those of when it was played; null where an earlier version did not keep them. */
        title: z.nullable(z.string()),
        artist: z.nullable(z.string()),
        /** Of the cover; left out where there is none. */
        artVersion: z.optional(z.string()),
        /** The service from whose export it was imported; left out where it was played here. */
        importedFrom: z.optional(z.string()),
      }),
    ),
    nextCursor: z.nullable(z.string()),
  }),
  mediaType: JSON_TYPE,
  problems: ['no-session', 'bad-query', 'database-unavailable', 'starting'],
  doc: "The listener's plays, newest first, without reports of progress.",
} as const satisfies Route

/** Opinions on a page: as many as nearly every listener has, so that a player gets them at once. */
const MAX_OPINIONS = 5_000
const opinionsPageShape = { limit: limitOf(MAX_OPINIONS, MAX_OPINIONS), cursor: z.optional(textUpTo(400)) }

/** The tracks with explicit feedback that stands, the newest first. */
export const ratedTracksShape = z.object({ liked: z.array(z.string()), disliked: z.array(z.string()) })

export const readRatedTracks = {
  method: 'GET',
  path: '/api/me/opinions',
  query: z.object(opinionsPageShape),
  answer: z.extend(ratedTracksShape, {
    /** Tracks that are never to be suggested. */
    never: z.array(z.string()),
    /** Artists of whom nothing is to be suggested. */
    neverArtists: z.array(z.string()),
    /** Null: this is the last page. */
    nextCursor: z.nullable(z.string()),
  }),
  mediaType: JSON_TYPE,
  problems: ['no-session', 'bad-query', 'database-unavailable'],
  doc: 'Ids of the tracks that the listener likes, dislikes or never wants to have suggested, and of the artists; the newest first, 5,000 to a page. None is forgotten.',
} as const satisfies Route

export const listLikes = {
  method: 'GET',
  path: '/api/me/likes',
  query: z.object(opinionsPageShape),
  answer: z.object({ items: z.array(z.string()), nextCursor: z.nullable(z.string()) }),
  mediaType: JSON_TYPE,
  problems: ['no-session', 'bad-query', 'database-unavailable'],
  doc: 'Ids of the tracks that the listener likes, the newest first, 5,000 to a page.',
} as const satisfies Route

export const allMeRoutes: readonly Route[] = [readHistory, readRatedTracks, listLikes]
