import * as z from 'zod/mini'
import { JSON_TYPE, noQuery, textUpTo } from './parts.ts'
import type { Route } from './route.ts'

export const readAudio = {
  method: 'GET',
  path: '/api/tracks/:id/audio',
  query: z.object({
    /** For a browser that does not play the file as it is. */
    as: z.optional(z.literal('playable')),
  }),
  answer: null,
  mediaType: 'audio/*',
  problems: [
    ...(['bad-query', 'unknown-track', 'file-gone', 'range-not-satisfiable', 'too-many-streams', 'starting'] as const),
    ...(['needs-ffmpeg', 'undecodable', 'too-busy'] as const),
  ],
  doc: 'The file as it is, or one range of it (`Range`, `If-Range`, `If-None-Match`); of a track with `startMs` or `endMs` the whole file, in which the player goes to that part. `as=playable`: as every browser plays it, of a known length too: AIFF as WAV, anything else as MP3 made by ffmpeg, kept in the data folder; of such a track its part alone, which begins at 0.',
} as const satisfies Route

/** Of a picture. */
export const artQueryShape = z.object({
  /** Pixels of the longer side. The next larger of 64, 160, 320, 640 and 1200 is sent, as a JPEG; without it the picture as it is. */
  size: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100_000))),
  /** The version of the picture that is wanted: with it, a browser need not ask again. */
  v: z.optional(textUpTo(100)),
})

export const readArt = {
  method: 'GET',
  path: '/api/tracks/:id/art',
  query: artQueryShape,
  answer: null,
  mediaType: 'image/*',
  problems: ['bad-query', 'unknown-track', 'no-art', 'file-gone', 'too-busy', 'starting'],
  doc: 'The cover in the file, else the one beside it: JPEG, PNG, GIF, WebP or BMP. `size`: as a JPEG of at least so many pixels (64, 160, 320, 640 or 1200; never larger than the picture). With `v=<artVersion>` it may be kept for ever.',
} as const satisfies Route

export const readArtColour = {
  method: 'GET',
  path: '/api/tracks/:id/art/colour',
  query: noQuery,
  answer: z.object({
    /** `#` and six hexadecimal digits. */
    colour: z.string(),
  }),
  mediaType: JSON_TYPE,
  problems: ['unknown-track', 'no-art', 'file-gone', 'too-busy', 'starting'],
  doc: 'A colour of the cover, dark enough for white text on it (contrast 4.5).',
} as const satisfies Route

export const readAlbumArt = {
  method: 'GET',
  path: '/api/albums/:id/art',
  query: artQueryShape,
  answer: null,
  mediaType: 'image/*',
  problems: ['bad-query', 'unknown-album', 'no-art', 'file-gone', 'too-busy', 'starting'],
  doc: 'The cover of the track that stands for the album, in the sizes of `/api/tracks/:id/art`.',
} as const satisfies Route

export const readArtistArt = {
  method: 'GET',
  path: '/api/artists/:id/art',
  query: artQueryShape,
  answer: null,
  mediaType: 'image/*',
  problems: ['bad-query', 'unknown-artist', 'no-art', 'file-gone', 'too-busy', 'starting'],
  doc: 'The picture `artist` in a folder of the artist, else the cover of one of the tracks, in the sizes of `/api/tracks/:id/art`.',
} as const satisfies Route

export const allMediaRoutes: readonly Route[] = [readAudio, readArt, readArtColour, readAlbumArt, readArtistArt]
