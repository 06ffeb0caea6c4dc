import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  addEntries,
  createPlaylist,
  deletePlaylist,
  exportPlaylist,
  importPlaylist,
  listArtists,
  listGenres,
  listNamedTracks,
  listPlaylists,
  listRecent,
  moveEntries,
  openSession,
  readAlbum,
  readHistory,
  readPlaylist,
  readRatedTracks,
  removeEntries,
  renamePlaylist,
  searchLibrary,
} from '../../../schemas/http.ts'
import type { AnswerOf, JsonRoute, Route } from '../../../schemas/http.ts'
import type { BridgeMessage } from '../../../schemas/live.ts'
import type { OwnRoutes } from './music-server.ts'
import type { LibraryTrack } from './tone.ts'

type Answer<R extends JsonRoute> = AnswerOf<R>
type History = Answer<typeof readHistory>['items']

interface StoredPlaylist {
  readonly playlistId: string
  name: string
  revision: number
  items: readonly { readonly entryId: string; readonly trackId: string }[]
  /** Of a file of the library. */
  readonly isOfFile?: boolean
}

/** What a listener has beside the library, and the routes for it. */
export interface ListServer {
  readonly own: OwnRoutes
  readonly playlists: StoredPlaylist[]
  opinions: Answer<typeof readRatedTracks>
  history: History
  /** Milliseconds from each search to its answer, and what was searched for. */
  readonly searches: string[]
  /** Another device adds a track, and every player is told. */
  addElsewhere(playlistId: string, trackId: string): void
  /** From now on everything but the session is answered with this status. */
  failWith(status: number | null): void
}

const EMPTY = { liked: [], disliked: [], never: [], neverArtists: [], nextCursor: null }

/** @param tracks those of the music server */
export function listServer(tracks: readonly LibraryTrack[]): ListServer {
  let tellAll: (message: BridgeMessage) => void = () => undefined
  let failing: number | null = null
  let made = 0
  const state: ListServer = {
    playlists: [],
    opinions: EMPTY,
    history: [],
    searches: [],
    addElsewhere(playlistId, trackId) {
      const list = state.playlists.find((each) => each.playlistId === playlistId)
      if (list === undefined) return
      change(list, [...list.items, { entryId: `e${(made += 1)}`, trackId }])
      tellAll({ type: 'playlists', playlistId, deviceId: 'elsewhere' })
    },
    failWith: (status) => (failing = status),
    own: async (request, response, url, tell) => {
      tellAll = tell
      if (failing !== null && url.pathname.startsWith('/api/') && url.pathname !== openSession.path) {
        response.writeHead(failing).end('{}')
        return true
      }
      const isOwn = request.method !== 'GET' && url.pathname.startsWith(listPlaylists.path)
      const body: unknown = isOwn ? parsed(await textOf(request)) : null
      return answered({ state, tracks, request, response, url, body, newId: () => `e${(made += 1)}` })
    },
  }
  return state
}

function change(list: StoredPlaylist, items: StoredPlaylist['items']): void {
  list.items = items
  list.revision += 1
}

interface Asked {
  readonly state: ListServer
  readonly tracks: readonly LibraryTrack[]
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  readonly body: unknown
  newId(): string
}

function answered(asked: Asked): boolean {
  return answeredPlaylists(asked) || answeredOthers(asked)
}

function answeredPlaylists({ state, tracks, request, response, url, body, newId }: Asked): boolean {
  const id = /^\/api\/playlists\/([^/]+)/.exec(url.pathname)?.[1] ?? ''
  const is = (route: Route) => request.method === route.method && url.pathname === route.path.replace(':id', id)
  const list = state.playlists.find((each) => each.playlistId === id)
  const told = (each: StoredPlaylist): boolean => send(response, summaryOf(each))
  const entries = (trackIds: readonly string[]) => trackIds.map((trackId) => ({ entryId: newId(), trackId }))
  if (is(listPlaylists)) return send(response, { items: state.playlists.map(summaryOf), nextCursor: null })
  if (is(createPlaylist)) {
    const { name, trackIds = [] } = createPlaylist.body.parse(body)
    const created = { playlistId: newId(), name, revision: 1, items: entries(trackIds) }
    state.playlists.push(created)
    return told(created)
  }
  if (is(importPlaylist)) {
    const { name, m3u } = importPlaylist.body.parse(body)
    const lines = m3u.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    const found = lines.flatMap((line) => tracks.find(({ path }) => path === line) ?? [])
    const created = { playlistId: newId(), name, revision: 1, items: entries(found.map(({ trackId }) => trackId)) }
    state.playlists.push(created)
    const missing = lines.filter((line) => !tracks.some(({ path }) => path === line))
    return send(response, { ...summaryOf(created), missing, missingTotal: missing.length })
  }
  if (id === '') return false
  if (list === undefined) return problem(response, 'unknown-playlist', 404)
  if (is(readPlaylist)) {
    const [from, limit] = [Number(url.searchParams.get('cursor') ?? 0), Number(url.searchParams.get('limit') ?? 100)]
    const items = list.items.slice(from, from + limit).map((entry) => ({
      ...entry,
      track: tracks.find(({ trackId }) => trackId === entry.trackId) ?? null,
    }))
    const nextCursor = from + limit < list.items.length ? String(from + limit) : null
    return send(response, { ...summaryOf(list), items, nextCursor })
  }
  if (is(renamePlaylist)) {
    list.name = renamePlaylist.body.parse(body).name
    change(list, list.items)
    return told(list)
  }
  if (is(deletePlaylist)) {
    state.playlists.splice(state.playlists.indexOf(list), 1)
    return send(response, {})
  }
  if (is(addEntries)) {
    const { trackIds, after } = addEntries.body.parse(body)
    const added = entries(trackIds)
    change(list, withBehind(list.items, added, after))
    return send(response, { ...summaryOf(list), entryIds: added.map(({ entryId }) => entryId) })
  }
  if (is(moveEntries)) {
    const { entryIds, after } = moveEntries.body.parse(body)
    const moving = entryIds.flatMap((entryId) => list.items.find((each) => each.entryId === entryId) ?? [])
    const rest = list.items.filter(({ entryId }) => !entryIds.includes(entryId))
    change(list, withBehind(rest, moving, after))
    return told(list)
  }
  if (is(removeEntries)) {
    const { entryIds } = removeEntries.body.parse(body)
    const left = list.items.filter(({ entryId }) => !entryIds.includes(entryId))
    change(list, left)
    return told(list)
  }
  if (!is(exportPlaylist)) return false
  response.writeHead(200, { 'content-type': exportPlaylist.mediaType }).end('#EXTM3U\n')
  return true
}

function answeredOthers({ state, tracks, request, response, url }: Asked): boolean {
  if (request.method !== 'GET') return false
  switch (url.pathname) {
    case searchLibrary.path:
      state.searches.push(url.searchParams.get('q') ?? '')
      return send(response, searchOf(state, tracks, url.searchParams))
    case listNamedTracks.path: {
      const ids = (url.searchParams.get('ids') ?? '').split(',')
      return send(response, {
        items: ids.flatMap((id) => tracks.find(({ trackId }) => trackId === id) ?? []),
        nextCursor: null,
      })
    }
    case readRatedTracks.path:
      return send(response, state.opinions)
    case readHistory.path:
      return send(response, { items: state.history, nextCursor: null })
    case listRecent.path:
      return send(response, {
        albums: { items: albumsOf(tracks).slice(0, 12), nextCursor: null },
        tracks: { items: tracks.slice(0, 12), nextCursor: null },
      })
    case listGenres.path:
      return send(response, {
        items: ['Ambient', 'Folk', 'Techno'].map((name, at) => ({
          ...{ genreId: name, name, trackCount: 30 - at, absentTracks: 0, albumCount: 3, artistCount: 2 },
        })),
        nextCursor: null,
      })
    case listArtists.path:
      return send(response, { items: artistsOf(tracks), nextCursor: null })
    default:
      return answeredAlbum(tracks, response, url)
  }
}

function answeredAlbum(tracks: readonly LibraryTrack[], response: ServerResponse, url: URL): boolean {
  const album = albumsOf(tracks).find(({ albumId }) => url.pathname === readAlbum.path.replace(':id', albumId))
  if (album === undefined) return false
  const items = tracks.filter((track) => track.album === album.title)
  return send(response, { ...album, discs: [], tracks: items, tracksLeftOut: 0, similar: [], merged: [] })
}

const withBehind = <T extends { readonly entryId: string }>(
  items: readonly T[],
  added: readonly T[],
  after: string | null | undefined,
): readonly T[] => {
  const at = after === null ? 0 : items.findIndex(({ entryId }) => entryId === after) + 1
  const place = after !== null && at === 0 ? items.length : at
  return [...items.slice(0, place), ...added, ...items.slice(place)]
}

const summaryOf = ({
  playlistId,
  name,
  revision,
  items,
  isOfFile = false,
}: StoredPlaylist): Answer<typeof createPlaylist> => ({
  playlistId,
  name,
  revision,
  entries: items.length,
  createdAt: 1_700_000_000_000,
  updatedAt: 1_700_000_000_000 + revision,
  ...(isOfFile ? { source: 'library' } : {}),
})

/** Words that begin a word of the name, and whole names that differ by one left out letter. */
function searchOf(state: ListServer, tracks: readonly LibraryTrack[], query: URLSearchParams) {
  const limit = Number(query.get('limit') ?? 5)
  const words = (query.get('q') ?? '')
    .toLowerCase()
    .split(' ')
    .filter((word) => word !== '')
  const fits = (text: string) => {
    const own = text.toLowerCase().split(/[^\p{L}\p{N}]+/u)
    return words.length > 0 && words.every((word) => own.some((each) => each.startsWith(word) || isNear(each, word)))
  }
  const artists = artistsOf(tracks)
    .filter(({ name }) => fits(name))
    .slice(0, limit)
  const albums = albumsOf(tracks)
    .filter(({ title }) => fits(title))
    .slice(0, limit)
  const found = tracks.filter(({ title, artist }) => fits(`${title} ${artist}`)).slice(0, limit)
  const playlists = state.playlists.filter(({ name }) => fits(name)).slice(0, limit)
  const [artist, album, track, playlist] = [artists[0], albums[0], found[0], playlists[0]]
  const top =
    (artist && ({ kind: 'artist', id: artist.artistId } as const)) ??
    (album && ({ kind: 'album', id: album.albumId } as const)) ??
    (track && ({ kind: 'track', id: track.trackId } as const)) ??
    (playlist && ({ kind: 'playlist', id: playlist.playlistId } as const)) ??
    null
  const named = playlists.map(({ playlistId, name, items }) => ({ playlistId, name, trackCount: items.length }))
  return { top, artists, albums, tracks: found, playlists: named }
}

/** Whether the word is the other one without one of its letters. */
function isNear(own: string, word: string): boolean {
  if (word.length < 4 || own.length !== word.length + 1) return false
  return Array.from(word, (_, at) => own.slice(0, at) + own.slice(at + 1)).includes(word)
}

const idOf = (kind: string, name: string) => `${kind}-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`

export function albumsOf(tracks: readonly LibraryTrack[]) {
  const titles = [...new Set(tracks.map(({ album }) => album))].filter((title) => title !== '')
  return titles.map((title) => {
    const own = tracks.filter(({ album }) => album === title)
    const artist = own[0]?.artist ?? ''
    return {
      ...{
        albumId: idOf('album', title),
        title,
        artist,
        artists: [{ artistId: idOf('artist', artist), name: artist }],
      },
      ...{ year: 2_020, originalYear: null, compilation: false, trackCount: own.length, absentTracks: 0 },
      ...{
        durationMs: 1_000_000,
        genres: ['Folk'],
        artTrackId: own.find(({ hasArt }) => hasArt)?.trackId ?? null,
        artVersion: null,
      },
      addedAt: 1_700_000_000_000,
    }
  })
}

function artistsOf(tracks: readonly LibraryTrack[]) {
  const names = [...new Set(tracks.map(({ artist }) => artist))].filter((name) => name !== '')
  return names.map((name) => {
    const own = tracks.filter(({ artist }) => artist === name)
    return {
      ...{ artistId: idOf('artist', name), name, albumCount: 1, trackCount: own.length, featuredCount: 0 },
      ...{
        composerCount: 0,
        absentTracks: 0,
        genres: ['Folk'],
        artTrackId: own.find(({ hasArt }) => hasArt)?.trackId ?? null,
        artVersion: null,
      },
      ...{ hasPortrait: false, addedAt: 1_700_000_000_000 },
    }
  })
}

function send(response: ServerResponse, body: unknown): true {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  return true
}

function problem(response: ServerResponse, code: string, status: number): true {
  const body = {
    type: `urn:slipstream:problem:${code}`,
    title: code,
    status,
    detail: 'There is no such playlist.',
    code,
  }
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body))
  return true
}

function parsed(text: string): unknown {
  return text === '' ? null : JSON.parse(text)
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
