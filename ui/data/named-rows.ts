import { listNamedTracks } from '../../schemas/http.ts'
import { request } from './requests.ts'
import { Observable } from './store.ts'
import type { ListedTrack, Track } from './tracks.ts'
import type { RowSource } from './windowed-list.ts'

/** Rows of one request. */
const PAGE_ROWS = 100
/** Between two requests for rows that cannot be read. */
const RETRY_MS = 3_000

/** A row of a track that the library does not have any more, so that only its id is known. */
function goneTrack(trackId: string): Track & Pick<ListedTrack, 'absentSince'> {
  const title = 'A song that is no longer in the library'
  return { trackId, title, artist: '', album: '', durationMs: null, hasArt: false, absentSince: 0 }
}

type NamedRow = Track & Partial<ListedTrack>

/**
 * Rows of tracks of which only the ids are known: they are read page by page, where they are in sight. What cannot be read is asked
 * for again after a while, by itself as long as it is observed.
 */
export class NamedRows extends Observable implements RowSource<NamedRow> {
  readonly ids: readonly string[]
  readonly #signal: AbortSignal
  readonly #tracks = new Map<string, NamedRow>()
  readonly #asked = new Set<number>()
  #problem: unknown = null

  constructor(ids: readonly string[], signal: AbortSignal) {
    super()
    this.ids = ids
    this.#signal = signal
  }

  get length(): number {
    return this.ids.length
  }

  /** Null, or what the last request failed with. */
  get problem(): unknown {
    return this.#problem
  }

  get(index: number): NamedRow | undefined {
    return this.#tracks.get(this.ids[index] ?? '')
  }

  want(from: number, to: number): void {
    const last = Math.min(to, this.ids.length) - 1
    for (let page = Math.floor(from / PAGE_ROWS); page <= Math.floor(last / PAGE_ROWS); page += 1) {
      if (this.#asked.has(page)) continue
      this.#asked.add(page)
      void this.#read(page)
    }
  }

  /** Reads all of them. */
  async all(): Promise<void> {
    const pages = Math.ceil(this.ids.length / PAGE_ROWS)
    for (let page = 0; page < pages; page += 1) await this.#read(page)
  }

  async #read(page: number): Promise<void> {
    const ids = this.ids.slice(page * PAGE_ROWS, (page + 1) * PAGE_ROWS)
    try {
      const query = new URLSearchParams({ ids: ids.join(',') })
      const { items } = await request(listNamedTracks, { query, signal: this.#signal })
      const found = new Map(items.map((track) => [track.trackId, track]))
      for (const id of ids) this.#tracks.set(id, found.get(id) ?? goneTrack(id))
      this.#problem = null
    } catch (error) {
      if (this.#signal.aborted) return
      this.#problem = error
      setTimeout(() => this.#retry(page), RETRY_MS)
    }
    this.changed()
  }

  #retry(page: number): void {
    if (this.#signal.aborted) return
    if (this.isObserved) void this.#read(page)
    else this.#asked.delete(page)
  }
}
