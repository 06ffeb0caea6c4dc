import * as z from 'zod/mini'

/**
 * The HTTP interface of the bridge: every route as a value. The bridge validates queries with it and types its answers, the
 * player and the command line read answers with it, the README's table of routes is made from it.
 *
 * An answer may gain fields, so readers ignore those that they do not know; it never loses one.
 */

/** What a value of a shape looks like to a sender, who may hand over what it only reads itself. */
export type Sent<T> = T extends readonly (infer E)[]
  ? readonly Sent<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Sent<T[K]> }
    : T

/** Why a request fails, each with the one status and title that it always has. */
export const problems = {
  'bad-query': { status: 400, title: 'The query cannot be understood' },
  'bad-request': { status: 400, title: 'The request cannot be understood' },
  'no-session': { status: 401, title: 'There is no session' },
  'login-required': { status: 401, title: 'The password has to be given first' },
  'token-required': { status: 401, title: 'This is for those who watch the service' },
  'wrong-password': { status: 403, title: 'This is not the password' },
  'foreign-host': { status: 403, title: 'This is not a name of this service' },
  'foreign-origin': { status: 403, title: 'Another site may not do this' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'unknown-track': { status: 404, title: 'There is no such track' },
  'file-gone': { status: 404, title: 'The file of this track cannot be reached' },
  'no-art': { status: 404, title: 'This track has no cover picture' },
  'too-large': { status: 413, title: 'The request is too large' },
  'range-not-satisfiable': { status: 416, title: 'The file has no such range' },
  'too-many-sockets': { status: 429, title: 'There are too many connections from this address' },
  'too-many-requests': { status: 429, title: 'There are too many requests from this address' },
  'too-many-streams': { status: 429, title: 'Too many tracks are being sent to this address' },
  'too-many-listeners': { status: 429, title: 'There are too many new listeners from this address' },
  'too-many-attempts': { status: 429, title: 'There were too many wrong passwords' },
  internal: { status: 500, title: 'This failed for a reason of our own' },
  'too-busy': { status: 503, title: 'Too much is asked at once' },
  starting: { status: 503, title: 'The library is still being read' },
  'database-unavailable': { status: 503, title: 'The database is away' },
} as const

export type ProblemCode = keyof typeof problems

/** The media type of an error answer, RFC 9457. */
export const PROBLEM_TYPE = 'application/problem+json'

/** The body of an error answer. `detail` says what happened and what to do next; it names no path of the server. */
export const problemShape = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.string(),
})

export type ProblemDetails = Sent<z.output<typeof problemShape>> & { readonly code: ProblemCode }

/**
 * Any route may answer these: a malformed or too large request, one too many, no login where there is a password, another host
 * name or site, a fault of the bridge.
 */
export const commonProblems: readonly ProblemCode[] = [
  'bad-request',
  'login-required',
  'foreign-host',
  'foreign-origin',
  'too-large',
  'too-many-requests',
  'internal',
]

export interface Route {
  readonly method: 'GET' | 'POST'
  /** Parameters are written `:name`. */
  readonly path: string
  /** What may stand after the `?`. Parameters that a route does not know are ignored. */
  readonly query: z.ZodMiniType
  /** The shape of the JSON that is sent; absent: nothing is. */
  readonly body?: z.ZodMiniType
  /** The shape of a JSON answer; null when the answer is of another media type. */
  readonly answer: z.ZodMiniType | null
  readonly mediaType: string
  /** Problems of this route, beside the common ones. */
  readonly problems: readonly ProblemCode[]
  readonly doc: string
}

/** A route that answers in JSON. */
export interface JsonRoute extends Route {
  readonly answer: z.ZodMiniType
}

export type QueryOf<R extends Pick<Route, 'query'>> = z.output<R['query']>
export type AnswerOf<R extends { readonly answer: z.ZodMiniType }> = Sent<z.output<R['answer']>>

const JSON_TYPE = 'application/json'
const noQuery = z.object({})

/** The path of a route with its parameters filled in. */
export function pathOf(route: Pick<Route, 'path'>, parameters: Readonly<Record<string, string>> = {}): string {
  return route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''))
}

const MAX_ITEMS = 500

/** How many items a page has; more than the most is cut to that. */
const limitOf = (ordinary: number) =>
  z._default(
    z.pipe(
      z.coerce.number().check(z.int(), z.minimum(1)),
      z.transform((limit) => Math.min(limit, MAX_ITEMS)),
    ),
    ordinary,
  )

const textUpTo = (letters: number) => z.string().check(z.maxLength(letters))

/** An id that a player may keep. */
const keptId = z.string().check(z.minLength(1), z.maxLength(64))

/** Epoch milliseconds and counts alike. */
const number = z.number()

// ---------------------------------------------------------------------------------------------------------- session

export const openSession = {
  method: 'POST',
  path: '/api/session',
  query: noQuery,
  answer: z.object({
    listenerId: z.string(),
    /** Whether the password was given in this browser; false also where there is none. */
    loggedIn: z.boolean(),
  }),
  mediaType: JSON_TYPE,
  problems: ['too-many-listeners'],
  doc: 'Makes the browser a listener by a signed cookie, or says which listener it already is. `Origin` must be the address of the player.',
} as const satisfies Route

export const openLogin = {
  method: 'POST',
  path: '/api/login',
  query: noQuery,
  body: z.object({ password: z.string().check(z.maxLength(1_024)) }),
  answer: z.object({ listenerId: z.string() }),
  mediaType: JSON_TYPE,
  problems: ['wrong-password', 'too-many-attempts', 'too-many-listeners'],
  doc: 'Where there is a password: gives it, once per browser, and makes the browser a listener. Wrong ones are slowed down (`Retry-After`).',
} as const satisfies Route

export const closeLogin = {
  method: 'POST',
  path: '/api/logout',
  query: noQuery,
  answer: z.object({}),
  mediaType: JSON_TYPE,
  problems: [],
  doc: 'The browser has to give the password again; its sockets are closed.',
} as const satisfies Route

// ---------------------------------------------------------------------------------------------------------- library

/** Progress of the scan of the library folders. */
export const scanShape = z.object({
  phase: z.catch(z.enum(['scanning', 'watching', 'finished']), 'watching'),
  startedAt: number,
  found: number,
  /** Of the files found, those that were dealt with. */
  looked: number,
  unchanged: number,
  duplicates: number,
  /** Files and folders that could not be read. */
  failed: number,
  /** Files that are still being written. */
  settling: number,
  /** Tracks that a data set describes, without a file. */
  missing: number,
  newTracks: number,
  changedTracks: number,
  removedTracks: number,
  /** The file that was dealt with last, relative to its library folder. */
  current: z.nullable(z.string()),
})

/** Progress of the import: tracks in the library, analysed, impossible to analyse, and found by a search of the index. */
export const libraryShape = z.object({
  tracks: number,
  heard: number,
  failed: number,
  /** Tracks whose library folder is away or not configured; left out when there are none. */
  notHere: z.optional(number),
  /** Tracks that are analysed once their library folder is back; left out when there are none. */
  pending: z.optional(number),
  /** Names of the library folders that are waited for; left out when there are none. */
  waitsFor: z.optional(z.array(z.string())),
  indexed: number,
  /** Null until the first record of a scan. */
  scan: z.nullable(scanShape),
})

export const readLibrary = {
  method: 'GET',
  path: '/api/library',
  query: noQuery,
  answer: libraryShape,
  mediaType: JSON_TYPE,
  problems: ['starting'],
  doc: 'How far the import of the library is: tracks in it, analysed (`heard`), not analysable (`failed`), searchable (`indexed`), those not here now and the folders waited for, and the scan of the folders.',
} as const satisfies Route

/** Files that could not be read or analysed; `total` also counts those that are not listed. */
export const failedFilesShape = z.object({
  items: z.array(
    z.object({
      /** Null: the file could not even be read. */
      trackId: z.nullable(z.string()),
      /** Relative to its library folder; empty for the folder itself. */
      path: z.string(),
      code: z.string(),
      why: z.string(),
    }),
  ),
  total: number,
})

export const listFailedFiles = {
  method: 'GET',
  path: '/api/library/unheard',
  query: z.object({ limit: limitOf(200) }),
  answer: failedFilesShape,
  mediaType: JSON_TYPE,
  problems: ['bad-query', 'starting'],
  doc: 'Files that could not be read, then those that could not be analysed, each with the reason.',
} as const satisfies Route

// ----------------------------------------------------------------------------------------------------------- tracks

/** Whether a track was analysed yet; `failed`: it cannot be, its file is the problem. */
export const trackStates = ['waiting', 'heard', 'failed'] as const
export type TrackState = (typeof trackStates)[number]

/** What a player needs to know of a track to play and show it. */
export const playableShape = z.object({
  trackId: keptId,
  title: z.string(),
  artist: z.string(),
  album: z.string(),
  /** As it was decoded, else as its container states; null when neither is known. */
  durationMs: z.nullable(z.number()),
  hasArt: z.boolean(),
})

/** A track as the library lists it. */
export const listedTrackShape = z.extend(playableShape, {
  genres: z.array(z.string()),
  year: z.nullable(z.number()),
  trackNumber: z.nullable(z.number()),
  /** Relative to its library folder. */
  path: z.string(),
  state: z.enum(trackStates),
  /** Since when the file cannot be looked for, epoch ms, as its library folder is away or not configured; left out when it is here. */
  absentSince: z.optional(number),
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
      durationMs: number,
      sampleRateHz: number,
      channels: number,
      loudnessDb: number,
      extractorVersion: z.string(),
      /** Mean over the frames, in bins of the spectrum. */
      spectralCentroid: number,
      /** Mean over the frames, in crossings per frame. */
      zeroCrossingRate: number,
    }),
  ),
})

/** Query of `listTracks`: `q` holds words that must all occur, `genre` and `artist` are whole names. */
export const trackQueryShape = z.object({
  q: z._default(textUpTo(200), ''),
  genre: z.optional(textUpTo(200)),
  artist: z.optional(textUpTo(200)),
  limit: limitOf(50),
  cursor: z.optional(textUpTo(2000)),
})

export const listTracks = {
  method: 'GET',
  path: '/api/tracks',
  query: trackQueryShape,
  answer: z.object({
    items: z.array(listedTrackShape),
    /** Null: this is the last page. */
    nextCursor: z.nullable(z.string()),
  }),
  mediaType: JSON_TYPE,
  problems: ['bad-query', 'starting'],
  doc: 'The library in the order of artist, album, track number and title; `q` holds words that must all occur, `genre` and `artist` are whole names.',
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
    exclude: z._default(
      z.pipe(
        z.pipe(
          z.string(),
          z.transform((text) => text.split(',')),
        ),
        z.array(z.enum(exclusions)),
      ),
      [],
    ),
  }),
  answer: z.object({
    items: z.array(
      z.extend(playableShape, {
        /** In the scaled feature space; 0 is equal. */
        distance: number,
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

export const readAudio = {
  method: 'GET',
  path: '/api/tracks/:id/audio',
  query: noQuery,
  answer: null,
  mediaType: 'audio/*',
  problems: ['unknown-track', 'file-gone', 'range-not-satisfiable', 'too-many-streams', 'starting'],
  doc: 'The file as it is, or one range of it (`Range`, `If-Range`, `If-None-Match`).',
} as const satisfies Route

export const readArt = {
  method: 'GET',
  path: '/api/tracks/:id/art',
  query: noQuery,
  answer: null,
  mediaType: 'image/*',
  problems: ['unknown-track', 'no-art', 'file-gone', 'too-busy', 'starting'],
  doc: 'The cover picture in the file, else the one beside it: JPEG, PNG, GIF or WebP of at most 5 MiB.',
} as const satisfies Route

// --------------------------------------------------------------------------------------------- the listener's own data

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
        positionMs: number,
        playedMs: number,
        via: z.string(),
        recommendationId: z.nullable(z.string()),
        arrivedAt: number,
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

// ----------------------------------------------------------------------------------------------------------- probes

const partHealth = z.object({
  ok: z.boolean(),
  /** What does not answer, and what to do; absent when all is well. */
  why: z.optional(z.string()),
})

export const readLiveness = {
  method: 'GET',
  path: '/livez',
  query: noQuery,
  answer: z.object({ live: z.boolean() }),
  mediaType: JSON_TYPE,
  problems: [],
  doc: 'The process answers.',
} as const satisfies Route

export const readReadiness = {
  method: 'GET',
  path: '/readyz',
  query: noQuery,
  answer: z.object({
    ready: z.boolean(),
    /** Only for a program of the same machine, or with the token. */
    parts: z.optional(
      z.object({
        kafka: partHealth,
        registry: partHealth,
        mongodb: partHealth,
        library: partHealth,
        /** Not ok while a processor crashes again and again; the bridge works without it. */
        processors: partHealth,
      }),
    ),
  }),
  mediaType: JSON_TYPE,
  problems: [],
  doc: 'Whether the bridge can work, and for a program of the same machine, or with the token of `/metrics`, which part does not answer. Status 503 with the same body until it can.',
} as const satisfies Route

export const readMetrics = {
  method: 'GET',
  path: '/metrics',
  query: noQuery,
  answer: null,
  mediaType: 'text/plain',
  problems: ['token-required'],
  doc: 'Metrics in the Prometheus text format, for a program of the same machine, or with `Authorization: Bearer` and `SLIPSTREAM_METRICS_TOKEN`.',
} as const satisfies Route

/** Every route but the files of the player, which are served at every other address without a file extension too. */
export const allRoutes: readonly Route[] = [
  openSession,
  openLogin,
  closeLogin,
  readLibrary,
  listFailedFiles,
  listTracks,
  readTrack,
  listSimilar,
  readAudio,
  readArt,
  readHistory,
  readRatedTracks,
  listLikes,
  readLiveness,
  readReadiness,
  readMetrics,
]
