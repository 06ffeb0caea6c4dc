import * as z from 'zod/mini'
import { JSON_TYPE, keptId, lettersShape, limitOf, noQuery, pagedBy, pageShape, textUpTo } from './parts.ts'
import type { Route } from './route.ts'

/** Whether a track was analysed yet; `failed`: it cannot be, its file is the problem. */
export const trackStates = ['waiting', 'heard', 'failed'] as const
export type TrackState = (typeof trackStates)[number]

/** By what loudness is levelled, as far as it is known; gains as the tags state them. */
export const levelsShape = z.object({
  /** ReplayGain, dB. */
  trackGainDb: z.optional(z.number()),
  albumGainDb: z.optional(z.number()),
  /** 1 is full scale. */
  trackPeak: z.optional(z.number()),
  albumPeak: z.optional(z.number()),
  /** Integrated loudness of the whole track as it was measured, LUFS (EBU R 128). */
  loudnessLufs: z.optional(z.number()),
})

/** What a player needs to know of a track to play and show it. */
export const playableShape = z.object({
  trackId: keptId,
  title: z.string(),
  artist: z.string(),
  album: z.string(),
  /** As it was decoded, else as its container states; null when neither is known. */
  durationMs: z.nullable(z.number()),
  hasArt: z.boolean(),
  /** Belongs into the address of the cover (`v`), which then may be kept for ever; left out when it is not known. */
  artVersion: z.optional(textUpTo(100)),
  /** For `canPlayType`: what it does not play is asked for with `as=playable`. */
  mediaType: z.optional(textUpTo(100)),
  /** The part of the file that is this track, ms; left out: from its start, to its end. What comes as `as=playable` is the part alone. */
  startMs: z.optional(z.number()),
  endMs: z.optional(z.number()),
  /** Left out when nothing is known. */
  levels: z.optional(levelsShape),
})

/** Where a track leads. */
export const linksShape = z.object({
  /** Null: it is on no album. */
  albumId: z.nullable(z.string()),
  /** The artists of the track, without guests. */
  artistIds: z.array(z.string()),
})

/** A track as the library lists it. */
export const listedTrackShape = z.extend(playableShape, {
  genres: z.array(z.string()),
  year: z.nullable(z.number()),
  trackNumber: z.nullable(z.number()),
  /** Null: its tags do not say. */
  discNumber: z.nullable(z.number()),
  ...linksShape.shape,
  /** When a scan first found it, epoch ms. */
  addedAt: z.optional(z.number()),
  /** What `GET /api/tracks/:id/lyrics` has; left out when there are none. */
  lyrics: z.optional(z.catch(z.enum(['plain', 'timed']), 'plain')),
  /** Relative to its library folder. */
  path: z.string(),
  state: z.enum(trackStates),
  /** Since when the file cannot be looked for, epoch ms, as its library folder is away or not configured; left out when it is here. */
  absentSince: z.optional(z.number()),
  /** Why it could not be analysed. */
  problem: z.optional(z.object({ code: z.string(), message: z.string() })),
})

/** A track with what its analysis gave. */
export const describedTrackShape = z.extend(listedTrackShape, {
  /** The largest absolute sample of equally long stretches, 255 is full scale; empty until it is analysed. */
  peaks: z.array(z.number()),
  /** Null until it is analysed. */
  features: z.nullable(
    z.object({
      durationMs: z.number(),
      sampleRateHz: z.number(),
      channels: z.number(),
      loudnessDb: z.number(),
      extractorVersion: z.string(),
      /** Mean over the frames, in bins of the spectrum. */
      spectralCentroid: z.number(),
      /** Mean over the frames, in crossings per frame. */
      zeroCrossingRate: z.number(),
    }),
  ),
})

/** `genre` and `artist` are whole names. */
const filters = {
  genre: z.optional(textUpTo(200)),
  artist: z.optional(textUpTo(200)),
  albumId: z.optional(textUpTo(64)),
  artistId: z.optional(textUpTo(64)),
}

/** Tracks that one request may name: an address of a few kilobytes. */
const MAX_NAMED = 200

/** Separated by commas. */
const separated = z.pipe(
  z.string(),
  z.transform((text) => text.split(',')),
)

/** Query of `listTracks`: `q` holds beginnings of words that must all occur. */
export const trackQueryShape = z.object({ q: z._default(textUpTo(200), ''), ...filters, ...pagedBy(50) })

export const listNamedTracks = {
  method: 'GET',
  path: '/api/tracks/named',
  query: z.object({ ids: z._default(z.pipe(separated, z.array(textUpTo(64)).check(z.maxLength(MAX_NAMED))), []) }),
  answer: z.object({ items: z.array(listedTrackShape), nextCursor: z.null() }),
  mediaType: JSON_TYPE,
  problems: ['bad-query', 'starting'],
  doc: 'The tracks that `ids` name, separated by commas, in that order: at most 200. Those that are not in the library are left out; the id of one that was joined to another leads to that one.',
} as const satisfies Route

export const listTracks = {
  method: 'GET',
  path: '/api/tracks',
  query: trackQueryShape,
  answer: z.object({ items: z.array(listedTrackShape), ...pageShape }),
  mediaType: JSON_TYPE,
  problems: ['bad-query', 'starting'],
  doc: 'The library in the order of album artist, album, disc, track number and title; `q` holds beginnings of words that must all occur, `genre` and `artist` are whole names, `albumId` and `artistId` lead to what is on an album or by an artist. `offset` instead of a cursor begins at that place of the list.',
} as const satisfies Route

export const listTrackLetters = {
  method: 'GET',
  path: '/api/tracks/letters',
  query: z.object(filters),
  answer: lettersShape,
  mediaType: JSON_TYPE,
  problems: ['bad-query', 'starting'],
  doc: 'Where in that order the album artists of each letter begin, as an `offset` of `GET /api/tracks` with the same filters.',
} as const satisfies Route

export const readTrack = {
  method: 'GET',
  path: '/api/tracks/:id',
  query: noQuery,
  answer: describedTrackShape,
  mediaType: JSON_TYPE,
  problems: ['unknown-track', 'starting'],
  doc: 'One track, with its waveform and some of its features.',
} as const satisfies Route

/** Tracks that a search for similar ones may leave out. */
export const exclusions = ['same-artist', 'same-album'] as const
export type Exclusion = (typeof exclusions)[number]

export const listSimilar = {
  method: 'GET',
  path: '/api/tracks/:id/similar',
  query: z.object({
    limit: limitOf(10),
    /** Separated by commas. */
    exclude: z._default(z.pipe(separated, z.array(z.enum(exclusions))), []),
  }),
  answer: z.object({
    items: z.array(
      z.extend(playableShape, {
        ...linksShape.shape,
        /** In the scaled feature space; 0 is equal. */
        distance: z.number(),
        /** The groups of features in which the two are most alike, best first. */
        why: z.array(z.string()),
      }),
    ),
    nextCursor: z.null(),
  }),
  mediaType: JSON_TYPE,
  problems: ['unknown-track', 'bad-query', 'starting'],
  doc: 'The tracks whose features are nearest, the nearest first; empty until the track is analysed. `exclude` lists `same-artist` and `same-album`, separated by commas.',
} as const satisfies Route

export const allTrackRoutes: readonly Route[] = [listTracks, listTrackLetters, listNamedTracks, readTrack, listSimilar]
