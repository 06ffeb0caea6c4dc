import type {
  Album,
  AlbumId,
  Artist,
  ArtistId,
  NamedArtist,
  SoundCentroid,
  TrackId,
  Work,
  WorkId,
} from '../../schemas/generated.ts'
import type { Claim } from '../shared/entities/ids.ts'
import { sortNameOf, VARIOUS_ARTISTS } from '../shared/entities/names.ts'
import { SEVERAL_KEY } from '../shared/entities/ids.ts'
import type { Resolving } from './genre-tallies.ts'
import { mergedOf } from './merged.ts'
import type { Former } from './merged.ts'
import { byCount, grouped, least, mostCommon } from './tally.ts'
import { byId, byPlace } from './track.ts'
import type { GroupedTrack } from './track.ts'

/*
 * The record of an entity, made from its tracks. None of it depends on the order in which they came: of spellings and years the
 * most frequent one stands, equal ones in order; tracks are in the order of the album or of their ids.
 */

/** Bounds of a record: with all of them reached, and every name as long as a tag may be, an album has some 500 kB of 1 MB. */
export const MAX_ALBUM_TRACKS = 2_000
export const MAX_WORK_TRACKS = 1_000
export const MAX_ALBUMS = 1_000
const MAX_ARTISTS = 20
const MAX_GENRES = 20
const MAX_DISCS = 200

/** What is known besides the tracks. */
export interface Surroundings extends Resolving {
  /** Albums that credit an artist as album artist. */
  albumsOf(id: ArtistId): ReadonlySet<AlbumId>
  /** Length of a track as it was decoded, ms; null until it is analysed. */
  heardMs(slot: number): number | null
  centroid(tracks: readonly GroupedTrack[]): SoundCentroid | null
}

type With<Id> = readonly [id: Id, tracks: readonly GroupedTrack[], formers: readonly Former[], around: Surroundings]

export function albumRecord(...[id, members, formers, around]: With<AlbumId>): Album {
  const tracks = [...members].sort(byPlace)
  const claims = tracks.flatMap(({ credit: { album } }) => album ?? [])
  const title = mostCommon(claims.map(({ name }) => name)) ?? ''
  const { artist, artists } = albumArtistOf(tracks, around)
  const external = mostCommon(tracks.map(({ album }) => album?.externalId ?? null))
  const ordered = tracks.slice(0, MAX_ALBUM_TRACKS)
  const namings = tracks.flatMap(({ credit, album }) =>
    credit.album === null
      ? []
      : { claim: credit.album, byFolder: album?.named !== credit.album.named || album.known !== credit.album.known },
  )
  return {
    albumId: id,
    title,
    artist,
    artists,
    year: mostCommon(tracks.map(({ credit }) => credit.year)),
    originalYear: mostCommon(tracks.map(({ credit }) => credit.originalYear)),
    compilation: artist === VARIOUS_ARTISTS || tracks.some(({ credit }) => credit.compilation),
    discs: discsOf(tracks),
    trackIds: ordered.map((track) => track.id),
    tracksLeftOut: tracks.length - ordered.length,
    trackCount: tracks.length,
    absentTracks: absentIn(tracks),
    durationMs: tracks.reduce((sum, track) => Math.min(MAX_MS, sum + lengthOf(track, around)), 0),
    genres: genresOf(tracks, around),
    ...pictureOf(tracks),
    musicBrainzReleaseId: inMusicBrainz(external),
    musicBrainzReleaseGroupId: mostCommon(tracks.map(({ credit }) => credit.releaseGroupId)),
    sourceId: inDataSet(external),
    sortTitle: mostCommon(tracks.map(({ credit }) => credit.albumSort)) ?? title,
    sortArtist: mostCommon(tracks.map(({ credit }) => credit.albumArtistSort)) ?? sortNameOf(artist),
    addedAt: least(tracks.map(({ addedAt }) => addedAt)),
    ...mergedOf({ id, name: title }, namings, formers),
    centroid: around.centroid(tracks),
  }
}

/** The largest sum of lengths that a record can carry. */
const MAX_MS = 2 ** 52

const lengthOf = ({ slot, durationMs }: GroupedTrack, around: Surroundings): number =>
  Math.max(0, around.heardMs(slot) ?? durationMs ?? 0)

const absentIn = (tracks: readonly GroupedTrack[]): number => tracks.filter(({ isAbsent }) => isAbsent).length

const inMusicBrainz = (externalId: string | null): string | null =>
  externalId?.startsWith('musicbrainz:') === true ? externalId.slice('musicbrainz:'.length) : null

const inDataSet = (externalId: string | null): string | null =>
  externalId === null || inMusicBrainz(externalId) !== null ? null : externalId

/** The artist that most of an album's tracks give it. Where the tags only tell the artists of tracks, more than half must be by one. */
function albumArtistOf(tracks: readonly GroupedTrack[], around: Surroundings): Pick<Album, 'artist' | 'artists'> {
  const stated = tracks.filter(({ credit }) => credit.album?.hasAlbumArtist === true)
  const [[key, count] = ['', 0]] = byCount((stated.length > 0 ? stated : tracks).map(({ artistKey }) => artistKey))
  const isSeveral = key === SEVERAL_KEY || (stated.length === 0 && count * 2 <= tracks.length && count < tracks.length)
  if (isSeveral) return { artist: VARIOUS_ARTISTS, artists: [] }
  const credits = tracks.flatMap(({ credit }) => (credit.album?.artistKey === key ? credit : []))
  const artist = mostCommon(credits.map(({ albumArtist }) => albumArtist)) ?? ''
  const like = credits.find(({ albumArtist }) => albumArtist === artist)
  return { artist, artists: named(like?.albumArtists ?? [], around) }
}

function named(claims: readonly Claim<ArtistId>[], around: Surroundings): readonly NamedArtist[] {
  const byArtist = new Map(claims.map((claim) => [around.artistOf(claim), claim.name]))
  return [...byArtist].slice(0, MAX_ARTISTS).map(([artistId, name]) => ({ artistId, name }))
}

function discsOf(tracks: readonly GroupedTrack[]): Album['discs'] {
  const discs = grouped(tracks, ({ disc }) => disc)
  return [...discs]
    .sort(([a], [b]) => a - b)
    .slice(0, MAX_DISCS)
    .map(([number, on]) => ({
      number,
      subtitle: mostCommon(on.map(({ credit }) => credit.discSubtitle)),
      tracks: on.length,
    }))
}

/** By the number of tracks; each as it is spelled here most often. */
function genresOf(tracks: readonly GroupedTrack[], around: Surroundings): readonly string[] {
  const claims = tracks.flatMap(({ credit }) => credit.genres)
  const spellings = grouped(claims, (claim) => around.genreOf(claim))
  return byCount(claims.map((claim) => around.genreOf(claim)))
    .slice(0, MAX_GENRES)
    .flatMap(([id]) => mostCommon((spellings.get(id) ?? []).map(({ name }) => name)) ?? [])
}

const pictureOf = (tracks: readonly GroupedTrack[]): Pick<Album, 'artTrackId' | 'artVersion'> => {
  const shown = tracks.find(({ hasArt }) => hasArt)
  return { artTrackId: shown?.id ?? null, artVersion: shown?.artVersion ?? null }
}

export function artistRecord(...[id, members, formers, around]: With<ArtistId>): Artist {
  const is = (claim: Claim<ArtistId>) => around.artistOf(claim) === id
  const tracks = [...members].sort(byId)
  const own = tracks.filter(({ credit }) => credit.artists.some(is))
  const ofAlbum = tracks.filter(({ credit }) => credit.albumArtists.some(is))
  const claims = tracks.map(({ credit: { artists, albumArtists, featured, composers } }) =>
    [...artists, ...albumArtists, ...featured, ...composers].filter(is),
  )
  const name = mostCommon(claims.flatMap(([first]) => first?.name ?? [])) ?? ''
  const external = mostCommon(claims.flat().map(({ externalId }) => externalId))
  const albums = [...around.albumsOf(id)].sort()
  const listed = albums.slice(0, MAX_ALBUMS)
  return {
    artistId: id,
    name,
    sortName: sortNameIn(tracks, is) ?? sortNameOf(name),
    albumIds: listed,
    albumsLeftOut: albums.length - listed.length,
    albumCount: albums.length,
    trackCount: own.length,
    absentTracks: absentIn(own),
    featuredCount: tracks.filter(({ credit }) => credit.featured.some(is) && !credit.artists.some(is)).length,
    composerCount: tracks.filter(({ credit }) => credit.composers.some(is)).length,
    genres: genresOf(own, around),
    ...pictureOf([...ofAlbum, ...own]),
    portraitTrackId: portraitIn([...ofAlbum, ...own]),
    musicBrainzArtistId: inMusicBrainz(external),
    sourceId: inDataSet(external),
    addedAt: least(tracks.map(({ addedAt }) => addedAt)),
    ...mergedOf(
      { id, name },
      claims.flatMap((of) => distinct(of).map((claim) => ({ claim, byFolder: false }))),
      formers,
    ),
    centroid: around.centroid(own),
  }
}

/** One track may name an artist twice, as artist and as composer: it counts once. */
const distinct = <Id extends string>(claims: readonly Claim<Id>[]): readonly Claim<Id>[] => [
  ...new Map(claims.map((claim) => [`${claim.known ?? ''}${claim.name}`, claim])).values(),
]

/** A tag to sort by is of the whole credit: it is an artist's where the credit has no other. */
function sortNameIn(tracks: readonly GroupedTrack[], is: (claim: Claim<ArtistId>) => boolean): string | null {
  return mostCommon(
    tracks.flatMap(({ credit: { artists, albumArtists, artistSort, albumArtistSort } }) => [
      artists.length === 1 && artists.every(is) ? artistSort : null,
      albumArtists.length === 1 && albumArtists.every(is) ? albumArtistSort : null,
    ]),
  )
}

const portraitIn = (tracks: readonly GroupedTrack[]): TrackId | null =>
  tracks.find(({ hasPortrait }) => hasPortrait)?.id ?? null

export function workRecord(...[id, members, formers, around]: With<WorkId>): Work {
  const tracks = [...members].sort(byPlace)
  const claims = tracks.flatMap(({ credit: { work } }) => work ?? [])
  const title = mostCommon(claims.map(({ name }) => name)) ?? ''
  const ordered = tracks.slice(0, MAX_WORK_TRACKS)
  return {
    workId: id,
    title,
    composers: named(
      tracks.flatMap(({ credit }) => credit.composers),
      around,
    ),
    trackIds: ordered.map((track) => track.id),
    tracksLeftOut: tracks.length - ordered.length,
    trackCount: tracks.length,
    absentTracks: absentIn(tracks),
    musicBrainzWorkId: inMusicBrainz(mostCommon(claims.map(({ externalId }) => externalId))),
    ...mergedOf(
      { id, name: title },
      claims.map((claim) => ({ claim, byFolder: false })),
      formers,
    ),
  }
}
