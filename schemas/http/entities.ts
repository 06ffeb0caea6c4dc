import * as z from 'zod/mini'
import { JSON_TYPE, lettersShape, limitOf, noQuery, pagedBy, pageShape, textUpTo } from './parts.ts'
import type { Route } from './route.ts'
import { listedTrackShape } from './tracks.ts'

const number = z.number()

/** An artist by id and by the name that stands on the record. */
export const creditShape = z.object({ artistId: z.string(), name: z.string() })

/** Other names or ids that lead to the same thing. Links that name such an id still lead there. */
const mergedShape = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    /** Why it was taken for the same. */
    reason: z.string(),
    tracks: number,
  }),
)

export const albumShape = z.object({
  albumId: z.string(),
  title: z.string(),
  /** As displayed; empty when not known. */
  artist: z.string(),
  /** The album artists, each by itself; none for a compilation. */
  artists: z.array(creditShape),
  year: z.nullable(number),
  originalYear: z.nullable(number),
  compilation: z.boolean(),
  trackCount: number,
  /** Tracks that are not here now. */
  absentTracks: number,
  durationMs: number,
  /** Those of most tracks first. */
  genres: z.array(z.string()),
  /** The track whose picture stands for the album; null when none has one. */
  artTrackId: z.nullable(z.string()),
  /** Changes with the picture. */
  artVersion: z.nullable(z.string()),
  /** When its first track was found, epoch ms. */
  addedAt: z.nullable(number),
})

export const artistShape = z.object({
  artistId: z.string(),
  name: z.string(),
  /** Albums that credit the artist as album artist. */
  albumCount: number,
  /** Tracks by the artist, and those as a guest or composer. */
  trackCount: number,
  featuredCount: number,
  composerCount: number,
  absentTracks: number,
  genres: z.array(z.string()),
  artTrackId: z.nullable(z.string()),
  artVersion: z.nullable(z.string()),
  /** Whether there is a picture of the artist, not of an album. */
  hasPortrait: z.boolean(),
  addedAt: z.nullable(number),
})

export const genreShape = z.object({
  genreId: z.string(),
  name: z.string(),
  trackCount: number,
  absentTracks: number,
  albumCount: number,
  artistCount: number,
})

export const workShape = z.object({
  workId: z.string(),
  title: z.string(),
  composers: z.array(creditShape),
  trackCount: number,
  absentTracks: number,
})

export const albumOrders = ['artist', 'title', 'year', 'added'] as const
export type AlbumOrder = (typeof albumOrders)[number]

export const artistOrders = ['name', 'added'] as const
export type ArtistOrder = (typeof artistOrders)[number]

export const listAlbums = {
  method: 'GET',
  path: '/api/albums',
  query: z.object({
    sort: z._default(z.enum(albumOrders), 'artist'),
    genre: z.optional(textUpTo(200)),
    ...pagedBy(50),
  }),
  answer: z.object({ items: z.array(albumShape), ...pageShape }),
  mediaType: JSON_TYPE,
  problems: ['bad-query', 'starting'],
  doc: 'The albums, by `artist`, by `title`, by `year` or when they were `added` (the newest first); `genre` is a whole name.',
} as const satisfies Route

export const listAlbumLetters = {
  method: 'GET',
  path: '/api/albums/letters',
  query: z.object({ sort: z._default(z.enum(['artist', 'title']), 'artist'), genre: z.optional(textUpTo(200)) }),
  answer: lettersShape,
  mediaType: JSON_TYPE,
  problems: ['bad-query', 'starting'],
  doc: 'Where each letter begins in the albums by `artist` or by `title`, as an `offset` of `GET /api/albums`.',
} as const satisfies Route

export const readAlbum = {
  method: 'GET',
  path: '/api/albums/:id',
  query: noQuery,
  answer: z.extend(albumShape, {
    discs: z.array(z.object({ number: number, subtitle: z.nullable(z.string()), tracks: number })),
    tracks: z.array(listedTrackShape),
    /** Tracks that are not listed, because there are too many. */
    tracksLeftOut: number,
    /** Albums that sound like it, the most alike first. */
    similar: z.array(albumShape),
    merged: mergedShape,
  }),
  mediaType: JSON_TYPE,
  problems: ['unknown-album', 'starting'],
  doc: 'One album with its tracks in order (disc, number, title), albums that sound like it, and what was merged in it. The id of what was merged leads here too.',
} as const satisfies Route

export const listArtists = {
  method: 'GET',
  path: '/api/artists',
  query: z.object({
    sort: z._default(z.enum(artistOrders), 'name'),
    genre: z.optional(textUpTo(200)),
    ...pagedBy(50),
  }),
  answer: z.object({ items: z.array(artistShape), ...pageShape }),
  mediaType: JSON_TYPE,
  problems: ['bad-query', 'starting'],
  doc: 'Everybody whom a track names as artist, album artist, guest or composer, by `name` or when they were `added`, the newest first; `genre` is a whole name.',
} as const satisfies Route

export const listArtistLetters = {
  method: 'GET',
  path: '/api/artists/letters',
  query: z.object({ genre: z.optional(textUpTo(200)) }),
  answer: lettersShape,
  mediaType: JSON_TYPE,
  problems: ['bad-query', 'starting'],
  doc: 'Where each letter begins in the artists by `name`, as an `offset` of `GET /api/artists`.',
} as const satisfies Route

export const readArtist = {
  method: 'GET',
  path: '/api/artists/:id',
  query: noQuery,
  answer: z.extend(artistShape, {
    /** Albums by the artist, the newest first. */
    albums: z.array(albumShape),
    albumsLeftOut: number,
    /** The first tracks by the artist in the order of the library. */
    tracks: z.array(listedTrackShape),
    /** Albums of others, or of several, with a track by the artist or with the artist as a guest. */
    appearsOn: z.array(albumShape),
    /** Artists that sound like this one, the most alike first. */
    similar: z.array(artistShape),
    merged: mergedShape,
  }),
  mediaType: JSON_TYPE,
  problems: ['unknown-artist', 'starting'],
  doc: 'One artist with albums, the first tracks (`GET /api/tracks?artistId=` lists all), albums of others to appear on, and artists that sound alike.',
} as const satisfies Route

export const listGenres = {
  method: 'GET',
  path: '/api/genres',
  query: z.object(pagedBy(100)),
  answer: z.object({ items: z.array(genreShape), ...pageShape }),
  mediaType: JSON_TYPE,
  problems: ['bad-query', 'starting'],
  doc: 'The genres by name. `GET /api/albums?genre=`, `/api/artists?genre=` and `/api/tracks?genre=` list what is of one.',
} as const satisfies Route

export const listGenreLetters = {
  method: 'GET',
  path: '/api/genres/letters',
  query: noQuery,
  answer: lettersShape,
  mediaType: JSON_TYPE,
  problems: ['bad-query', 'starting'],
  doc: 'Where each letter begins in the genres, as an `offset` of `GET /api/genres`.',
} as const satisfies Route

export const listWorks = {
  method: 'GET',
  path: '/api/works',
  query: z.object(pagedBy(50)),
  answer: z.object({ items: z.array(workShape), ...pageShape }),
  mediaType: JSON_TYPE,
  problems: ['bad-query', 'starting'],
  doc: 'Musical works, such as symphonies, by composer and title.',
} as const satisfies Route

export const readWork = {
  method: 'GET',
  path: '/api/works/:id',
  query: noQuery,
  answer: z.extend(workShape, { tracks: z.array(listedTrackShape), tracksLeftOut: number }),
  mediaType: JSON_TYPE,
  problems: ['unknown-work', 'starting'],
  doc: 'One work with its tracks, movements or recordings.',
} as const satisfies Route

export const listRecent = {
  method: 'GET',
  path: '/api/recent',
  query: z.object({
    limit: limitOf(20),
    albumsCursor: z.optional(textUpTo(2000)),
    tracksCursor: z.optional(textUpTo(2000)),
    tracksOffset: z.optional(z.coerce.number().check(z.int(), z.minimum(0))),
    /** The other list is left empty. */
    only: z.optional(z.enum(['albums', 'tracks'])),
  }),
  answer: z.object({
    albums: z.object({ items: z.array(albumShape), ...pageShape }),
    tracks: z.object({ items: z.array(listedTrackShape), ...pageShape }),
  }),
  mediaType: JSON_TYPE,
  problems: ['bad-query', 'starting'],
  doc: 'What came into the library last, albums and tracks, the newest first; each list goes on by its own cursor. `tracksOffset` instead of a cursor begins at that place of the tracks (albums: `GET /api/albums?sort=added`); `only` leaves the other list empty.',
} as const satisfies Route

export const allEntityRoutes: readonly Route[] = [
  listAlbums,
  listAlbumLetters,
  readAlbum,
  listArtists,
  listArtistLetters,
  readArtist,
  listGenres,
  listGenreLetters,
  listWorks,
  readWork,
  listRecent,
]
