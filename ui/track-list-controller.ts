import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { RequestError } from './data/requests.ts'
import type { LibraryChanges } from './data/track-changes.ts'
import { withChanges } from './data/track-changes.ts'
import type { ListedTrack, TrackPage } from './data/tracks.ts'
import { fetchTracks } from './data/tracks.ts'

const PAGE_TRACKS = 100
/** The most that one request asks for. */
const MAX_TRACKS_AT_ONCE = 500
/** While tracks are analysed, the list is read again at most that often. */
const REFRESH_MS = 1_500
/** Letters typed within this are searched for at once. */
const TYPING_MS = 80

/** The tracks of the library that a search finds, page by page, in the order of the library. */
export class TrackListController implements ReactiveController {
  tracks: readonly ListedTrack[] = []
  /** Whether there are more than those. */
  hasMore = false
  loading = false
  /** Null, or why the list is not what it should be, for people. */
  problem: string | null = null
  /** What the tracks were searched by. */
  query = ''
  readonly #host: ReactiveControllerHost
  #cursor: string | null = null
  #request: AbortController | null = null
  #timer: number | null = null
  #stale = false

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    this.#read(null, PAGE_TRACKS)
  }

  hostDisconnected(): void {
    this.#request?.abort()
    this.#setTimer(null, 0)
  }

  search(query: string): void {
    this.query = query.trim()
    this.#request?.abort()
    this.#request = null
    this.#stale = false
    this.#setTimer(() => this.#read(null, PAGE_TRACKS), TYPING_MS)
  }

  more(): void {
    if (this.hasMore && !this.loading && this.#timer === null) this.#read(this.#cursor, PAGE_TRACKS)
  }

  /** Rows change in place; where that is not enough, the list is read again, soon. */
  change(changes: LibraryChanges): void {
    const { tracks, stale } = withChanges(this.tracks, changes)
    this.tracks = tracks
    this.#host.requestUpdate()
    if (stale) this.refresh()
  }

  /** The library changed: what is shown is read again, soon. */
  refresh(): void {
    this.#stale = true
    if (this.#timer === null && !this.loading) this.#setTimer(() => this.#reread(), REFRESH_MS)
  }

  #reread(): void {
    this.#stale = false
    this.#read(null, Math.min(MAX_TRACKS_AT_ONCE, Math.max(PAGE_TRACKS, this.tracks.length)))
  }

  #read(cursor: string | null, limit: number): void {
    this.#request?.abort()
    const request = new AbortController()
    this.#request = request
    this.loading = true
    this.#host.requestUpdate()
    fetchTracks({ q: this.query, limit, cursor }, request.signal)
      .then(
        (page) => this.#show(page, cursor),
        (error: unknown) => {
          if (request.signal.aborted) return
          this.problem = error instanceof RequestError ? error.message : 'The library cannot be shown. Reload the page.'
          this.#stale = true
        },
      )
      .finally(() => {
        if (this.#request !== request) return
        this.loading = false
        this.#request = null
        this.#host.requestUpdate()
        if (this.#stale) this.refresh()
      })
  }

  #show(page: TrackPage, cursor: string | null): void {
    // What was loaded beyond the part that is read again stays.
    const rest = cursor === null && page.nextCursor !== null && page.items.length === MAX_TRACKS_AT_ONCE
    this.problem = null
    if (cursor !== null) this.tracks = [...this.tracks, ...page.items]
    else if (rest && this.tracks.length > page.items.length) this.tracks = withRest(page.items, this.tracks)
    else this.tracks = page.items
    if (!rest || this.#cursor === null || this.tracks.length === page.items.length) this.#cursor = page.nextCursor
    this.hasMore = this.#cursor !== null
  }

  #setTimer(run: (() => void) | null, ms: number): void {
    if (this.#timer !== null) window.clearTimeout(this.#timer)
    this.#timer = null
    if (run === null) return
    this.#timer = window.setTimeout(() => {
      this.#timer = null
      run()
    }, ms)
  }
}

function withRest(first: readonly ListedTrack[], before: readonly ListedTrack[]): readonly ListedTrack[] {
  const ids = new Set(first.map(({ trackId }) => trackId))
  return [...first, ...before.slice(first.length).filter(({ trackId }) => !ids.has(trackId))]
}
