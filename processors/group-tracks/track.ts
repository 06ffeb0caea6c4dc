import type { AlbumId, ArtistId, AudioReference, GenreId, TrackId, WorkId } from '../../schemas/generated.ts'
import {
  albumArtistClaims,
  albumClaim,
  artistClaims,
  composerClaims,
  discOf,
  featuredClaims,
  genreClaims,
  workClaim,
} from '../shared/entities/ids.ts'
import type { AlbumClaim, Claim } from '../shared/entities/ids.ts'
import { albumFolder, VARIOUS_ARTISTS } from '../shared/entities/names.ts'
import { digestOf } from '../shared/entities/digest.ts'
import { foldText } from '../shared/text/fold.ts'

/** What the tracks of an album mostly have in common: kept once for all of them. */
export interface Credit {
  /** Library folder and the folder of the album in it. */
  readonly folder: string
  readonly album: AlbumClaim | null
  /** Artist of the album, as displayed, by this track's tags alone. */
  readonly albumArtist: string
  readonly albumArtists: readonly Claim<ArtistId>[]
  readonly artists: readonly Claim<ArtistId>[]
  readonly featured: readonly Claim<ArtistId>[]
  readonly composers: readonly Claim<ArtistId>[]
  readonly genres: readonly Claim<GenreId>[]
  readonly work: Claim<WorkId> | null
  readonly year: number | null
  readonly originalYear: number | null
  readonly compilation: boolean
  readonly albumSort: string | null
  readonly albumArtistSort: string | null
  readonly artistSort: string | null
  readonly releaseGroupId: string | null
  readonly discSubtitle: string | null
}

/** What is known of one track. */
export interface GroupedTrack {
  readonly id: TrackId
  readonly slot: number
  readonly credit: Credit
  /** What it counts as: its own claim, unless the folder says more. Null: it is on no album. */
  readonly album: Claim<AlbumId> | null
  /** Key of the artist of the album that it counts to. */
  readonly artistKey: string
  readonly disc: number
  readonly number: number | null
  /** Title to sort by. */
  readonly title: string
  readonly durationMs: number | null
  readonly hasArt: boolean
  readonly artVersion: string | null
  readonly hasPortrait: boolean
  readonly addedAt: number | null
  readonly isAbsent: boolean
}

/** No path has it. */
const FOLDER = '\0'

/** Whether a folder of a credit is the library folder itself. */
export const isLibraryFolder = (folder: string): boolean => folder.endsWith(FOLDER)

/** The part of a reference that a credit is made from, as a key. */
export const creditKey = (reference: AudioReference): string => {
  const { library, path, album, albumArtist, albumArtists, artist, artists, featuredArtists, composers } = reference
  const { genres, work, year, originalYear, compilation, albumSort, albumArtistSort, artistSort } = reference
  const { source, sourceAlbumId, sourceArtistId, discSubtitle, musicBrainz } = reference
  return digestOf(
    JSON.stringify([
      [library, albumFolder(path).rest, album, albumArtist, albumArtists, artist, artists, featuredArtists, composers],
      [genres, work, year, originalYear, compilation, albumSort, albumArtistSort, artistSort],
      [source, sourceAlbumId, sourceArtistId, discSubtitle],
      [musicBrainz?.releaseId, musicBrainz?.releaseGroupId, musicBrainz?.workId],
      [musicBrainz?.artistIds, musicBrainz?.albumArtistIds],
      // A work with an id and no name is called like its track.
      work === null && musicBrainz?.workId != null ? reference.title : null,
    ]),
  )
}

export function creditOf(reference: AudioReference): Credit {
  const { library, path, year, originalYear, compilation, albumSort, albumArtistSort, artistSort } = reference
  const album = albumClaim(reference)
  const albumArtists = albumArtistClaims(reference)
  const artists = artistClaims(reference)
  const isGuess = album?.hasAlbumArtist !== true
  const albumCredit = reference.albumArtist ?? albumArtists.map(({ name }) => name).join(', ')
  return {
    folder: `${library}${FOLDER}${albumFolder(path).rest}`,
    album,
    albumArtist: albumArtists.length > 0 ? albumCredit : isGuess ? (artists[0]?.name ?? '') : VARIOUS_ARTISTS,
    albumArtists: albumArtists.length > 0 ? albumArtists : isGuess ? artists.slice(0, 1) : [],
    artists,
    featured: featuredClaims(reference),
    composers: composerClaims(reference),
    genres: genreClaims(reference),
    work: workClaim(reference),
    ...{ year, originalYear, compilation, albumSort, albumArtistSort, artistSort },
    releaseGroupId: reference.musicBrainz?.releaseGroupId ?? null,
    discSubtitle: reference.discSubtitle,
  }
}

/** @param credit made from this reference, or from another one with the same key. */
export function groupedTrack(reference: AudioReference, slot: number, credit: Credit): GroupedTrack {
  return {
    id: reference.trackId,
    slot,
    credit,
    album: credit.album,
    artistKey: credit.album?.artistKey ?? '',
    disc: discOf(reference),
    number: reference.trackNumber,
    title: reference.titleSort ?? reference.title,
    durationMs: reference.durationMs,
    hasArt: reference.hasArt || reference.folderArt !== null || reference.coverFrom !== null,
    artVersion: reference.artVersion,
    hasPortrait: reference.artistArt !== null,
    addedAt: reference.addedAt,
    isAbsent: reference.absentSince !== null,
  }
}

/** The artists that a track names in any way, those of its album too. */
export const namedArtists = ({ albumArtists, artists, featured, composers }: Credit): readonly Claim<ArtistId>[] => [
  ...albumArtists,
  ...artists,
  ...featured,
  ...composers,
]

/** Digits are compared as numbers: 2 before 10. */
const naturalKey = (text: string): string => foldText(text).replace(/\d+/g, (digits) => digits.padStart(12, '0'))

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The order of an album: disc, number, title; tracks without a number behind those with one. */
export const byPlace = (a: GroupedTrack, b: GroupedTrack): number =>
  a.disc - b.disc ||
  (a.number ?? Infinity) - (b.number ?? Infinity) ||
  compare(naturalKey(a.title), naturalKey(b.title)) ||
  compare(a.id, b.id)

export const byId = (a: GroupedTrack, b: GroupedTrack): number => compare(a.id, b.id)
