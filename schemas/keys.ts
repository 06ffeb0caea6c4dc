import type { ArtistId, ListenerId, PlaylistId, TrackId } from './generated.ts'
import { listenerId, playlistId, trackId } from './generated.ts'

/** What the keys of the topics are made of. Every key is UTF-8 text. */

/** The forms that keys take; `schemas/topics.ts` gives each topic one of them, and the README shows it. */
export const keyForms = {
  track:
    '`<track id>`: 32 hexadecimal digits, the beginning of the SHA-256 of its sound, of `<sound hash>/<start>-<end>` (ms) where it is a part of its file, or of its file where an earlier version found it',
  oldTrack: '`<track id>`: one that no track has any more',
  scanner: '`scan-library`: there is one scanner',
  check: '`request`, `full-request`, or the instance of a Slipstream: the file `instance` of its data folder',
  feature: '`<track id>@<extractor version>`; of the versions 1 and 2 also `<track id>` alone',
  training: '`training`: the newest training replaces the one before',
  index: '`codebook`, `cell/<n>` or `track/<track id>`',
  listener: '`<listener id>`: 32 hexadecimal digits',
  recommended:
    '`<listener id>`: 32 hexadecimal digits; of a tombstone `<listener id>/<model>`: the model forgets the listener',
  album: '`<album id>`: 32 hexadecimal digits',
  artist: '`<artist id>`: 32 hexadecimal digits',
  genre: '`<genre id>`: 32 hexadecimal digits',
  work: '`<work id>`: 32 hexadecimal digits',
  playlist: '`<listener id>/<playlist id>`',
  libraryPlaylist: '`<playlist id>`: 32 hexadecimal digits, made of the library folder and the path of the file',
  opinion: '`<listener id>/track/<track id>` or `<listener id>/artist/<artist id>`',
  model: '`<model>`: name and version of a recommender, such as `neighbours-5`',
  process: '`<processor>/<instance>`: one process of a processor',
  source:
    '`<processor>/<topic>/<partition>/<offset>` of the record that could not be processed; letters of earlier versions have no processor',
} as const

export type KeyForm = (typeof keyForms)[keyof typeof keyForms]

/** The key of library-scans. */
export const SCANNER_KEY = 'scan-library'

/** The key of the newest request in library-checks to scan; of an earlier version also to read every file. */
export const REQUEST_KEY = 'request'

/** The key of the newest request in library-checks to read every file: a later request to scan does not take its place. */
export const FULL_REQUEST_KEY = 'full-request'

/** The key of index-trainings. */
export const TRAINING_KEY = 'training'

/** The key of the codebook in index-updates. */
export const CODEBOOK_KEY = 'codebook'

const INDEXED_TRACK = 'track/'

/** The key of a cell's centroid in index-updates. */
export const cellKey = (cell: number): string => `cell/${cell}`

/** The key of a track's assignment to a cell in index-updates. */
export const assignmentKey = (id: TrackId): string => `${INDEXED_TRACK}${id}`

/** The track whose assignment a key of index-updates names; null when it names a cell or the codebook. */
export const assignedTrack = (key: string): TrackId | null =>
  key.startsWith(INDEXED_TRACK) ? trackId(key.slice(INDEXED_TRACK.length)) : null

/** Separates track and version. A track id is hexadecimal and cannot contain it; a version may contain anything. */
const SEPARATOR = '@'

/** Extractor versions whose records may be keyed by the track alone: they were written before versions stood side by side. */
const KEYED_BY_TRACK: readonly string[] = ['1', '2']

/** A key of audio-features, parsed. */
export interface FeatureKey {
  readonly trackId: TrackId
  readonly extractorVersion: string
}

/** The key of the features that one extractor version computed of a track, so that versions stand side by side. */
export const featureKey = (id: TrackId, extractorVersion: string): string => `${id}${SEPARATOR}${extractorVersion}`

/** Every key under which the features of a track by an extractor version may have been written. */
export const featureKeys = (id: TrackId, extractorVersion: string): readonly string[] =>
  KEYED_BY_TRACK.includes(extractorVersion)
    ? [featureKey(id, extractorVersion), id]
    : [featureKey(id, extractorVersion)]

/**
 * Parses a key of audio-features. A key that is the track alone does not name its version: it is taken for the first,
 * which holds for tombstones; the value of any other record states its version.
 */
export function parseFeatureKey(key: string): FeatureKey {
  const at = key.indexOf(SEPARATOR)
  if (at < 0) return { trackId: trackId(key), extractorVersion: '1' }
  return { trackId: trackId(key.slice(0, at)), extractorVersion: key.slice(at + 1) }
}

/** The order of extractor versions: they are numbers that grow, perhaps with words around them. */
export const isEarlierVersion = (version: string, than: string): boolean =>
  version.localeCompare(than, 'en', { numeric: true }) < 0

/** The key of a change of a playlist. A listener id is hexadecimal, so that the first `/` ends it. */
export const playlistKey = (listener: ListenerId, playlist: PlaylistId): string => `${listener}/${playlist}`

/** Null: not the key of a playlist. */
export function parsePlaylistKey(key: string): { readonly listener: ListenerId; readonly playlist: PlaylistId } | null {
  const at = key.indexOf('/')
  if (at <= 0 || at === key.length - 1) return null
  return { listener: listenerId(key.slice(0, at)), playlist: playlistId(key.slice(at + 1)) }
}

/** The key of the tombstone in recommendations by which a model forgets a listener. */
export const forgottenKey = (listener: ListenerId, model: string): ListenerId => listenerId(`${listener}/${model}`)

/** Null: a tombstone of something else. */
export function parseForgottenKey(key: string): { readonly listener: ListenerId; readonly model: string } | null {
  const at = key.indexOf('/')
  if (at <= 0 || at === key.length - 1) return null
  return { listener: listenerId(key.slice(0, at)), model: key.slice(at + 1) }
}

/** The key of an opinion of a track or an artist. */
export const opinionKey = (listener: ListenerId, subject: 'track' | 'artist', id: TrackId | ArtistId): string =>
  `${listener}/${subject}/${id}`

/** Null: not the key of an opinion. */
export function parseOpinionKey(
  key: string,
): { readonly listener: ListenerId; readonly subject: 'track' | 'artist'; readonly id: string } | null {
  const [, listener, subject, id] = /^([^/]+)\/(track|artist)\/(.+)$/.exec(key) ?? []
  if (listener === undefined || id === undefined) return null
  return { listener: listenerId(listener), subject: subject === 'track' ? 'track' : 'artist', id }
}
