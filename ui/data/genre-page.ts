import type { Card } from './cards.ts'
import { albumCard, artistCard } from './cards.ts'
import { fetchAlbumWindow, fetchArtistWindow, fetchTrackWindow } from './entities.ts'
import { RequestError } from './requests.ts'
import type { ListedTrack } from './tracks.ts'

/** What is shown of albums and artists; a link leads to all. */
const FIRST_CARDS = 12
/** Tracks that are loaded for the buttons; the rest is read when they are pressed. */
const LOADED_TRACKS = 100

/** The first of a list. */
export interface FirstOf<T> {
  readonly items: readonly T[]
  /** Of the whole list. */
  readonly total: number
}

export interface GenrePage {
  readonly albums: FirstOf<Card>
  readonly artists: FirstOf<Card>
  readonly tracks: FirstOf<ListedTrack>
}

/** @throws {RequestError} `unknown-genre`: nothing in the library is of it */
export async function fetchGenrePage(genre: string, signal: AbortSignal): Promise<GenrePage> {
  const [albums, artists, tracks] = await Promise.all([
    fetchAlbumWindow('artist', { genre })(0, FIRST_CARDS, signal),
    fetchArtistWindow('name', { genre })(0, FIRST_CARDS, signal),
    fetchTrackWindow({ genre })(0, LOADED_TRACKS, signal),
  ])
  if ([albums, artists, tracks].every(({ items }) => items.length === 0))
    throw new RequestError('unknown-genre', 404, `Nothing in the library is of the genre “${genre}”.`)
  const first = <T>(items: readonly T[], total: number | undefined) => ({ items, total: total ?? items.length })
  return {
    albums: first(
      albums.items.map((album) => albumCard(album)),
      albums.total,
    ),
    artists: first(artists.items.map(artistCard), artists.total),
    tracks: first(tracks.items, tracks.total),
  }
}
