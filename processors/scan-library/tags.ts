import type { AudioReference } from '../../schemas/generated.ts'
import { cleanText } from '../shared/text/clean-text.ts'

/** The sanitised tags of a file; null or empty where it has none. */
export interface Tags {
  readonly container: string
  readonly codec: string
  readonly durationMs: number | null
  readonly title: string
  readonly artist: string
  readonly album: string
  readonly albumArtist: string | null
  readonly genres: readonly string[]
  readonly year: number | null
  readonly trackNumber: number | null
  readonly licence: string | null
  readonly replayGainTrackDb: number | null
  readonly replayGainAlbumDb: number | null
  readonly hasArt: boolean
  /** Of the picture that the file embeds; null where it embeds none that can be shown. */
  readonly artVersion: string | null
}

/** What only newer tag readers read. */
export type FurtherTags = Pick<
  AudioReference,
  | ('artists' | 'albumArtists' | 'featuredArtists' | 'composers')
  | ('titleSort' | 'artistSort' | 'albumSort' | 'albumArtistSort')
  | ('work' | 'discNumber' | 'discTotal' | 'trackTotal' | 'discSubtitle' | 'originalYear' | 'compilation')
  | ('bpm' | 'musicalKey' | 'comment' | 'grouping' | 'moods')
  | ('replayGainTrackPeak' | 'replayGainAlbumPeak' | 'lyrics' | 'musicBrainz' | 'chapters')
>

/** What a reference says besides, until its file or its folder says it. */
export const NOTHING_FURTHER: FurtherTags &
  Pick<
    AudioReference,
    'lyricsPath' | 'startMs' | 'endMs' | 'artVersion' | 'artistArt' | 'artistArtVersion' | 'addedAt'
  > = {
  artists: [],
  albumArtists: [],
  featuredArtists: [],
  composers: [],
  titleSort: null,
  artistSort: null,
  albumSort: null,
  albumArtistSort: null,
  work: null,
  discNumber: null,
  discTotal: null,
  trackTotal: null,
  discSubtitle: null,
  originalYear: null,
  compilation: false,
  bpm: null,
  musicalKey: null,
  comment: null,
  grouping: null,
  moods: [],
  replayGainTrackPeak: null,
  replayGainAlbumPeak: null,
  lyrics: 'none',
  lyricsPath: null,
  musicBrainz: null,
  startMs: null,
  endMs: null,
  chapters: [],
  artVersion: null,
  artistArt: null,
  artistArtVersion: null,
  addedAt: null,
}

/** The used part of a tag reader's answer, untrusted. */
export interface RawTags {
  readonly container?: string | undefined
  readonly codec?: string | undefined
  readonly durationSeconds?: number | undefined
  readonly title?: string | undefined
  readonly artist?: string | undefined
  readonly album?: string | undefined
  readonly albumArtist?: string | undefined
  readonly genres?: readonly string[] | undefined
  readonly year?: number | undefined
  readonly trackNumber?: number | undefined | null
  readonly licence?: string | undefined
  readonly replayGainTrackDb?: number | undefined
  readonly replayGainAlbumDb?: number | undefined
  /** Of the picture that is shown. */
  readonly artVersion?: string | undefined
}

/** Increased whenever the same file may give other tags, by a new field or another reader: files are then read again. */
export const TAGS_VERSION = 2

export const MAX_GENRES = 20
/** Twice the gain of the loudest and faintest recordings; a larger value is wrong. */
const MAX_GAIN_DB = 60
/** Longer than any recording; a larger value is wrong. */
const MAX_SECONDS = 7 * 86_400

/** Sanitises tags: texts are cleaned and bounded; numbers out of their range become null. */
export function tagsFrom(raw: RawTags): Tags {
  return {
    container: text(raw.container),
    codec: text(raw.codec),
    durationMs: durationMs(raw.durationSeconds),
    title: text(raw.title),
    artist: text(raw.artist),
    album: text(raw.album),
    albumArtist: text(raw.albumArtist) || null,
    genres: [...new Set((raw.genres ?? []).slice(0, MAX_GENRES).map(text))].filter((genre) => genre !== ''),
    year: whole(raw.year, 9999),
    trackNumber: whole(raw.trackNumber, 9999),
    licence: text(raw.licence) || null,
    replayGainTrackDb: gainDb(raw.replayGainTrackDb),
    replayGainAlbumDb: gainDb(raw.replayGainAlbumDb),
    hasArt: raw.artVersion !== undefined,
    artVersion: raw.artVersion ?? null,
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? cleanText(value) : ''
}

function whole(value: unknown, most: number): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most ? value : null
}

function gainDb(value: unknown): number | null {
  return typeof value === 'number' && Math.abs(value) <= MAX_GAIN_DB ? value : null
}

function durationMs(seconds: unknown): number | null {
  if (typeof seconds !== 'number' || !(seconds > 0) || seconds > MAX_SECONDS) return null
  return Math.round(seconds * 1000)
}
