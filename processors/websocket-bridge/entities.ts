import type {
  Album,
  AlbumId,
  Artist,
  ArtistId,
  Genre,
  GenreId,
  SoundCentroid,
  Work,
  WorkId,
} from '../../schemas/generated.ts'
import { albumId, artistId, genreId, workId } from '../../schemas/generated.ts'
import type { AlbumOrder, ArtistOrder } from '../../schemas/http.ts'
import { folded, searchedText } from './search/words.ts'
import { createShelf } from './shelf.ts'
import type { Shelf } from './shelf.ts'
import { latestFirst, orderOf } from './track-order.ts'

/** What an album or artist sounds like, a number of 32 bits for each dimension. */
export interface HeldSound {
  readonly extractorVersion: string
  readonly position: Float32Array
}

type Held<V> = Omit<V, 'centroid'> & { readonly sound: HeldSound | null }
export type HeldAlbum = Held<Album>
export type HeldArtist = Held<Artist>

export type AlbumShelf = Shelf<AlbumId, HeldAlbum, AlbumOrder>
export type ArtistShelf = Shelf<ArtistId, HeldArtist, ArtistOrder>

/** Albums, artists, genres and works of the library. */
export interface Entities {
  readonly albums: AlbumShelf
  readonly artists: ArtistShelf
  readonly genres: Shelf<GenreId, Genre, 'name'>
  readonly works: Shelf<WorkId, Work, 'title'>
}

const SEPARATOR = '\u0000'
/** Four digits and a sign: below every year is one that is not known, so that it comes last. */
const FAR_YEAR = 9_999

const yearKey = (year: number | null): string => String(FAR_YEAR - (year ?? -1)).padStart(5, '0')

export const releaseYearOf = ({ originalYear, year }: Pick<Album, 'originalYear' | 'year'>): number | null =>
  originalYear ?? year

export function createEntities(): Entities {
  return {
    albums: createShelf<AlbumId, HeldAlbum, AlbumOrder>(
      {
        textOf: ({ title, artist, artists, year, merged }) =>
          searchedText(title, [artist, ...artists.map(({ name }) => name), String(year ?? ''), ...namesOf(merged)]),
        namesOf: ({ genres }) => genres.map(folded),
        orders: {
          artist: ({ sortArtist, sortTitle, year }) =>
            [orderOf(sortArtist), orderOf(sortTitle), year ?? ''].join(SEPARATOR),
          title: ({ sortTitle, sortArtist }) => [orderOf(sortTitle), orderOf(sortArtist)].join(SEPARATOR),
          year: (album) =>
            [yearKey(releaseYearOf(album)), orderOf(album.sortArtist), orderOf(album.sortTitle)].join(SEPARATOR),
          added: ({ addedAt }) => latestFirst(addedAt),
        },
      },
      albumId,
    ),
    artists: createShelf<ArtistId, HeldArtist, ArtistOrder>(
      {
        textOf: ({ name, sortName, merged }) => searchedText(name, [sortName, ...namesOf(merged)]),
        namesOf: ({ genres }) => genres.map(folded),
        orders: { name: ({ sortName }) => orderOf(sortName), added: ({ addedAt }) => latestFirst(addedAt) },
      },
      artistId,
    ),
    genres: createShelf<GenreId, Genre, 'name'>(
      {
        textOf: ({ name }) => searchedText(name, []),
        namesOf: () => [],
        orders: { name: ({ name }) => orderOf(name) },
      },
      genreId,
    ),
    works: createShelf<WorkId, Work, 'title'>(
      {
        textOf: ({ title, composers }) =>
          searchedText(
            title,
            composers.map(({ name }) => name),
          ),
        namesOf: () => [],
        orders: {
          title: ({ title, composers: [first] }) => [orderOf(first?.name ?? ''), orderOf(title)].join(SEPARATOR),
        },
      },
      workId,
    ),
  }
}

const namesOf = (merged: Album['merged']): readonly string[] => merged.map(({ name }) => name)

/** A record as it is held: its sound takes a quarter of the memory. */
export function held<V extends { readonly centroid: SoundCentroid | null }>({ centroid, ...entity }: V): Held<V> {
  const sound = centroid && {
    extractorVersion: centroid.extractorVersion,
    position: Float32Array.from(centroid.position),
  }
  return { ...entity, sound }
}
