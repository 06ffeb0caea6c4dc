import { nearestNames, weakerQueries } from './did-you-mean.ts'
import { asRequestError } from './requests.ts'
import type { SearchAddress, SearchResults } from './search.ts'
import { fetchSearch, foundIn, namesIn } from './search.ts'
import { Observable } from './store.ts'

/** Letters that follow each other faster than this are searched for at once. */
const TYPING_MS = 30
/** Names that are offered where nothing was found. */
const MAX_NEAREST = 4

/** A search that follows what is typed: what was found stays until the next answer, and no older answer comes after a newer one. */
export class LiveSearch extends Observable {
  #results: SearchResults | null = null
  #nearest: readonly string[] = []
  #problem: string | null = null
  #answered = ''
  #asked: SearchAddress | null = null
  #request: AbortController | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Null before the first answer, and when nothing is asked. */
  get results(): SearchResults | null {
    return this.#results
  }

  /** What the results are the answer to. */
  get answered(): string {
    return this.#answered
  }

  /** Whether the results are the answer to what is asked now. */
  get isFresh(): boolean {
    return this.#request === null
  }

  /** Names that are written nearly so, where nothing was found. */
  get nearest(): readonly string[] {
    return this.#nearest
  }

  /** Null, or why there is no answer, for people. */
  get problem(): string | null {
    return this.#problem
  }

  ask(address: SearchAddress): void {
    if (address.q === this.#asked?.q && address.room === this.#asked.room) return
    this.#asked = address
    this.stop()
    if (address.q.trim() === '') {
      this.#results = null
      this.#problem = null
      this.changed()
      return
    }
    this.#request = new AbortController()
    this.#timer = setTimeout(() => void this.#fetch(address), TYPING_MS)
  }

  /** Asks for the same again. */
  again(): void {
    const asked = this.#asked
    this.#asked = null
    if (asked !== null) this.ask(asked)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#request?.abort()
    this.#request = null
  }

  async #fetch(address: SearchAddress): Promise<void> {
    const request = this.#request
    if (request === null) return
    try {
      const results = await fetchSearch(address, request.signal)
      const isNothing = foundIn(results, address.room) === 0
      const nearest = isNothing ? await this.#nearestTo(address.q, request.signal) : []
      if (request.signal.aborted) return
      this.#results = results
      this.#nearest = nearest
      this.#answered = address.q
      this.#problem = null
    } catch (error) {
      if (request.signal.aborted) return
      // What is asked is asked again when the view is come back to.
      this.#asked = null
      this.#problem = asRequestError(error, 'The search failed. Reload the page.').message
    }
    if (this.#request === request) this.#request = null
    this.changed()
  }

  /** Names that contain a part of what was typed, the most alike first. */
  async #nearestTo(q: string, signal: AbortSignal): Promise<readonly string[]> {
    for (const weaker of weakerQueries(q)) {
      const results = await fetchSearch({ q: weaker, room: 'all' }, signal)
      const names = namesIn(results).filter((name) => name !== '')
      if (names.length > 0) return nearestNames(q, names, MAX_NEAREST)
    }
    return []
  }
}
