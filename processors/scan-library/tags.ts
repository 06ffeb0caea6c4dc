import { cleanText } from './clean-text.ts'

/** What a file says of itself, clean; null or empty where it says nothing. */
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
}

/** The part of a tag reader's answer that is used; nothing of it is trusted. Missing is undefined. */
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
  readonly hasArt: boolean
}

/** Raised whenever the same file may give other tags: by a field that was not read before, or by a newer reader. */
export const TAGS_VERSION = 1

const MOST_GENRES = 20
/** Twice what the loudest and the faintest recordings are given; beyond it the tag is wrong. */
const LARGEST_GAIN_DB = 60
/** Longer than any recording; beyond it the header is wrong. */
const LONGEST_SECONDS = 7 * 86_400

/** Makes harmless whatever the tags hold: every text clean and bounded, every number whole and in its range, else null. */
export function tagsFrom(raw: RawTags): Tags {
  return {
    container: text(raw.container),
    codec: text(raw.codec),
    durationMs: durationMs(raw.durationSeconds),
    title: text(raw.title),
    artist: text(raw.artist),
    album: text(raw.album),
    albumArtist: text(raw.albumArtist) || null,
    genres: [...new Set((raw.genres ?? []).slice(0, MOST_GENRES).map(text))].filter((genre) => genre !== ''),
    year: whole(raw.year, 9999),
    trackNumber: whole(raw.trackNumber, 9999),
    licence: text(raw.licence) || null,
    replayGainTrackDb: gainDb(raw.replayGainTrackDb),
    replayGainAlbumDb: gainDb(raw.replayGainAlbumDb),
    hasArt: raw.hasArt,
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? cleanText(value) : ''
}

function whole(value: unknown, most: number): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most ? value : null
}

function gainDb(value: unknown): number | null {
  return typeof value === 'number' && Math.abs(value) <= LARGEST_GAIN_DB ? value : null
}

function durationMs(seconds: unknown): number | null {
  if (typeof seconds !== 'number' || !(seconds > 0) || seconds > LONGEST_SECONDS) return null
  return Math.round(seconds * 1000)
}
