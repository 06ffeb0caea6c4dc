import type { ServerResponse } from 'node:http'
import {
  listAlbumLetters,
  listAlbums,
  listArtistLetters,
  listArtists,
  listGenres,
  listPlaylists,
  listRecent,
  listSimilar,
  listLyrics,
  listTrackLetters,
  listTracks,
  readAlbum,
  readArtist,
} from '../../../schemas/http.ts'
import type { AnswerOf } from '../../../schemas/http.ts'
import type { Album, Artist, ListLetters } from '../../../ui/data/entities.ts'
import { albumOf, artistOf } from './entities.ts'
import type { OwnRoutes } from './music-server.ts'
import type { LibraryTrack } from './tone.ts'

const ADDED_AT = Date.UTC(2026, 10, 30)
const DAY_MS = 86_400_000
const GENRES = ['Ambient', 'Folk', 'R.E.M.', 'Techno']
/** Each artist has so many albums, each album so many tracks. */
const ALBUMS_OF_ARTIST = 2
const TRACKS_OF_ALBUM = 10

/** A library as large as one wants, in the order of artist, album, disc and track, and the lists made of it. */
export interface Catalogue {
  readonly tracks: readonly LibraryTrack[]
  readonly own: OwnRoutes
  /** Paths with their queries that were asked for, in order. */
  readonly asked: string[]
}

export function catalogueOf(count: number, durationMs = 200_000): Catalogue {
  const tracks = Array.from({ length: count }, (_, index) => trackAt(index, durationMs))
  const albums = Array.from({ length: Math.ceil(count / TRACKS_OF_ALBUM) }, (_, index) => albumAt(index, tracks))
  const artists = Array.from({ length: Math.ceil(albums.length / ALBUMS_OF_ARTIST) }, (_, index) =>
    artistAt(index, tracks),
  )
  const asked: string[] = []
  return {
    tracks,
    asked,
    own: (request, response, url) => {
      if (request.method === 'GET' && url.pathname.startsWith('/api/')) asked.push(`${url.pathname}${url.search}`)
      return Promise.resolve(request.method === 'GET' && answered({ tracks, albums, artists }, response, url))
    },
  }
}

interface Lists {
  readonly tracks: readonly LibraryTrack[]
  readonly albums: readonly Album[]
  readonly artists: readonly Artist[]
}

const initial = (index: number, of: number) => String.fromCharCode(65 + Math.floor((26 * index) / Math.max(1, of)))

const trackId = (index: number) => (index + 1).toString(16).padStart(32, '0')

/** Artists are spread over the alphabet by their place among 2,500: with more, letters begin again in groups. */
function artistName(index: number): string {
  return `${initial(index % 2_500, 2_500)}rtist ${index + 1}`
}

function trackAt(index: number, durationMs: number): LibraryTrack {
  const album = Math.floor(index / TRACKS_OF_ALBUM)
  const artist = Math.floor(album / ALBUMS_OF_ARTIST)
  const place = index % TRACKS_OF_ALBUM
  return {
    trackId: trackId(index),
    title: `Song ${index + 1}`,
    artist: artistName(artist),
    album: `Album ${album + 1}`,
    durationMs,
    hasArt: false,
    genres: [GENRES[artist % GENRES.length] ?? ''],
    year: 1990 + (album % 30),
    trackNumber: (place % 5) + 1,
    discNumber: place < 5 ? 1 : 2,
    albumId: `album-${album + 1}`,
    artistIds: [`artist-${artist + 1}`],
    addedAt: ADDED_AT - Math.floor(album / 3) * DAY_MS,
    path: `${artist + 1}/${album + 1}/${place + 1}.flac`,
    state: 'heard',
    peaks: Array<number>(200).fill(120),
    features: null,
    ...(index === 0 ? { lyrics: 'plain' as const } : {}),
  }
}

function albumAt(index: number, tracks: readonly LibraryTrack[]): Album {
  const own = tracks.slice(index * TRACKS_OF_ALBUM, (index + 1) * TRACKS_OF_ALBUM)
  const artist = Math.floor(index / ALBUMS_OF_ARTIST)
  return albumOf({
    albumId: `album-${index + 1}`,
    title: `Album ${index + 1}`,
    artist: artistName(artist),
    artists: [{ artistId: `artist-${artist + 1}`, name: artistName(artist) }],
    year: own[0]?.year ?? null,
    trackCount: own.length,
    durationMs: own.reduce((sum, track) => sum + (track.durationMs ?? 0), 0),
    genres: [...(own[0]?.genres ?? [])],
    artTrackId: null,
    addedAt: own[0]?.addedAt ?? null,
  })
}

function artistAt(index: number, tracks: readonly LibraryTrack[]): Artist {
  const own = tracks.slice(index * ALBUMS_OF_ARTIST * TRACKS_OF_ALBUM, (index + 1) * ALBUMS_OF_ARTIST * TRACKS_OF_ALBUM)
  return artistOf({
    artistId: `artist-${index + 1}`,
    name: artistName(index),
    albumCount: ALBUMS_OF_ARTIST,
    trackCount: own.length,
    genres: [...(own[0]?.genres ?? [])],
    artTrackId: null,
  })
}

function answered({ tracks, albums, artists }: Lists, response: ServerResponse, url: URL): boolean {
  const { pathname, searchParams } = url
  const of = <T extends { readonly genres: readonly string[] }>(items: readonly T[]) => {
    const genre = searchParams.get('genre')
    return genre === null ? items : items.filter(({ genres }) => genres.includes(genre))
  }
  switch (pathname) {
    case listPlaylists.path:
      return send(response, { items: [], nextCursor: null })
    case listTracks.path:
      if (!searchParams.has('offset')) return false
      return send(response, windowOf(of(byArtist(tracks, searchParams)), searchParams))
    case listTrackLetters.path:
      return send(
        response,
        lettersOf(of(tracks), ({ artist }) => artist),
      )
    case listAlbums.path:
      return send(response, windowOf(searchParams.get('sort') === 'added' ? albums : of(albums), searchParams))
    case listAlbumLetters.path:
      return send(
        response,
        lettersOf(of(albums), ({ artist }) => artist),
      )
    case listArtists.path:
      return send(response, windowOf(of(artists), searchParams))
    case listArtistLetters.path:
      return send(
        response,
        lettersOf(of(artists), ({ name }) => name),
      )
    case listGenres.path:
      return send(response, genresOf(tracks))
    case listRecent.path:
      return send(response, {
        albums: { items: [], nextCursor: null },
        tracks: windowOf(tracks, searchParams, 'tracksOffset'),
      } satisfies AnswerOf<typeof listRecent>)
  }
  return answeredThing({ tracks, albums, artists }, response, pathname)
}

function answeredThing({ tracks, albums, artists }: Lists, response: ServerResponse, pathname: string): boolean {
  const is = (path: string) => new RegExp(`^${path.replace(':id', '([^/]+)')}$`).exec(pathname)?.[1]
  const album = albums.find(({ albumId }) => albumId === is(readAlbum.path))
  if (album !== undefined) {
    const own = tracks.filter(({ albumId }) => albumId === album.albumId)
    return send(response, {
      ...album,
      discs: [1, 2].map((number) => ({ number, subtitle: null, tracks: 5 })),
      tracks: own,
      tracksLeftOut: 0,
      similar: albums.filter((other) => other !== album).slice(0, 6),
      merged: [],
    } satisfies AnswerOf<typeof readAlbum>)
  }
  const artist = artists.find(({ artistId }) => artistId === is(readArtist.path))
  if (artist !== undefined)
    return send(response, {
      ...artist,
      albums: albums.filter(({ artists: [credit] }) => credit?.artistId === artist.artistId),
      albumsLeftOut: 0,
      tracks: tracks.filter(({ artistIds }) => artistIds.includes(artist.artistId)),
      appearsOn: [],
      similar: artists.filter((other) => other !== artist).slice(0, 6),
      merged: [],
    } satisfies AnswerOf<typeof readArtist>)
  const seed = is(listSimilar.path)
  if (seed !== undefined)
    return send(response, {
      items: tracks
        .filter(({ trackId: id }) => id !== seed)
        .slice(0, 8)
        .map((track, index) => ({ ...track, albumId: track.albumId, distance: index / 10, why: ['timbre'] })),
      nextCursor: null,
    } satisfies AnswerOf<typeof listSimilar>)
  if (is(listLyrics.path) !== undefined)
    return send(response, {
      form: 'plain',
      items: ['First line', 'Second line'].map((text) => ({ timeMs: null, text })),
      nextCursor: null,
    } satisfies AnswerOf<typeof listLyrics>)
  return false
}

function byArtist(tracks: readonly LibraryTrack[], query: URLSearchParams): readonly LibraryTrack[] {
  const artistId = query.get('artistId')
  return artistId === null ? tracks : tracks.filter(({ artistIds }) => artistIds.includes(artistId))
}

function windowOf<T>(items: readonly T[], query: URLSearchParams, place = 'offset') {
  const offset = Number(query.get(place) ?? 0)
  return {
    items: items.slice(offset, offset + Number(query.get('limit') ?? 50)),
    nextCursor: null,
    total: items.length,
  }
}

function lettersOf<T>(items: readonly T[], nameOf: (item: T) => string) {
  const letters: ListLetters = []
  items.forEach((item, offset) => {
    const letter = nameOf(item).charAt(0)
    const last = letters.at(-1)
    if (last?.letter === letter) last.count += 1
    else letters.push({ letter, offset, count: 1 })
  })
  return { total: items.length, letters }
}

function genresOf(tracks: readonly LibraryTrack[]): AnswerOf<typeof listGenres> {
  const named = GENRES.filter((name) => tracks.some(({ genres }) => genres.includes(name)))
  const items = named.map((name) => {
    const trackCount = tracks.filter(({ genres }) => genres.includes(name)).length
    return {
      genreId: name,
      name,
      trackCount,
      absentTracks: 0,
      albumCount: trackCount / 10,
      artistCount: trackCount / 20,
    }
  })
  return { items, nextCursor: null }
}

function send(response: ServerResponse, body: unknown): true {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  return true
}
