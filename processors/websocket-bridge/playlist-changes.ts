import type { ChangeId, ListenerId, PlaylistChange, PlaylistId, TrackId } from '../../schemas/generated.ts'
import { changeId, entryId, playlistId } from '../../schemas/generated.ts'
import { MAX_CHANGED_ENTRIES } from '../../schemas/http.ts'
import type { AnswerOf, createPlaylist } from '../../schemas/http.ts'
import type { Playlist, PlaylistEntry } from '../shared/playlists/playlist.ts'
import { MAX_POSITION_LENGTH, positionsBetween } from '../shared/playlists/position.ts'
import { idHash } from '../shared/recent-ids.ts'

/** Who changes which playlist, and by which id: the same id makes the same records. */
export interface ChangeRequest {
  readonly listenerId: ListenerId
  readonly playlistId: PlaylistId
  readonly changeId: ChangeId
  readonly deviceId: string | null
  readonly arrivedAt: number
}

/** Behind which entry: null is the beginning; undefined is the end. */
export type Behind = string | null | undefined

export function changeOf(
  request: ChangeRequest,
  change: PlaylistChange['change'],
  fields: Partial<Pick<PlaylistChange, 'name' | 'entries' | 'seen'>> = {},
): PlaylistChange {
  return { ...request, change, name: null, entries: [], seen: null, deviceTime: null, ...fields }
}

/** The playlist that a change makes: sent again, it makes the same one. */
export function newPlaylistId(listener: ListenerId, change: ChangeId): PlaylistId {
  const text = `${listener}/${change}`
  return playlistId(idHash(text).toString('hex') + idHash(`playlist/${text}`).toString('hex'))
}

/** The ids of the entries that a change adds. */
export const newEntryIds = (change: ChangeId, count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => idHash(`${change}/${i}`).toString('hex'))

/** Adds tracks behind an entry, in as many records as it takes. */
export function additions(
  request: ChangeRequest,
  entries: readonly PlaylistEntry[],
  trackIds: readonly TrackId[],
  after: Behind,
): readonly PlaylistChange[] {
  const ids = newEntryIds(request.changeId, trackIds.length)
  return placed(
    request,
    entries,
    ids.length,
    after,
    (positions) =>
    chunked(request, 'added', ids.map((id, i) => ({ entryId: entryId(id), trackId: trackIds[i] ?? null, position: positions[i] ?? null }))), // prettier-ignore
  )
}

/** Moves entries behind another one, in the order named; those that are not there are passed over. */
export function moves(
  request: ChangeRequest,
  entries: readonly PlaylistEntry[],
  ids: readonly string[],
  after: Behind,
): readonly PlaylistChange[] {
  const known = new Set<string>(entries.map((each) => each.entryId))
  const moved = [...new Set(ids)].filter((id) => known.has(id))
  if (moved.length === 0) return []
  const others = entries.filter((each) => !moved.includes(each.entryId))
  return placed(
    request,
    others,
    moved.length,
    after,
    (positions) =>
    chunked(request, 'moved', moved.map((id, i) => ({ entryId: entryId(id), trackId: null, position: positions[i] ?? null }))), // prettier-ignore
  )
}

/** Where positions have become too long, after very many changes at one place, all entries get new ones before. */
function placed(
  request: ChangeRequest,
  entries: readonly PlaylistEntry[],
  count: number,
  after: Behind,
  changesAt: (positions: readonly string[]) => readonly PlaylistChange[],
): readonly PlaylistChange[] {
  const seed = request.changeId
  const positions = positionsBetween(...neighbours(entries, after), count, seed)
  if (positions.every(({ length }) => length <= MAX_POSITION_LENGTH)) return changesAt(positions)
  const renumbered = positionsBetween(null, null, entries.length, seed)
  const numbered = entries.map((each, i) => ({ ...each, position: renumbered[i] ?? each.position }))
  const again = { ...request, changeId: changeId(`${request.changeId}/renumbered`) }
  return [
    ...chunked(again, 'moved', numbered.map(({ entryId: id, position }) => ({ entryId: id, trackId: null, position }))), // prettier-ignore
    ...changesAt(positionsBetween(...neighbours(numbered, after), count, seed)),
  ]
}

function neighbours(
  entries: readonly PlaylistEntry[],
  after: Behind,
): readonly [low: string | null, high: string | null] {
  if (after === null) return [null, entries[0]?.position ?? null]
  const found = after === undefined ? -1 : entries.findIndex((each) => each.entryId === after)
  const low = (found < 0 ? entries.at(-1) : entries[found])?.position ?? null
  // Two devices may have given one position; nothing fits between.
  const high = low === null ? undefined : entries.find(({ position }) => position > low)
  return [low, high?.position ?? null]
}

function chunked(
  request: ChangeRequest,
  change: 'added' | 'moved',
  entries: PlaylistChange['entries'],
): readonly PlaylistChange[] {
  return Array.from({ length: Math.ceil(entries.length / MAX_CHANGED_ENTRIES) }, (_, k) => {
    const part = entries.slice(k * MAX_CHANGED_ENTRIES, (k + 1) * MAX_CHANGED_ENTRIES)
    const id = k === 0 ? request.changeId : changeId(`${request.changeId}/${k}`)
    return changeOf({ ...request, changeId: id }, change, { entries: part })
  })
}

export const playlistSummary = (id: PlaylistId, playlist: Playlist): AnswerOf<typeof createPlaylist> => ({
  playlistId: id,
  name: playlist.name,
  entries: playlist.entries.length,
  revision: playlist.changes,
  createdAt: playlist.createdAt,
  updatedAt: playlist.updatedAt,
})
