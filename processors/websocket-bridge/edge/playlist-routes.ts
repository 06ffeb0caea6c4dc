import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ListenerId, PlaylistChange, PlaylistId, TrackId } from '../../../schemas/generated.ts'
import { changeId, playlistId, trackId } from '../../../schemas/generated.ts'
import * as contract from '../../../schemas/http.ts'
import { playlistKey } from '../../../schemas/keys.ts'
import { playlists } from '../../../schemas/topics.ts'
import { record } from '../../../streams/engine/topic.ts'
import type { Playlist } from '../../shared/playlists/playlist.ts'
import { hasId } from '../../shared/recent-ids.ts'
import { cleanText } from '../../shared/text/clean-text.ts'
import { standingIn } from '../catalogue.ts'
import type { ClientLimits } from '../client-limits.ts'
import { m3uLines, m3uOf, m3uTracks } from '../../shared/playlists/m3u.ts'
import { librarySummaries, librarySummary, libraryTracks, pageOfLibraryPlaylist } from '../library-playlist.ts'
import { additions, changeOf, moves, newEntryIds, newPlaylistId, playlistSummary } from '../playlist-changes.ts'
import type { ChangeRequest } from '../playlist-changes.ts'
import { pageOfEntries } from '../playlist-page.ts'
import { Problem } from '../problem.ts'
import type { NamedPlaylist } from '../search-groups.ts'
import { shownPath } from '../shown-text.ts'
import { entryOf } from './library.ts'
import type { LibraryReader } from './library.ts'
import type { Lists } from './lists.ts'
import { listenerIn } from './me-routes.ts'
import { bodyOf, serve } from './routes.ts'
import type { PathParameters } from './routes.ts'
import type { Sessions } from './session.ts'

/** Lines of an import that are told when no track was found for them. */
const MAX_MISSING = 100

interface Change {
  readonly changeId?: string | undefined
  readonly deviceId?: string | undefined
}

export interface PlaylistParts {
  readonly sessions: Sessions
  /** @throws {Problem} `starting` */
  readonly lists: () => Lists
  readonly library: LibraryReader
  readonly limits: Pick<ClientLimits, 'takesChange'>
}

/** The listener whom the session names, who changes something now. @throws {Problem} `no-session`, `too-many-requests` */
export function changingListener(
  request: Pick<FastifyRequest, 'headers'>,
  { sessions, limits }: Pick<PlaylistParts, 'sessions' | 'limits'>,
): ListenerId {
  const listener = listenerIn(request, sessions)
  if (limits.takesChange(listener)) return listener
  throw new Problem(
    'too-many-requests',
    'You change your lists faster than they can be kept: try again in a few seconds.',
  )
}

/** The playlists of the listener whom the session names. A change is answered once Kafka has it and it has been read back. */
export function playlistRoutes(app: FastifyInstance, parts: PlaylistParts): void {
  const access = playlistAccess(parts)
  wholeRoutes(app, access, parts.library)
  changeRoutes(app, access, parts.library)
  m3uRoutes(app, access, parts.library)
}

/** The names of the playlists of who asks, for a search; none without a session. */
export function playlistNames(
  sessions: Sessions,
  lists: () => Lists,
  library: LibraryReader,
): (request: Pick<FastifyRequest, 'headers'>) => readonly NamedPlaylist[] {
  return (request) => {
    const session = sessions.of(request.headers.cookie)
    if (session === null) return []
    const own = [...lists().playlistsOf(session.listener)]
      .filter(([, { isDeleted }]) => !isDeleted)
      .map(([id, { name, entries }]) => ({ playlistId: id, name, trackCount: entries.length }))
    const files = [...library().catalogue.content.playlists.values()]
    return [
      ...own,
      ...files.map(({ playlistId: id, name, entries }) => ({ playlistId: id, name, trackCount: entries.length })),
    ]
  }
}

/** How requests reach playlists: the session alone says whose. */
function playlistAccess(parts: PlaylistParts) {
  const { sessions, lists, library } = parts
  const listenerOf = (request: FastifyRequest<PathParameters>) => listenerIn(request, sessions)
  const all = (listener: ListenerId) => [...lists().playlistsOf(listener)].filter(([, each]) => !each.isDeleted)

  /** Null: it is none of the library. */
  const fileOf = (id: PlaylistId) => library().catalogue.content.playlists.get(id) ?? null

  /** One of the listener's own. @throws {Problem} `unknown-playlist`, `read-only-playlist` */
  const one = (listener: ListenerId, id: PlaylistId): Playlist => {
    const found = lists().playlistsOf(listener).get(id)
    if (found !== undefined && !found.isDeleted) return found
    if (fileOf(id) !== null)
      throw new Problem('read-only-playlist', 'Change the file, or make a copy of this playlist and change that.')
    throw new Problem(
      'unknown-playlist',
      'No playlist of yours has this id. It may have been deleted: list them again.',
    )
  }
  const requestOf = (listener: ListenerId, id: PlaylistId | null, change: Change): ChangeRequest => {
    const minted = changeId(change.changeId ?? randomUUID())
    const deviceId = change.deviceId ?? null
    const named = id ?? newPlaylistId(listener, minted)
    return { listenerId: listener, playlistId: named, changeId: minted, deviceId, arrivedAt: Date.now() }
  }
  const store = async (changes: readonly PlaylistChange[]): Promise<void> => {
    const records = changes.map((each) => record(playlists, playlistKey(each.listenerId, each.playlistId), each, each.arrivedAt)) // prettier-ignore
    if (records.length > 0) await lists().store(records)
  }
  const summaryOf = (listener: ListenerId, id: PlaylistId) => playlistSummary(id, one(listener, id))

  /** One change of a playlist that is there, in its listener's turn; one that is sent again is answered as it was. */
  const change = (
    request: FastifyRequest<PathParameters>,
    body: Change,
    make: (request: ChangeRequest, playlist: Playlist) => readonly PlaylistChange[],
  ): Promise<ChangeRequest> => {
    const listener = changingListener(request, parts)
    const id = playlistId(request.params.id)
    return lists().inTurn(listener, async () => {
      const asked = requestOf(listener, id, body)
      const playlist = one(listener, id)
      if (!hasId(playlist.changeIds, asked.changeId)) await store(make(asked, playlist))
      return asked
    })
  }
  const create = (
    request: FastifyRequest<PathParameters>,
    body: Change & { readonly name: string },
    tracks: readonly TrackId[],
  ) => {
    const listener = changingListener(request, parts)
    return lists().inTurn(listener, async () => {
      const asked = requestOf(listener, null, body)
      if (lists().playlistsOf(listener).has(asked.playlistId)) return summaryOf(listener, asked.playlistId)
      if (all(listener).length >= contract.MAX_PLAYLISTS)
        throw new Problem('too-many-items', `You have ${contract.MAX_PLAYLISTS} playlists. Delete one first.`)
      requireRoom(all(listener), 0, tracks.length)
      const made = changeOf(asked, 'created', { name: nameOf(body) })
      const filled = { ...asked, changeId: changeId(`${asked.changeId}/tracks`) }
      await store([made, ...additions(filled, [], tracks, undefined)])
      return summaryOf(listener, asked.playlistId)
    })
  }
  /** The tracks of a playlist of the listener or of the library, in order. @throws {Problem} `unknown-playlist` */
  const tracksOf = (listener: ListenerId, id: PlaylistId): readonly TrackId[] => {
    const file = fileOf(id)
    return file === null ? one(listener, id).entries.map(({ trackId: track }) => track) : libraryTracks(file)
  }
  return { listenerOf, all, one, fileOf, tracksOf, summaryOf, change, create }
}

type PlaylistAccess = ReturnType<typeof playlistAccess>

function wholeRoutes(
  app: FastifyInstance,
  { listenerOf, all, one, fileOf, tracksOf, create }: PlaylistAccess,
  library: LibraryReader,
): void {
  serve(app, contract.listPlaylists, (_query, request) => ({
    items: [
      ...all(listenerOf(request))
        .map(([id, each]) => playlistSummary(id, each))
        .toSorted((a, b) => a.createdAt - b.createdAt || (a.playlistId < b.playlistId ? -1 : 1)),
      ...librarySummaries(library().catalogue.content),
    ],
    nextCursor: null,
  }))
  serve(app, contract.createPlaylist, (_query, request) => {
    const body = bodyOf(contract.createPlaylist, request)
    const listener = listenerOf(request)
    const copied = body.copyOf === undefined ? [] : tracksOf(listener, playlistId(body.copyOf))
    return create(request, body, [...copied, ...known(library, body.trackIds ?? [])])
  })
  serve(app, contract.readPlaylist, (query, request) => {
    const id = playlistId(request.params.id)
    const listener = listenerOf(request)
    const { content } = library().catalogue
    const file = fileOf(id)
    if (file !== null) return { ...librarySummary(file), ...pageOfLibraryPlaylist(content, file, query) }
    const playlist = one(listener, id)
    return { ...playlistSummary(id, playlist), ...pageOfEntries(content, playlist, query) }
  })
}

function changeRoutes(app: FastifyInstance, { all, change, summaryOf }: PlaylistAccess, library: LibraryReader): void {
  serve(app, contract.renamePlaylist, async (_query, request) => {
    const body = bodyOf(contract.renamePlaylist, request)
    const { listenerId, playlistId: id } = await change(request, body, (asked) => [changeOf(asked, 'renamed', { name: nameOf(body) })]) // prettier-ignore
    return summaryOf(listenerId, id)
  })
  serve(app, contract.deletePlaylist, async (query, request) => {
    await change(request, query, (asked) => [changeOf(asked, 'deleted', { seen: query.revision ?? null })])
    return {}
  })
  serve(app, contract.addEntries, async (_query, request) => {
    const body = bodyOf(contract.addEntries, request)
    const tracks = known(library, body.trackIds)
    const asked = await change(request, body, (made, { entries }) => {
      requireRoom(all(made.listenerId), entries.length, tracks.length)
      return additions(made, entries, tracks, body.after)
    })
    return { ...summaryOf(asked.listenerId, asked.playlistId), entryIds: [...newEntryIds(asked.changeId, tracks.length)] } // prettier-ignore
  })
  serve(app, contract.moveEntries, async (_query, request) => {
    const body = bodyOf(contract.moveEntries, request)
    const asked = await change(request, body, (made, { entries }) => moves(made, entries, body.entryIds, body.after))
    return summaryOf(asked.listenerId, asked.playlistId)
  })
  serve(app, contract.removeEntries, async (_query, request) => {
    const body = bodyOf(contract.removeEntries, request)
    const asked = await change(request, body, (made, { entries }) => removal(made, entries, body.entryIds))
    return summaryOf(asked.listenerId, asked.playlistId)
  })
}

function m3uRoutes(
  app: FastifyInstance,
  { listenerOf, one, fileOf, tracksOf, create }: PlaylistAccess,
  library: LibraryReader,
): void {
  serve(app, contract.importPlaylist, async (_query, request) => {
    const body = bodyOf(contract.importPlaylist, request)
    const lines = m3uLines(body.m3u)
    if (lines.length > contract.MAX_PLAYLIST_ENTRIES) throw tooManyEntries()
    const references = [...library().catalogue.content.entries.values()].map(({ reference }) => reference)
    const found = m3uTracks(references, lines)
    const missing = lines.flatMap(({ line }, at) => (found[at] === null ? [line] : []))
    const tracks = found.flatMap((track) => track?.trackId ?? [])
    if (tracks.length === 0) throw nothingFound(lines.length)
    const made = await create(request, body, tracks)
    return { ...made, missing: missing.slice(0, MAX_MISSING), missingTotal: missing.length }
  })
  app.get<PathParameters>(contract.exportPlaylist.path, (request, reply) => {
    const [listener, id] = [listenerOf(request), playlistId(request.params.id)]
    const { name } = fileOf(id) ?? one(listener, id)
    const { content } = library().catalogue
    const tracks = tracksOf(listener, id).flatMap(
      (each) => content.entries.get(standingIn(content, each))?.reference ?? [],
    )
    const shown = tracks.map((each) => ({ ...each, path: shownPath(each.path) }))
    return reply
      .type(`${contract.exportPlaylist.mediaType}; charset=utf-8`)
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}.m3u8`)
      .send(m3uOf(name, shown))
  })
}

function removal(made: ChangeRequest, entries: Playlist['entries'], ids: readonly string[]): readonly PlaylistChange[] {
  const named = new Set(ids)
  const removed = entries.filter(({ entryId }) => named.has(entryId))
  if (removed.length === 0) return []
  const changed = removed.map(({ entryId }) => ({ entryId, trackId: null, position: null }))
  return [changeOf(made, 'removed', { entries: changed })]
}

/** @throws {Problem} `unknown-track` */
const known = (library: LibraryReader, ids: readonly string[]): readonly TrackId[] =>
  ids.map((id) => entryOf(library().catalogue.content, trackId(id)).reference.trackId)

/** The name of a list as it is kept: as names in tags, without controls and marks that turn the direction of writing. */
function nameOf({ name }: { readonly name: string }): string {
  const cleaned = cleanText(name).slice(0, contract.MAX_PLAYLIST_NAME)
  if (cleaned !== '') return cleaned
  throw new Problem('bad-request', 'name has to have a letter that can be seen.')
}

/** @param held all playlists of the listener. @throws {Problem} `too-many-items` */
function requireRoom(held: readonly (readonly [PlaylistId, Playlist])[], entries: number, more: number): void {
  if (entries + more > contract.MAX_PLAYLIST_ENTRIES) throw tooManyEntries()
  const all = held.reduce((sum, [, each]) => sum + each.entries.length, 0)
  if (all + more <= contract.MAX_LISTENER_ENTRIES) return
  const most = contract.MAX_LISTENER_ENTRIES.toLocaleString('en')
  throw new Problem(
    'too-many-items',
    `Your playlists hold ${most} tracks together. Delete some that you no longer need.`,
  )
}

function tooManyEntries(): Problem {
  const most = contract.MAX_PLAYLIST_ENTRIES.toLocaleString('en')
  return new Problem('too-many-items', `A playlist holds ${most} tracks. Put the others into another one.`)
}

function nothingFound(lines: number): Problem {
  const what =
    lines === 0
      ? 'The text names no file.'
      : `None of the ${lines.toLocaleString('en')} lines names a track of the library.`
  return new Problem('bad-request', `${what} No playlist was made: choose an M3U file of music that is here.`)
}
