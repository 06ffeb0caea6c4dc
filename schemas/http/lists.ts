import * as z from 'zod/mini'
import { JSON_TYPE, keptId, limitOf, noQuery, textUpTo } from './parts.ts'
import type { Route } from './route.ts'
import { listedTrackShape } from './tracks.ts'

/** What a listener may have; a request for more is refused (`too-many-items`). */
export const MAX_PLAYLISTS = 500
export const MAX_PLAYLIST_ENTRIES = 10_000
/** Of all playlists together. */
export const MAX_LISTENER_ENTRIES = 100_000
export const MAX_PLAYLIST_NAME = 200
/** Entries that one request may concern. */
export const MAX_CHANGED_ENTRIES = 500
export const MAX_QUEUED = 5_000
export const MAX_PLAYED_BEFORE = 200
export const MAX_QUEUE_SOURCES = 100

const MAX_M3U_BYTES = 1024 * 1024
const MAX_QUEUE_BYTES = 1024 * 1024
const MAX_CHANGE_BYTES = 64 * 1024

const name = z.string().check(z.trim(), z.minLength(1), z.maxLength(MAX_PLAYLIST_NAME))
const ids = z.array(keptId).check(z.minLength(1), z.maxLength(MAX_CHANGED_ENTRIES))

/** With every change: `changeId` is the same when it is sent again, so that it counts once; `deviceId` is told to the other players. */
const changed = { changeId: z.optional(keptId), deviceId: z.optional(textUpTo(64)) }

/** Behind which entry: null is the beginning; left out is the end. */
const after = z.optional(z.nullable(keptId))

export const playlistShape = z.object({
  playlistId: z.string(),
  name: z.string(),
  entries: z.number(),
  /** Raised by every change. */
  revision: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
  /** A file in the library: it can be read and copied by all listeners, and changed by none. Left out: the listener's own. */
  source: z.optional(z.literal('library')),
})

const CHANGE_PROBLEMS = ['no-session', 'unknown-playlist', 'read-only-playlist', 'not-stored', 'starting'] as const

export const listPlaylists = {
  method: 'GET',
  path: '/api/playlists',
  query: noQuery,
  answer: z.object({ items: z.array(playlistShape), nextCursor: z.null() }),
  mediaType: JSON_TYPE,
  problems: ['no-session', 'starting'],
  doc: 'The playlists of the listener, the one made first first: at most 500; then those that lie as files in the library (`source: library`), by name.',
} as const satisfies Route

export const createPlaylist = {
  method: 'POST',
  path: '/api/playlists',
  query: noQuery,
  /** `copyOf`: a playlist, also one of the library, whose tracks come first. */
  body: z.object({ ...changed, name, copyOf: z.optional(keptId), trackIds: z.optional(ids) }),
  bodyLimit: MAX_CHANGE_BYTES,
  answer: playlistShape,
  mediaType: JSON_TYPE,
  problems: ['no-session', 'unknown-track', 'unknown-playlist', 'too-many-items', 'not-stored', 'starting'],
  doc: 'Makes a playlist, with the tracks of another one (`copyOf`) and some more in it if they are named. The same `changeId` makes the same playlist.',
} as const satisfies Route

export const readPlaylist = {
  method: 'GET',
  path: '/api/playlists/:id',
  query: z.object({ limit: limitOf(100), cursor: z.optional(textUpTo(400)) }),
  answer: z.extend(playlistShape, {
    items: z.array(
      z.object({
        entryId: z.string(),
        /** Empty where a file of the library names what is not in it. */
        trackId: z.string(),
        /** Null when the track is no longer in the library. */
        track: z.nullable(listedTrackShape),
        /** What a file of the library says of a track that is not in it. */
        text: z.optional(z.string()),
      }),
    ),
    nextCursor: z.nullable(z.string()),
  }),
  mediaType: JSON_TYPE,
  problems: ['no-session', 'unknown-playlist', 'bad-query', 'starting'],
  doc: 'One playlist with a page of its entries, in order.',
} as const satisfies Route

export const renamePlaylist = {
  method: 'PATCH',
  path: '/api/playlists/:id',
  query: noQuery,
  body: z.object({ ...changed, name }),
  answer: playlistShape,
  mediaType: JSON_TYPE,
  problems: CHANGE_PROBLEMS,
  doc: 'Gives a playlist another name.',
} as const satisfies Route

export const deletePlaylist = {
  method: 'DELETE',
  path: '/api/playlists/:id',
  query: z.object({ ...changed, revision: z.optional(z.coerce.number().check(z.int(), z.minimum(0))) }),
  answer: z.object({}),
  mediaType: JSON_TYPE,
  problems: [...CHANGE_PROBLEMS, 'bad-query'],
  doc: 'Deletes a playlist. With `revision` what was added since stays, and the playlist with it.',
} as const satisfies Route

export const addEntries = {
  method: 'POST',
  path: '/api/playlists/:id/entries',
  query: noQuery,
  body: z.object({ ...changed, trackIds: ids, after }),
  bodyLimit: MAX_CHANGE_BYTES,
  answer: z.extend(playlistShape, { entryIds: z.array(z.string()) }),
  mediaType: JSON_TYPE,
  problems: [...CHANGE_PROBLEMS, 'unknown-track', 'too-many-items'],
  doc: 'Adds tracks behind the entry `after`: at the beginning when it is null, at the end when it is left out or not there any more.',
} as const satisfies Route

export const moveEntries = {
  method: 'POST',
  path: '/api/playlists/:id/moves',
  query: noQuery,
  body: z.object({ ...changed, entryIds: ids, after }),
  bodyLimit: MAX_CHANGE_BYTES,
  answer: playlistShape,
  mediaType: JSON_TYPE,
  problems: CHANGE_PROBLEMS,
  doc: 'Moves entries behind the entry `after`, in the order named. Entries that are not there any more are passed over.',
} as const satisfies Route

export const removeEntries = {
  method: 'POST',
  path: '/api/playlists/:id/removals',
  query: noQuery,
  body: z.object({ ...changed, entryIds: ids }),
  bodyLimit: MAX_CHANGE_BYTES,
  answer: playlistShape,
  mediaType: JSON_TYPE,
  problems: CHANGE_PROBLEMS,
  doc: 'Removes entries. Those that are not there any more are passed over.',
} as const satisfies Route

export const exportPlaylist = {
  method: 'GET',
  path: '/api/playlists/:id/m3u',
  query: noQuery,
  answer: null,
  mediaType: 'audio/x-mpegurl',
  problems: ['no-session', 'unknown-playlist', 'starting'],
  doc: 'The playlist as extended M3U in UTF-8, its paths relative to their library folders.',
} as const satisfies Route

export const importPlaylist = {
  method: 'POST',
  path: '/api/playlists/import',
  query: noQuery,
  body: z.object({ ...changed, name, m3u: textUpTo(MAX_M3U_BYTES) }),
  bodyLimit: 2 * MAX_M3U_BYTES,
  answer: z.extend(playlistShape, {
    /** Lines of which no track was found, the first 100, as they were sent. */
    missing: z.array(z.string()),
    missingTotal: z.number(),
  }),
  mediaType: JSON_TYPE,
  problems: ['no-session', 'too-many-items', 'not-stored', 'starting'],
  doc: 'Makes a playlist from the text of an M3U file. A track is found by the end of its path, else by artist and title; when none is, no playlist is made.',
} as const satisfies Route

const queueEntryShape = z.object({
  entryId: z.string().check(z.regex(/^[\x21-\x7e]{1,16}$/)),
  trackId: z.string().check(z.regex(/^[\x21-\x7e]{1,64}$/)),
  /** Place in `sources`; -1: not known. */
  source: z._default(z.number().check(z.int(), z.minimum(-1), z.maximum(MAX_QUEUE_SOURCES - 1)), -1),
  /** Place before the shuffle; -1: it was not shuffled. */
  unshuffled: z._default(z.number().check(z.int(), z.minimum(-1), z.maximum(MAX_QUEUED)), -1),
})

/** Where entries of a queue come from; a kind that a player does not know is `unknown`. */
export const queueSources = [
  'unknown',
  'track',
  'album',
  'artist',
  'genre',
  'playlist',
  'search',
  'radio',
  'recommendation',
  'library',
] as const

export const repeatModes = ['off', 'one', 'all'] as const

/** The largest `long` that avsc writes: one more is no record. */
const MAX_LONG = Number.MAX_SAFE_INTEGER - 1
const whole = z.number().check(z.int(), z.minimum(0), z.maximum(MAX_LONG))
const yours = z.array(queueEntryShape).check(z.maxLength(MAX_QUEUED))
const before = z.array(queueEntryShape).check(z.maxLength(MAX_PLAYED_BEFORE))
const sources = z
  .array(
    z.object({
      kind: z.catch(z.enum(queueSources), 'unknown'),
      id: z._default(z.nullable(textUpTo(200)), null),
      name: z._default(textUpTo(200), ''),
    }),
  )
  .check(z.maxLength(MAX_QUEUE_SOURCES))

const playing = {
  now: z.nullable(queueEntryShape),
  positionMs: whole,
  live: z.boolean(),
  /** Null: not shuffled. */
  shuffleSeed: z.nullable(whole),
  repeat: z.catch(z.enum(repeatModes), 'off'),
  deviceId: z._default(z.nullable(textUpTo(64)), null),
  sessionId: z._default(z.nullable(textUpTo(64)), null),
}

export const listenerQueueShape = z.object({
  ...playing,
  /** 0: nothing was ever put. */
  revision: z.number(),
  yours,
  before,
  sources,
  /** Epoch ms; 0: never. */
  updatedAt: z.number(),
})

export const readQueue = {
  method: 'GET',
  path: '/api/queue',
  query: noQuery,
  answer: listenerQueueShape,
  mediaType: JSON_TYPE,
  problems: ['no-session', 'starting'],
  doc: 'The queue of the listener, in whatever browser it was put: the current track, what was chosen to follow, what was played before.',
} as const satisfies Route

export const putQueue = {
  method: 'PUT',
  path: '/api/queue',
  query: noQuery,
  body: z.object({
    ...playing,
    /** Of the queue that this one replaces. */
    revision: whole,
    /** What is left out of these stays as it is. */
    yours: z.optional(yours),
    before: z.optional(before),
    sources: z.optional(sources),
  }),
  bodyLimit: MAX_QUEUE_BYTES,
  answer: z.object({
    revision: z.number(),
    updatedAt: z.number(),
    /** Entries that were not kept, as their tracks are not in the library; left out when there are none. */
    dropped: z.optional(z.array(z.string())),
  }),
  mediaType: JSON_TYPE,
  problems: ['no-session', 'stale-revision', 'not-stored', 'starting'],
  doc: 'Puts the queue in the place of the one with this `revision`. Where another player was faster, the problem has the present one as `queue`. Lists that are left out stay. Each entry has an `entryId` of its own; what is not in the library is dropped, and told.',
} as const satisfies Route

export const allListRoutes: readonly Route[] = [
  listPlaylists,
  createPlaylist,
  importPlaylist,
  readPlaylist,
  renamePlaylist,
  deletePlaylist,
  addEntries,
  moveEntries,
  removeEntries,
  exportPlaylist,
  readQueue,
  putQueue,
]
