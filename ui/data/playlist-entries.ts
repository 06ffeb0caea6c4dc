import {
  MAX_PLAYLIST_NAME,
  exportPlaylist,
  moveEntries,
  pathOf,
  readPlaylist,
  removeEntries,
} from '../../schemas/http.ts'
import { counted } from './library.ts'
import type { ImportedPlaylist, PlaylistPage, ShownEntry, ShownPlaylist } from './playlists.ts'
import { playlistChange, entryChunks } from './playlists.ts'
import { request } from './requests.ts'

/** The most that one request asks for. */
const PAGE_ENTRIES = 500

export function fetchPlaylistPage(id: string, cursor: string | null, signal: AbortSignal): Promise<PlaylistPage> {
  const query = new URLSearchParams({ limit: String(PAGE_ENTRIES) })
  if (cursor !== null) query.set('cursor', cursor)
  return request(readPlaylist, { parameters: { id }, query, signal })
}

/** Of a playlist that changes meanwhile the pages do not fit together: it is read from its beginning again. */
const MOST_ROUNDS = 3

/** A whole playlist: at most 10,000 entries, 500 to a request. */
export async function fetchPlaylist(id: string, signal: AbortSignal): Promise<PlaylistPage> {
  for (let round = 1; ; round += 1) {
    const first = await fetchPlaylistPage(id, null, signal)
    const items = [...first.items]
    let page = first
    while (page.nextCursor !== null && (page.revision === first.revision || round === MOST_ROUNDS)) {
      page = await fetchPlaylistPage(id, page.nextCursor, signal)
      items.push(...page.items)
    }
    if (page.revision === first.revision || round === MOST_ROUNDS) return { ...page, items }
  }
}

export function movePlaylistEntries(
  id: string,
  entryIds: readonly string[],
  after: string | null,
  deviceId: string,
  signal: AbortSignal,
): Promise<ShownPlaylist> {
  return request(moveEntries, { parameters: { id }, body: { ...playlistChange(deviceId), entryIds, after }, signal })
}

export async function removePlaylistEntries(
  id: string,
  entryIds: readonly string[],
  deviceId: string,
  signal: AbortSignal,
): Promise<void> {
  for (const chunk of entryChunks(entryIds)) {
    await request(removeEntries, { parameters: { id }, body: { ...playlistChange(deviceId), entryIds: chunk }, signal })
  }
}

/** Where a playlist is downloaded as M3U. */
export function playlistFile(id: string): string {
  return pathOf(exportPlaylist, { id })
}

/** The name of a playlist that comes from a file: `Road trip.m3u8` is `Road trip`. */
export function nameOfFile(file: string): string {
  const name = file
    .replace(/^.*[/\\]/, '')
    .replace(/\.m3u8?$/i, '')
    .trim()
  return name === '' ? 'Imported playlist' : name.slice(0, MAX_PLAYLIST_NAME)
}

/** A name that no other playlist has: `Evening`, `Evening 2`. */
export function freeName(wanted: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const ending = number === 1 ? '' : ` ${number}`
    const name = `${wanted.slice(0, MAX_PLAYLIST_NAME - ending.length)}${ending}`
    if (!taken.includes(name)) return name
  }
}

/** What an import brought, such as `Road trip: 40 tracks. 2 lines name no track of your library:`. */
export function importedWords({ name, entries, missingTotal }: ImportedPlaylist): string {
  const brought = `“${name}”: ${entries === 1 ? '1 track' : `${counted(entries)} tracks`}.`
  if (missingTotal === 0) return `${brought} Every line was found.`
  const lines = missingTotal === 1 ? '1 line names' : `${counted(missingTotal)} lines name`
  return `${brought} ${lines} no track of your library:`
}

type Entry = Pick<ShownEntry, 'entryId'>

/** Entries in the order that a move makes, as the server makes it. @param after null is the beginning */
export function movedEntries<E extends Entry>(
  entries: readonly E[],
  ids: readonly string[],
  after: string | null,
): readonly E[] {
  const moving = new Set(ids)
  const byId = new Map(entries.map((entry) => [entry.entryId, entry]))
  const taken = ids.flatMap((id) => byId.get(id) ?? [])
  const rest = entries.filter(({ entryId }) => !moving.has(entryId))
  const at = after === null ? 0 : rest.findIndex(({ entryId }) => entryId === after) + 1
  const behind = after !== null && at === 0 ? rest.length : at
  return [...rest.slice(0, behind), ...taken, ...rest.slice(behind)]
}

/** Behind which entry one has to go to stand at this place of the list; null is the beginning. */
export function afterPlace(entries: readonly Entry[], entryId: string, place: number): string | null {
  const others = entries.filter((entry) => entry.entryId !== entryId)
  return place <= 0 ? null : (others[place - 1]?.entryId ?? others.at(-1)?.entryId ?? null)
}
