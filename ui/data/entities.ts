import type * as z from 'zod/mini'
import {
  MAX_QUEUED,
  listAlbumLetters,
  listAlbums,
  listArtistLetters,
  listArtists,
  listGenres,
  listRecent,
  listSimilar,
  listTrackLetters,
  listTracks,
  readAlbum,
  readArtist,
} from '../../schemas/http.ts'
import type { AlbumOrder, ArtistOrder, albumShape, artistShape, genreShape } from '../../schemas/http.ts'
import { request } from './requests.ts'
import type { ListedTrack } from './tracks.ts'
import type { ListWindow, RestOfList } from './list-rest.ts'
import { restOf } from './list-rest.ts'

export type Album = z.output<typeof albumShape>
export type Artist = z.output<typeof artistShape>
export type Genre = z.output<typeof genreShape>
export type DescribedAlbum = z.output<typeof readAlbum.answer>
export type DescribedArtist = z.output<typeof readArtist.answer>
export type SimilarTrack = z.output<typeof listSimilar.answer>['items'][number]
/** Where each letter begins in a list. */
export type ListLetters = z.output<typeof listTrackLetters.answer>['letters']

/** Genres of a library that are shown at once. */
const MAX_GENRES = '500'
const SIMILAR_TRACKS = '12'

type Filter = Readonly<Record<string, string | undefined>>

/** A query of what is given. */
function queryOf(parts: Filter): URLSearchParams {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parts)) if (value !== undefined) query.set(name, value)
  return query
}

const windowOf = (offset: number, limit: number) => ({ offset: String(offset), limit: String(limit) })

export const fetchTrackWindow =
  (filter: Filter) =>
  (offset: number, limit: number, signal: AbortSignal): Promise<ListWindow<ListedTrack>> =>
    request(listTracks, { query: queryOf({ ...filter, ...windowOf(offset, limit) }), signal })

/** The tracks behind the first of them that are loaded, as many as a queue takes. */
export function restOfTracks(filter: Filter, loaded: number): RestOfList<ListedTrack> {
  return restOf(fetchTrackWindow(filter), [[loaded, MAX_QUEUED]])
}

export const fetchAlbumWindow =
  (sort: AlbumOrder, filter: Filter) =>
  (offset: number, limit: number, signal: AbortSignal): Promise<ListWindow<Album>> =>
    request(listAlbums, { query: queryOf({ ...filter, sort, ...windowOf(offset, limit) }), signal })

export const fetchArtistWindow =
  (sort: ArtistOrder, filter: Filter) =>
  (offset: number, limit: number, signal: AbortSignal): Promise<ListWindow<Artist>> =>
    request(listArtists, { query: queryOf({ ...filter, sort, ...windowOf(offset, limit) }), signal })

export async function fetchTrackLetters(filter: Filter, signal: AbortSignal): Promise<ListLetters> {
  return (await request(listTrackLetters, { query: queryOf(filter), signal })).letters
}

export async function fetchAlbumLetters(
  sort: 'artist' | 'title',
  filter: Filter,
  signal: AbortSignal,
): Promise<ListLetters> {
  return (await request(listAlbumLetters, { query: queryOf({ ...filter, sort }), signal })).letters
}

export async function fetchArtistLetters(filter: Filter, signal: AbortSignal): Promise<ListLetters> {
  return (await request(listArtistLetters, { query: queryOf(filter), signal })).letters
}

/** @throws {RequestError} `unknown-album` */
export function fetchAlbum(albumId: string, signal: AbortSignal): Promise<DescribedAlbum> {
  return request(readAlbum, { parameters: { id: albumId }, signal })
}

/** @throws {RequestError} `unknown-artist` */
export function fetchArtist(artistId: string, signal: AbortSignal): Promise<DescribedArtist> {
  return request(readArtist, { parameters: { id: artistId }, signal })
}

export async function fetchGenres(signal: AbortSignal): Promise<readonly Genre[]> {
  return (await request(listGenres, { query: queryOf({ limit: MAX_GENRES }), signal })).items
}

/** The tracks that came last, the newest first. */
export async function fetchRecentTracks(
  offset: number,
  limit: number,
  signal: AbortSignal,
): Promise<ListWindow<ListedTrack>> {
  const query = queryOf({ only: 'tracks', tracksOffset: String(offset), limit: String(limit) })
  return (await request(listRecent, { query, signal })).tracks
}

export async function fetchSimilar(trackId: string, signal: AbortSignal): Promise<readonly SimilarTrack[]> {
  const query = queryOf({ limit: SIMILAR_TRACKS })
  return (await request(listSimilar, { parameters: { id: trackId }, query, signal })).items
}
