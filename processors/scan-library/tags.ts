import type { AudioReference, Chapter, MusicBrainzIds } from '../../schemas/generated.ts'
import { fieldsOf, lyricsIn } from '../shared/tags/fields.ts'
import type { Field, Fields, NativeTags } from '../shared/tags/fields.ts'
import type { FoundChapter } from '../shared/tags/mp4-chapters.ts'
import { lyricLines, lyricsFormOf } from '../shared/tags/lyrics.ts'
import { cleanText } from '../shared/text/clean-text.ts'
import { repaired } from '../shared/text/mojibake.ts'
import { namesInCredits, namesOf } from './tags/credits.ts'
import { genresOf } from './tags/genres.ts'
import { bpmOf, gainDbOf, gainDbOfR128, isYes, peakOf, positionOf, uuidsOf, yearIn } from './tags/values.ts'

/**
 * The sanitised tags of a file; null or empty where it has none. `artVersion` is that of the picture that the file embeds; null
 * where it embeds none that can be shown.
 */
export type Tags = Pick<
  AudioReference,
  | ('container' | 'codec' | 'durationMs' | 'title' | 'artist' | 'album' | 'albumArtist' | 'genres' | 'year')
  | ('trackNumber' | 'licence' | 'replayGainTrackDb' | 'replayGainAlbumDb' | 'hasArt' | 'artVersion')
> &
  FurtherTags

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
    | ('lyricsPath' | 'startMs' | 'endMs' | 'artVersion' | 'artistArt' | 'artistArtVersion' | 'addedAt')
    | ('tagScore' | 'coverFrom' | 'lyricsFrom' | 'isrc' | 'cueSheetVersion')
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
  tagScore: 0,
  coverFrom: null,
  lyricsFrom: null,
  isrc: null,
  cueSheetVersion: null,
}

/** What a tag reader found, untrusted. */
export interface RawTags {
  readonly native: NativeTags
  readonly container?: string | undefined
  readonly codec?: string | undefined
  readonly durationSeconds?: number | undefined
  /** Of the picture that is shown. */
  readonly artVersion?: string | undefined
  readonly chapters?: readonly FoundChapter[] | undefined
}

/** Increased whenever the same file may give other tags, by a new field or another reader: files are then read again. */
export const TAGS_VERSION = 6

/** Longer than any recording; a larger value is wrong. */
const MAX_SECONDS = 7 * 86_400
export const MAX_CHAPTERS = 500
/** In code points: with so many titles a record is still one that a broker takes. */
export const LONGEST_CHAPTER = 100

/** Sanitises tags: texts are cleaned and bounded; numbers out of their range become null. */
export function tagsFrom(raw: RawTags): Tags {
  const fields = fieldsOf(raw.native)
  const first = (field: Field): string | undefined => fields(field)[0]
  const text = (field: Field): string => fields(field).map(cleanText).find(Boolean) ?? ''
  const textOrNull = (field: Field): string | null => text(field) || null
  const title = text('title')
  const track = positionOf(first('track'))
  const disc = positionOf(first('disc'))
  return {
    container: cleanText(raw.container ?? ''),
    codec: cleanText(raw.codec ?? ''),
    durationMs: durationMs(raw.durationSeconds),
    hasArt: raw.artVersion !== undefined,
    artVersion: raw.artVersion ?? null,
    title,
    album: text('album'),
    ...peopleIn(fields, title),
    genres: genresOf(fields('genre')),
    year: yearIn(first('year')),
    originalYear: yearIn(first('originalYear')),
    trackNumber: track.number,
    trackTotal: positionOf(first('trackTotal')).number ?? track.total,
    discNumber: disc.number,
    discTotal: positionOf(first('discTotal')).number ?? disc.total,
    discSubtitle: textOrNull('discSubtitle'),
    compilation: isYes(first('compilation')),
    licence: textOrNull('licence'),
    titleSort: textOrNull('titleSort'),
    artistSort: textOrNull('artistSort'),
    albumSort: textOrNull('albumSort'),
    albumArtistSort: textOrNull('albumArtistSort'),
    work: textOrNull('work'),
    bpm: bpmOf(first('bpm')),
    musicalKey: textOrNull('key'),
    comment: textOrNull('comment'),
    grouping: textOrNull('grouping'),
    // Moods are written as genres are.
    moods: genresOf(fields('mood')),
    replayGainTrackDb: gainDbOfR128(first('trackGainR128')) ?? gainDbOf(first('trackGain')),
    replayGainAlbumDb: gainDbOfR128(first('albumGainR128')) ?? gainDbOf(first('albumGain')),
    replayGainTrackPeak: peakOf(first('trackPeak')),
    replayGainAlbumPeak: peakOf(first('albumPeak')),
    lyrics: lyricsFormOf(lyricLines(lyricsIn(fields))),
    musicBrainz: musicBrainzIn(fields),
    chapters: chaptersFrom(raw.chapters ?? []),
  }
}

function peopleIn(fields: Fields, title: string) {
  const artist = namesInCredits({
    ...{ credits: fields('artist'), names: fields('artists'), title },
    ids: uuidsOf(fields('artistIds')).length,
  })
  const albumArtist = namesInCredits({
    ...{ credits: fields('albumArtist'), names: fields('albumArtists'), title: '' },
    ids: uuidsOf(fields('albumArtistIds')).length,
  })
  return {
    artist: artist.credit,
    artists: artist.names,
    featuredArtists: artist.guests,
    albumArtist: albumArtist.credit || null,
    albumArtists: albumArtist.names,
    composers: namesOf(fields('composer')),
  }
}

function musicBrainzIn(fields: Fields): MusicBrainzIds | null {
  const id = (field: Field): string | null => uuidsOf(fields(field))[0] ?? null
  const ids = {
    ...{ recordingId: id('recordingId'), trackId: id('trackId'), releaseId: id('releaseId') },
    ...{ releaseGroupId: id('releaseGroupId'), workId: id('workId') },
    artistIds: uuidsOf(fields('artistIds')),
    albumArtistIds: uuidsOf(fields('albumArtistIds')),
  }
  return Object.values(ids).every((each) => each === null || each.length === 0) ? null : ids
}

function durationMs(seconds: number | undefined): number | null {
  return seconds !== undefined && seconds > 0 && seconds <= MAX_SECONDS ? Math.round(seconds * 1000) : null
}

function chaptersFrom(chapters: readonly FoundChapter[]): readonly Chapter[] {
  return chapters
    .filter(({ startSeconds }) => startSeconds >= 0 && startSeconds <= MAX_SECONDS)
    .slice(0, MAX_CHAPTERS)
    .map(({ title, startSeconds }) => ({
      title: Array.from(cleanText(repaired(title)))
        .slice(0, LONGEST_CHAPTER)
        .join('')
        .trimEnd(),
      startMs: Math.round(startSeconds * 1000),
    }))
    .sort((a, b) => a.startMs - b.startMs)
}
