import * as z from 'zod/mini'
import { JSON_TYPE, noQuery } from './parts.ts'
import type { Route } from './route.ts'

export const lyricsForms = ['none', 'plain', 'timed'] as const

export const listLyrics = {
  method: 'GET',
  path: '/api/tracks/:id/lyrics',
  query: noQuery,
  answer: z.object({
    form: z.enum(lyricsForms),
    /** The lines in the order in which they are sung. */
    items: z.array(
      z.object({
        /** From the start of the track; null where it is not known: in plain lyrics, of all lines. */
        timeMs: z.nullable(z.number()),
        text: z.string(),
      }),
    ),
    nextCursor: z.null(),
  }),
  mediaType: JSON_TYPE,
  problems: ['unknown-track', 'file-gone', 'too-busy', 'starting'],
  doc: 'The lyrics in the tags of the file, or in the `.lrc` file beside it: timed ones before plain ones; none is an empty list.',
} as const satisfies Route

export const allLyricsRoutes: readonly Route[] = [listLyrics]
