import type { AudioReference } from '../../schemas/generated.ts'
import type { LaidSheet } from './cue-layout.ts'
import type { CueTrack } from './cue-sheet.ts'
import { tagsFrom } from './tags.ts'
import type { Tags } from './tags.ts'

/** Remarks of a sheet that are tags, by what Vorbis comments call them; the remarks of the track come first. */
const REMARKS: readonly (readonly [remark: string, tag: string])[] = [
  ['COMPOSER', 'COMPOSER'],
  ['GENRE', 'GENRE'],
  ['DATE', 'DATE'],
  ['DISCNUMBER', 'DISCNUMBER'],
  ['TOTALDISCS', 'TOTALDISCS'],
  ['REPLAYGAIN_TRACK_GAIN', 'REPLAYGAIN_TRACK_GAIN'],
  ['REPLAYGAIN_TRACK_PEAK', 'REPLAYGAIN_TRACK_PEAK'],
  ['REPLAYGAIN_ALBUM_GAIN', 'REPLAYGAIN_ALBUM_GAIN'],
  ['REPLAYGAIN_ALBUM_PEAK', 'REPLAYGAIN_ALBUM_PEAK'],
]

/** What a sheet says of a track, cleaned and bounded as tags are. */
function tagsInSheet({ sheet, trackTotal }: LaidSheet, track: CueTrack): Tags {
  const pairs: readonly (readonly [string, string])[] = [
    ['TITLE', track.title],
    ['ARTIST', track.performer || sheet.performer],
    ['ALBUM', sheet.title],
    ['ALBUMARTIST', sheet.performer],
    ['COMPOSER', track.songwriter || sheet.songwriter],
    ['TRACKNUMBER', String(track.number)],
    ['TRACKTOTAL', String(trackTotal)],
    ...REMARKS.map(([remark, tag]) => [tag, track.remarks.get(remark) ?? sheet.remarks.get(remark) ?? ''] as const),
  ]
  return tagsFrom({
    native: { vorbis: pairs.filter(([, value]) => value !== '').map(([id, value]) => ({ id, value })) },
  })
}

const NONE = tagsFrom({ native: {} })

/** The tags of a whole file, with what a sheet says where they say nothing. */
export function hinted(tags: Tags | null, sheet: LaidSheet, track: CueTrack): Tags {
  const [own, hint] = [tags ?? NONE, tagsInSheet(sheet, track)]
  return {
    ...own,
    title: own.title || hint.title,
    ...(own.artist === '' ? artistsOf(hint) : {}),
    album: own.album || hint.album,
    ...(own.albumArtist === null ? albumArtistsOf(hint) : {}),
    composers: orElse(own.composers, hint.composers),
    genres: orElse(own.genres, hint.genres),
    year: own.year ?? hint.year,
    trackNumber: own.trackNumber ?? hint.trackNumber,
    trackTotal: own.trackTotal ?? hint.trackTotal,
    discNumber: own.discNumber ?? hint.discNumber,
    discTotal: own.discTotal ?? hint.discTotal,
  }
}

/**
 * The tags of a part of a file: what the sheet says of the track, and of the file's own tags what they say of the whole album. The
 * file is an album, so that its title is the album's, and its artist that of the album.
 */
export function tagsOfPart(tags: Tags | null, sheet: LaidSheet, track: CueTrack): Tags {
  const [whole, own] = [tags ?? NONE, tagsInSheet(sheet, track)]
  const albumArtist = whole.albumArtist ?? (whole.artist || null)
  const albumArtists = whole.albumArtist === null ? whole.artists : whole.albumArtists
  return {
    ...whole,
    title: own.title,
    ...artistsOf(own.artist === '' ? whole : own),
    album: own.album || whole.album || whole.title,
    ...(own.albumArtist === null ? { albumArtist, albumArtists } : albumArtistsOf(own)),
    composers: orElse(own.composers, whole.composers),
    genres: orElse(own.genres, whole.genres),
    year: own.year ?? whole.year,
    trackNumber: own.trackNumber,
    trackTotal: own.trackTotal,
    discNumber: own.discNumber ?? whole.discNumber,
    discTotal: own.discTotal ?? whole.discTotal,
    // The gain of a whole album is that of its track, if it is one file.
    replayGainTrackDb: own.replayGainTrackDb,
    replayGainTrackPeak: own.replayGainTrackPeak,
    replayGainAlbumDb: own.replayGainAlbumDb ?? whole.replayGainAlbumDb ?? whole.replayGainTrackDb,
    replayGainAlbumPeak: own.replayGainAlbumPeak ?? whole.replayGainAlbumPeak ?? whole.replayGainTrackPeak,
    musicBrainz: ofAlbum(whole.musicBrainz),
    ...NOT_OF_A_PART,
  }
}

/** What the tags of the file say of all its sound at once. */
const NOT_OF_A_PART = {
  ...{ titleSort: null, artistSort: null, work: null, bpm: null, musicalKey: null },
  ...{ lyrics: 'none', chapters: [] },
} satisfies Partial<Tags>

const artistsOf = ({ artist, artists, featuredArtists }: Tags) => ({ artist, artists, featuredArtists })
const albumArtistsOf = ({ albumArtist, albumArtists }: Tags) => ({ albumArtist, albumArtists })
const orElse = <T>(own: readonly T[], other: readonly T[]): readonly T[] => (own.length > 0 ? own : other)

function ofAlbum(ids: AudioReference['musicBrainz']): AudioReference['musicBrainz'] {
  return ids && { ...ids, recordingId: null, trackId: null, workId: null, artistIds: [] }
}

/** Country, registrant, year and number; people write it in groups. */
export function isrcOf({ isrc }: CueTrack): string | null {
  const code = isrc.replace(/[\s-]/g, '').toUpperCase()
  return /^[A-Z]{2}[A-Z\d]{3}\d{7}$/.test(code) ? code : null
}
