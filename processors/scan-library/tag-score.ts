import type { AudioReference } from '../../schemas/generated.ts'
import type { Tags } from './tags.ts'

/** A title, an artist and an album say more together than any number of lesser fields beside a missing title. */
const NAME = 40
/** Ids of MusicBrainz: a program that knows the recording wrote the tags. */
const IDS = 30
const TRACK_NUMBER = 10
const COVER = 10
/** More than tags can reach: the table of a data set describes the file. */
const DESCRIBED = 1_000

/** Each counts one when it is filled. */
const LESSER = [
  ...(['albumArtist', 'year', 'originalYear', 'discNumber', 'discTotal', 'trackTotal', 'discSubtitle'] as const),
  ...(['titleSort', 'artistSort', 'albumSort', 'albumArtistSort', 'licence', 'work', 'bpm', 'musicalKey'] as const),
  ...(['comment', 'grouping', 'replayGainTrackDb', 'replayGainAlbumDb'] as const),
  ...(['replayGainTrackPeak', 'replayGainAlbumPeak'] as const),
] as const
const LESSER_LISTS = ['genres', 'moods', 'composers', 'featuredArtists', 'chapters'] as const

/**
 * How much the tags of a file say; the names of its file and folders count nothing.
 * @param tags null when they could not be read.
 */
export function tagScoreOf(tags: Tags | null): number {
  if (tags === null) return 0
  const { title, artist, album, musicBrainz, trackNumber, hasArt, lyrics } = tags
  const names = [title, artist, album].filter((text) => text !== '').length
  const lesser =
    LESSER.filter((field) => tags[field] !== null).length +
    LESSER_LISTS.filter((field) => tags[field].length > 0).length
  return (
    NAME * names +
    (musicBrainz === null ? 0 : IDS) +
    (trackNumber === null ? 0 : TRACK_NUMBER) +
    (hasArt ? COVER : 0) +
    (lyrics === 'none' ? 0 : 1) +
    lesser
  )
}

/** The score by which a file is compared with its copies: what a data set describes comes before what tags alone do. */
export function comparedScore({ tagScore, sourceId }: AudioReference): number {
  return tagScore + (sourceId === null ? 0 : DESCRIBED)
}
