import type { AlbumId, Codebook } from '../../schemas/generated.ts'
import type {
  AnswerOf,
  QueryOf,
  listAlbumLetters,
  listAlbums,
  listArtistLetters,
  listArtists,
  listGenres,
  listRecent,
  listWorks,
  readAlbum,
  readArtist,
  readWork,
} from '../../schemas/http.ts'
import type { Catalogue } from './catalogue.ts'
import { linkKey, ownAlbumId } from './catalogue.ts'
import { pageAfter } from './cursor.ts'
import { lettersIn } from './letters.ts'
import type { Letters } from './letters.ts'
import type { Page } from './cursor.ts'
import type { HeldAlbum } from './entities.ts'
import { releaseYearOf } from './entities.ts'
import { albumItem, artistItem, genreItem, mergedItems, trackItems, workItem } from './entity-items.ts'
import type { AlbumItem } from './entity-items.ts'
import { idsOfArtist } from './links.ts'
import { folded } from './search/words.ts'
import type { PlacedEntity, Shelf } from './shelf.ts'
import { soundingLike } from './similar-sounds.ts'
import { trackItem } from './track-item.ts'

/** Albums and artists of a page that sound like the one it is of. */
const MAX_SIMILAR = 12
/** Tracks and albums on the page of an artist; a performer of the classical repertoire appears on thousands. */
const MAX_TRACKS = 100
const MAX_APPEARANCES = 100

export function pageOfAlbums({ entities }: Catalogue, query: QueryOf<typeof listAlbums>): Page<AlbumItem> {
  const { albums } = entities
  return pageAfter(albums.sorted(query.sort), query, ({ value }) => albumItem(value), ofGenre(albums, query.genre))
}

export function pageOfArtists(
  { entities }: Catalogue,
  query: QueryOf<typeof listArtists>,
): AnswerOf<typeof listArtists> {
  const { artists } = entities
  return pageAfter(artists.sorted(query.sort), query, ({ value }) => artistItem(value), ofGenre(artists, query.genre))
}

export function pageOfGenres({ entities }: Catalogue, query: QueryOf<typeof listGenres>): AnswerOf<typeof listGenres> {
  return pageAfter(entities.genres.sorted('name'), query, ({ value }) => genreItem(value))
}

export function lettersOfAlbums({ entities }: Catalogue, query: QueryOf<typeof listAlbumLetters>): Letters {
  return lettersOf(entities.albums.sorted(query.sort), ofGenre(entities.albums, query.genre))
}

export function lettersOfArtists({ entities }: Catalogue, query: QueryOf<typeof listArtistLetters>): Letters {
  return lettersOf(entities.artists.sorted('name'), ofGenre(entities.artists, query.genre))
}

export function lettersOfGenres({ entities }: Catalogue): Letters {
  return lettersOf(entities.genres.sorted('name'), null)
}

function lettersOf<V>(
  entries: readonly PlacedEntity<V>[],
  keep: ((entry: PlacedEntity<V>) => boolean) | null,
): Letters {
  return lettersIn(keep === null ? entries : entries.filter(keep), () => 0)
}

export function pageOfWorks({ entities }: Catalogue, query: QueryOf<typeof listWorks>): AnswerOf<typeof listWorks> {
  return pageAfter(entities.works.sorted('title'), query, ({ value }) => workItem(value))
}

export function recentOf(content: Catalogue, query: QueryOf<typeof listRecent>): AnswerOf<typeof listRecent> {
  const { limit, albumsCursor, tracksCursor, tracksOffset, only } = query
  const { arrivals, entities, entries } = content
  const ofAlbums = only === 'tracks' ? [] : entities.albums.sorted('added')
  const ofTracks = only === 'albums' ? [] : arrivals.all()
  const albums = pageAfter(ofAlbums, { limit, cursor: albumsCursor }, ({ value }) => albumItem(value))
  const place = { limit, cursor: tracksCursor, offset: tracksOffset }
  const tracks = pageAfter(ofTracks, place, ({ trackId }) => entries.get(trackId))
  const items = tracks.items.flatMap((entry) => (entry === undefined ? [] : [trackItem(content, entry)]))
  return { albums, tracks: { ...tracks, items } }
}

/** @returns null when there is no such album. */
export function albumPage(
  content: Catalogue,
  id: string,
  codebook: Codebook | null,
): AnswerOf<typeof readAlbum> | null {
  const { albums } = content.entities
  const album = albums.find(id)
  if (album === null) return null
  return {
    ...albumItem(album),
    discs: album.discs.map(({ number, subtitle, tracks }) => ({ number, subtitle, tracks })),
    tracks: trackItems(content, album.trackIds),
    tracksLeftOut: album.tracksLeftOut,
    similar: soundingLike(album, albums.values.values(), codebook, MAX_SIMILAR).map(albumItem),
    merged: mergedItems(album.merged),
  }
}

/** @returns null when there is no such artist. */
export function artistPage(
  content: Catalogue,
  id: string,
  codebook: Codebook | null,
): AnswerOf<typeof readArtist> | null {
  const { albums, artists } = content.entities
  const artist = artists.find(id)
  if (artist === null) return null
  const own = new Set<AlbumId>(artist.albumIds)
  const ofArtist = [...own].flatMap((albumId) => albums.find(albumId) ?? [])
  const slots = slotsBy(content, id, ['artist-id'])
  const entries = slots.flatMap((slot) => content.bySlot[slot] ?? [])
  return {
    ...artistItem(artist),
    albums: ofArtist.sort(latestAlbumFirst).map(albumItem),
    albumsLeftOut: artist.albumsLeftOut,
    tracks: entries
      .sort((a, b) => (a.sortKey < b.sortKey ? -1 : 1))
      .slice(0, MAX_TRACKS)
      .map((entry) => trackItem(content, entry)),
    appearsOn: appearances(content, id, own).sort(latestAlbumFirst).slice(0, MAX_APPEARANCES).map(albumItem),
    similar: soundingLike(artist, artists.values.values(), codebook, MAX_SIMILAR).map(artistItem),
    merged: mergedItems(artist.merged),
  }
}

/** @returns null when there is no such work. */
export function workPage(content: Catalogue, id: string): AnswerOf<typeof readWork> | null {
  const work = content.entities.works.find(id)
  if (work === null) return null
  return { ...workItem(work), tracks: trackItems(content, work.trackIds), tracksLeftOut: work.tracksLeftOut }
}

/** Albums with a track by the artist, or with the artist as guest or composer, that are not the artist's own. */
function appearances(content: Catalogue, id: string, own: ReadonlySet<AlbumId>): HeldAlbum[] {
  const found = new Set<HeldAlbum>()
  for (const slot of slotsBy(content, id, ['artist-id', 'guest-id'])) {
    const entry = content.bySlot[slot] ?? null
    const albumId = entry && ownAlbumId(entry)
    const album = albumId && content.entities.albums.find(albumId)
    if (album && !own.has(album.albumId)) found.add(album)
  }
  return [...found]
}

function slotsBy(content: Catalogue, id: string, kinds: readonly ('artist-id' | 'guest-id')[]): readonly number[] {
  return idsOfArtist(content, id).flatMap((each) => kinds.flatMap((kind) => content.names.of(linkKey(kind, each))))
}

function latestAlbumFirst(a: HeldAlbum, b: HeldAlbum): number {
  return (releaseYearOf(b) ?? 0) - (releaseYearOf(a) ?? 0) || (a.title < b.title ? -1 : 1)
}

function ofGenre<V>(
  shelf: Pick<Shelf<never, never, never>, 'named'>,
  genre: string | undefined,
): ((entry: PlacedEntity<V>) => boolean) | null {
  if (genre === undefined) return null
  const slots = new Set(shelf.named(folded(genre)))
  return ({ slot }) => slots.has(slot)
}
