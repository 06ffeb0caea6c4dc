import type * as z from 'zod/mini'
import { searchLibrary } from '../../schemas/http.ts'
import { counted } from './library.ts'
import { request } from './requests.ts'

export type SearchResults = z.output<typeof searchLibrary.answer>

/** The parts of the library that a search can be confined to. */
export const searchRooms = ['all', 'artists', 'albums', 'tracks', 'playlists'] as const
export type SearchRoom = (typeof searchRooms)[number]

/** What the address of the search view says. */
export interface SearchAddress {
  readonly q: string
  readonly room: SearchRoom
}

/** Of each kind: a screen shows a few of everything, or many of one. */
const FEW = 6
const MANY = 50

/** The server reads no more of a query (`searchLibrary`). */
export const MAX_QUERY_LETTERS = 200

export function fetchSearch({ q, room }: SearchAddress, signal: AbortSignal): Promise<SearchResults> {
  const limit = room === 'all' ? FEW : MANY
  return request(searchLibrary, { query: new URLSearchParams({ q, limit: String(limit) }), signal })
}

/** An address that names no room, or one that is not known, is a search of everything. */
export function searchAddressOf(query: URLSearchParams): SearchAddress {
  const asked = query.get('in')
  const q = (query.get('q') ?? '').slice(0, MAX_QUERY_LETTERS)
  return { q, room: searchRooms.find((room) => room === asked) ?? 'all' }
}

export function searchPath({ q, room }: SearchAddress): string {
  const query = new URLSearchParams()
  if (q !== '') query.set('q', q)
  if (room !== 'all') query.set('in', room)
  const text = query.toString()
  return text === '' ? '/search' : `/search?${text}`
}

/** How many of one part of the library were found; of all parts together for `all`. */
export function foundIn(results: SearchResults, room: SearchRoom): number {
  const { artists, albums, tracks, playlists } = results
  const all = artists.length + albums.length + tracks.length + playlists.length
  return room === 'all' ? all : results[room].length
}

/** What was found, in one line, for people who do not see the lists. */
export function foundWords(results: SearchResults): string {
  const parts = [
    named(results.artists.length, 'artist'),
    named(results.albums.length, 'album'),
    named(results.tracks.length, 'track'),
    named(results.playlists.length, 'playlist'),
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'Nothing found' : `Found: ${parts.join(', ')}`
}

function named(count: number, kind: string): string {
  if (count === 0) return ''
  return count === 1 ? `1 ${kind}` : `${counted(count)} ${kind}s`
}

/** The names of everything that was found, the best kind first. */
export function namesIn({ artists, albums, tracks, playlists }: SearchResults): readonly string[] {
  return [
    ...artists.map(({ name }) => name),
    ...albums.flatMap(({ title, artist }) => [title, artist]),
    ...tracks.flatMap(({ title, artist, album }) => [title, artist, album]),
    ...playlists.map(({ name }) => name),
  ]
}
