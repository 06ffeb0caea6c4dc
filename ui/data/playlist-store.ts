import type { ListsMessage } from '../../schemas/live.ts'
import type { ImportedPlaylist, ShownPlaylist } from './playlists.ts'
import { addTracks, dropPlaylist, fetchPlaylists, importM3u, makePlaylist, namePlaylist } from './playlists.ts'
import { asRequestError } from './requests.ts'
import { Observable } from './store.ts'

/** How long a deleted playlist can be brought back. */
export const UNDO_DELETION_MS = 10_000

type PlaylistsMessage = Extract<ListsMessage, { readonly type: 'playlists' }>

/** The playlists of the listener, as the server has them, for every element that shows or fills them. */
export class PlaylistStore extends Observable {
  /** Tells other players who changed something. */
  readonly deviceId: string
  /** What was asked for is not taken back: playlists live as long as the page. */
  readonly #life = new AbortController().signal
  #lists: readonly ShownPlaylist[] | null = null
  #problem: string | null = null
  #news = 0
  #reading: AbortController | null = null
  /** Deleted, while that can be undone. */
  readonly #going = new Map<
    string,
    { readonly playlist: ShownPlaylist; readonly timer: ReturnType<typeof setTimeout> }
  >()

  constructor(deviceId: string) {
    super()
    this.deviceId = deviceId
  }

  /** Null until they were read; those that are being deleted are left out. */
  get lists(): readonly ShownPlaylist[] | null {
    return this.#lists?.filter(({ playlistId }) => !this.#going.has(playlistId)) ?? null
  }

  /** Null, or why they are not what they should be, for people. */
  get problem(): string | null {
    return this.#problem
  }

  /** Raised whenever a playlist changed elsewhere: who shows the entries of one reads them again. */
  get news(): number {
    return this.#news
  }

  /** What can be brought back, the newest last. */
  get deleted(): readonly ShownPlaylist[] {
    return [...this.#going.values()].map(({ playlist }) => playlist)
  }

  /** They are shown: they are read, unless they are here. */
  want(): void {
    if (this.#lists === null && this.#reading === null) void this.read()
  }

  async read(): Promise<void> {
    this.#reading?.abort()
    const reading = new AbortController()
    this.#reading = reading
    try {
      const lists = await fetchPlaylists(reading.signal)
      if (reading.signal.aborted) return
      this.#lists = lists
      this.#problem = null
    } catch (error) {
      if (reading.signal.aborted) return
      this.#problem = asRequestError(error, 'The playlists cannot be shown. Reload the page.').message
    }
    if (this.#reading === reading) this.#reading = null
    this.changed()
  }

  /** The socket told that playlists changed. */
  follow({ deviceId }: PlaylistsMessage): void {
    if (deviceId !== this.deviceId) this.#news += 1
    if (this.#lists !== null) void this.read()
    this.changed()
  }

  /** @throws {RequestError} */
  async make(name: string, trackIds: readonly string[] = []): Promise<ShownPlaylist> {
    const made = await makePlaylist(name, trackIds, this.deviceId, this.#life)
    this.#put(made)
    return made
  }

  /** At the end. @throws {RequestError} */
  async add(id: string, trackIds: readonly string[]): Promise<void> {
    await addTracks(id, trackIds, undefined, this.deviceId, this.#life)
    this.#news += 1
    await this.read()
  }

  /** @throws {RequestError} */
  async rename(id: string, name: string): Promise<void> {
    this.#put(await namePlaylist(id, name, this.deviceId, this.#life))
  }

  /** @throws {RequestError} */
  async import(name: string, m3u: string): Promise<ImportedPlaylist> {
    const imported = await importM3u(name, m3u, this.deviceId, this.#life)
    this.#put(imported)
    return imported
  }

  /** It leaves the lists at once and is deleted when it cannot be undone any more. */
  delete(playlist: ShownPlaylist): void {
    const timer = setTimeout(() => void this.#drop(playlist), UNDO_DELETION_MS)
    this.#going.set(playlist.playlistId, { playlist, timer })
    this.changed()
  }

  undoDelete(id: string): void {
    clearTimeout(this.#going.get(id)?.timer)
    this.#going.delete(id)
    this.changed()
  }

  /** The page goes away: what was deleted is deleted now. */
  finish(): void {
    for (const { playlist, timer } of this.#going.values()) {
      clearTimeout(timer)
      void this.#drop(playlist)
    }
  }

  async #drop(playlist: ShownPlaylist): Promise<void> {
    try {
      await dropPlaylist(playlist, this.deviceId, this.#life)
      this.#lists = this.#lists?.filter(({ playlistId }) => playlistId !== playlist.playlistId) ?? null
      this.#problem = null
    } catch (error) {
      const why = asRequestError(error, 'Try again in a moment.').message
      this.#problem = `“${playlist.name}” could not be deleted. ${why}`
    }
    this.#going.delete(playlist.playlistId)
    this.changed()
  }

  #put(playlist: ShownPlaylist): void {
    if (this.#lists === null) return
    const isKnown = this.#lists.some(({ playlistId }) => playlistId === playlist.playlistId)
    this.#lists = isKnown
      ? this.#lists.map((each) => (each.playlistId === playlist.playlistId ? playlist : each))
      : [...this.#lists, playlist]
    this.changed()
  }
}
