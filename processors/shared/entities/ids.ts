import type { AlbumId, ArtistId, AudioReference, GenreId, WorkId } from '../../../schemas/generated.ts'
import { albumId, artistId, genreId, workId } from '../../../schemas/generated.ts'
import { digestOf } from './digest.ts'
import { albumFolder, isSeveral, isUnknown, identityKey, titleAndDisc } from './names.ts'

/**
 * Which album, artists, genres and work a track names. Each is a pure function of its reference, so that every reader links
 * a track to them without a lookup.
 *
 * A database's id is the identity where the tags state one, so that a corrected title or name changes nothing. The id of the
 * name alone then stays an alias (`MergedEntity`): what referred to the album before its first track was tagged leads
 * to it afterwards. The other way round, with the name as identity, two editions of one name would be one album.
 */
export interface Claim<Id extends string> {
  /** The id in MusicBrainz or in the data set of the track, such as `musicbrainz:<uuid>` or `fma:12`; null where there is none. */
  readonly externalId: string | null
  /** Made from the external id; null where there is none. */
  readonly known: Id | null
  /** Made from the folded name; null where there is none. One of the two is there. */
  readonly named: Id | null
  /** As spelled. */
  readonly name: string
}

/** The id that a track has by itself. Another entity may have taken it in: see `entityAliases`. */
export function ownId<Id extends string>({ known, named }: Claim<Id>): Id {
  const id = known ?? named
  if (id === null) throw new Error('A claim names something by an id or by a name.')
  return id
}

export interface AlbumClaim extends Claim<AlbumId> {
  /** See `identityKey`. */
  readonly titleKey: string
  /** Key of the album artist, or else of the first artist; `SEVERAL_KEY` for a compilation, empty where unknown. */
  readonly artistKey: string
  /** Whether the tags tell the artist of the album: by an album artist, or by marking a compilation. */
  readonly hasAlbumArtist: boolean
}

const inMusicBrainz = (id: string | null): string | null => (id === null ? null : `musicbrainz:${id}`)

/** The artist key of an album by several. It is no name: a folded name has no control characters. */
export const SEVERAL_KEY = '\u0002'

/** MusicBrainz's artist for "Various Artists". */
const MUSICBRAINZ_SEVERAL = '89ad4ac3-39f7-470e-963a-56509c546377'

/** Makes the id of an album from its name. */
export const namedAlbum = (artistKey: string, titleKey: string, year: number | null): AlbumId =>
  albumId(digestOf('album', 'name', artistKey, titleKey, String(year ?? '')))

/** Null: the track is on no album. A folder is no album: without a tag nothing says that its files belong together. */
export function albumClaim(reference: AudioReference): AlbumClaim | null {
  const { album, year, musicBrainz, source, sourceAlbumId, compilation } = reference
  const title = titleAndDisc(album).rest
  const titleKey = identityKey(title)
  const isNamed = !isUnknown(titleKey)
  const externalId =
    sourceAlbumId !== null ? `${source}:${sourceAlbumId}` : inMusicBrainz(musicBrainz?.releaseId ?? null)
  const known = externalId === null ? null : albumId(digestOf('album', externalId))
  if (known === null && !isNamed) return null
  const albumKeys = albumArtistClaims(reference).map(({ name }) => identityKey(name))
  const isBySeveral =
    compilation || isSeveral(identityKey(reference.albumArtist ?? '')) || isSeveralTracksArtist(reference)
  const hasAlbumArtist = albumKeys.length > 0 || isBySeveral
  const first = artistClaims(reference)[0]
  const artistKey =
    albumKeys.length > 0
      ? albumKeys.join(', ')
      : hasAlbumArtist
        ? SEVERAL_KEY
        : first === undefined
          ? ''
          : identityKey(first.name)
  const named = isNamed ? namedAlbum(artistKey, titleKey, year) : null
  return { externalId, known, named, name: title, titleKey, artistKey, hasAlbumArtist }
}

/** A track by "Various Artists" is on an album by them. In a data set that is an artist like any other. */
const isSeveralTracksArtist = ({ artist, albumArtist, sourceArtistId }: AudioReference): boolean =>
  sourceArtistId === null && albumArtist === null && isSeveral(identityKey(artist))

const isArtist = (name: string): boolean => {
  const key = identityKey(name)
  return !isUnknown(key) && !isSeveral(key)
}

function artistClaim(externalId: string | null, name: string): Claim<ArtistId> {
  const key = identityKey(name)
  return {
    externalId,
    known: externalId === null ? null : artistId(digestOf('artist', externalId)),
    named: key === '' ? null : artistId(digestOf('artist', 'name', key)),
    name,
  }
}

/** @param ids of MusicBrainz, one for each name; of another number they say nothing about which is whose. */
function musicBrainzArtists(names: readonly string[], ids: readonly string[]): readonly Claim<ArtistId>[] {
  return names.flatMap((name, i) => {
    const id = ids.length === names.length ? (ids[i] ?? null) : null
    if (!isArtist(name) || id === MUSICBRAINZ_SEVERAL) return []
    return artistClaim(inMusicBrainz(id), name)
  })
}

/** References of earlier versions have the credit alone. */
const artistNames = ({ artists, artist }: AudioReference): readonly string[] =>
  artists.length > 0 ? artists : artist === '' ? [] : [artist]

/** The artists of a track. Those of a data set are as it names them: one, even where it is a word for several. */
export function artistClaims(reference: AudioReference): readonly Claim<ArtistId>[] {
  const { sourceArtistId, source, artist, featuredArtists, musicBrainz } = reference
  if (sourceArtistId !== null) {
    return [artistClaim(`${source}:${sourceArtistId}`, artist)]
  }
  const names = artistNames(reference)
  const ids = musicBrainz?.artistIds ?? []
  return musicBrainzArtists(
    names,
    ids.length === names.length + featuredArtists.length ? ids.slice(0, names.length) : ids,
  )
}

export function featuredClaims(reference: AudioReference): readonly Claim<ArtistId>[] {
  const { sourceArtistId, featuredArtists, musicBrainz } = reference
  if (sourceArtistId !== null) return []
  const before = artistNames(reference).length
  const ids = musicBrainz?.artistIds ?? []
  return musicBrainzArtists(featuredArtists, ids.length === before + featuredArtists.length ? ids.slice(before) : [])
}

/** The album artists that the tags state; none for a compilation. */
export function albumArtistClaims(reference: AudioReference): readonly Claim<ArtistId>[] {
  const { sourceArtistId, albumArtists, albumArtist, musicBrainz } = reference
  if (sourceArtistId !== null) return []
  const names = albumArtists.length > 0 ? albumArtists : albumArtist === null ? [] : [albumArtist]
  return musicBrainzArtists(names, musicBrainz?.albumArtistIds ?? [])
}

export const composerClaims = ({ composers }: AudioReference): readonly Claim<ArtistId>[] =>
  musicBrainzArtists(composers, [])

export const genreClaims = ({ genres }: AudioReference): readonly Claim<GenreId>[] =>
  genres.flatMap((name) =>
    identityKey(name) === '' ? [] : { externalId: null, known: null, named: genreIdOf(name), name },
  )

/** The id of a genre by any of its spellings. */
export const genreIdOf = (name: string): GenreId => genreId(digestOf('genre', identityKey(name)))

/** Null: the tags name no work. Works of one title by two composers are two. */
export function workClaim({ work, title, composers, artist, musicBrainz }: AudioReference): Claim<WorkId> | null {
  const externalId = inMusicBrainz(musicBrainz?.workId ?? null)
  const known = externalId === null ? null : workId(digestOf('work', externalId))
  const key = identityKey(work ?? '')
  const by = identityKey(composers[0] ?? artist)
  const named = key === '' ? null : workId(digestOf('work', 'name', by, key))
  return known === null && named === null ? null : { externalId, known, named, name: work ?? title }
}

/** The id that the track's album has by itself. */
export function albumIdOf(reference: AudioReference): AlbumId | null {
  const claim = albumClaim(reference)
  return claim === null ? null : ownId(claim)
}

/** Those that the track's artists have by themselves, guests left out. */
export const artistIdsOf = (reference: AudioReference): readonly ArtistId[] => artistClaims(reference).map(ownId)

/** The id that the work of the track has by itself. */
export function workIdOf(reference: AudioReference): WorkId | null {
  const claim = workClaim(reference)
  return claim === null ? null : ownId(claim)
}

/** The number of the track's disc: as tagged, else by the title of the album or the name of the folder, else the first. */
export const discOf = ({ discNumber, album, path }: AudioReference): number =>
  discNumber ?? titleAndDisc(album).disc ?? albumFolder(path).disc ?? 1
