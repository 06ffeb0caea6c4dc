import * as z from 'zod/mini'
import { albumShape, artistShape } from './entities.ts'
import { JSON_TYPE, limitOf, textUpTo } from './parts.ts'
import type { Route } from './route.ts'
import { listedTrackShape } from './tracks.ts'

/** The kinds of what a search finds. */
export const searchKinds = ['artist', 'album', 'track', 'playlist'] as const
export type SearchKind = (typeof searchKinds)[number]

/** Of each kind; more of the tracks are listed by `/api/tracks?q=`. */
const MAX_HITS = 50

export const searchLibrary = {
  method: 'GET',
  path: '/api/search',
  query: z.object({
    q: z._default(textUpTo(200), ''),
    /** Of each kind; more than the most is cut to that. */
    limit: limitOf(5, MAX_HITS),
  }),
  answer: z.object({
    /** The best of all, which is in its group too; null when nothing was found. */
    top: z.nullable(z.object({ kind: z.enum(searchKinds), id: z.string() })),
    artists: z.array(artistShape),
    albums: z.array(albumShape),
    tracks: z.array(listedTrackShape),
    /** Those of the listener alone; none without a session. */
    playlists: z.array(z.object({ playlistId: z.string(), name: z.string(), trackCount: z.number() })),
  }),
  mediaType: JSON_TYPE,
  problems: ['bad-query', 'starting'],
  doc: 'What fits what was typed best, by kind: the very name, then names that begin so, whole words, beginnings of words, and, where little else is found, one wrong letter in a word.',
} as const satisfies Route

export const allSearchRoutes: readonly Route[] = [searchLibrary]
