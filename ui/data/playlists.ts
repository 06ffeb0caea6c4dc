import type * as z from 'zod/mini'
import type { readPlaylist } from '../../schemas/http.ts'
import {
  MAX_CHANGED_ENTRIES,
  addEntries,
  createPlaylist,
  deletePlaylist,
  importPlaylist,
  listPlaylists,
  renamePlaylist,
} from '../../schemas/http.ts'
import { randomHex } from './random.ts'
import { request } from './requests.ts'

export type ShownPlaylist = z.output<typeof listPlaylists.answer>['items'][number]
export type PlaylistPage = z.output<typeof readPlaylist.answer>
export type ShownEntry = PlaylistPage['items'][number]
export type ImportedPlaylist = z.output<typeof importPlaylist.answer>

/** Every change has an id of its own, so that one that is sent again counts once. */
export const playlistChange = (deviceId: string) => ({ changeId: randomHex(), deviceId })

export async function fetchPlaylists(signal: AbortSignal): Promise<readonly ShownPlaylist[]> {
  const { items } = await request(listPlaylists, { signal })
  return items
}

/** @returns the playlist as it is once everything was added, also where that takes several requests */
export async function makePlaylist(
  name: string,
  trackIds: readonly string[],
  deviceId: string,
  signal: AbortSignal,
): Promise<ShownPlaylist> {
  const [first, ...rest] = entryChunks(trackIds)
  const body = { ...playlistChange(deviceId), name, ...(first === undefined ? {} : { trackIds: first }) }
  let made: ShownPlaylist = await request(createPlaylist, { body, signal })
  for (const chunk of rest) made = await addChunk(made.playlistId, chunk, undefined, deviceId, signal)
  return made
}

/** @param after the entry behind which they come; null is the beginning, undefined the end */
export async function addTracks(
  id: string,
  trackIds: readonly string[],
  after: string | null | undefined,
  deviceId: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const entryIds: string[] = []
  for (const chunk of entryChunks(trackIds)) {
    const behind = entryIds.at(-1) ?? after
    const added = await addChunk(id, chunk, behind, deviceId, signal)
    entryIds.push(...added.entryIds)
  }
  return entryIds
}

function addChunk(
  id: string,
  trackIds: readonly string[],
  after: string | null | undefined,
  deviceId: string,
  signal: AbortSignal,
) {
  const body = { ...playlistChange(deviceId), trackIds, ...(after === undefined ? {} : { after }) }
  return request(addEntries, { parameters: { id }, body, signal })
}

export function namePlaylist(id: string, name: string, deviceId: string, signal: AbortSignal): Promise<ShownPlaylist> {
  return request(renamePlaylist, { parameters: { id }, body: { ...playlistChange(deviceId), name }, signal })
}

/** What was added since this revision, elsewhere, stays, and the playlist with it. */
export async function dropPlaylist(
  { playlistId, revision }: Pick<ShownPlaylist, 'playlistId' | 'revision'>,
  deviceId: string,
  signal: AbortSignal,
): Promise<void> {
  const query = new URLSearchParams({ ...playlistChange(deviceId), revision: String(revision) })
  await request(deletePlaylist, { parameters: { id: playlistId }, query, signal, keepalive: true })
}

export function importM3u(name: string, m3u: string, deviceId: string, signal: AbortSignal): Promise<ImportedPlaylist> {
  return request(importPlaylist, { body: { ...playlistChange(deviceId), name, m3u }, signal })
}

export function entryChunks(ids: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(ids.length / MAX_CHANGED_ENTRIES)
  return Array.from({ length: count }, (_, at) => ids.slice(at * MAX_CHANGED_ENTRIES, (at + 1) * MAX_CHANGED_ENTRIES))
}
