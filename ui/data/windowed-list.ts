import { Observable } from './store.ts'
import type { FetchWindow, RestOfList, Stretch } from './list-rest.ts'
import { restOf } from './list-rest.ts'
import { asRequestError } from './requests.ts'
import type { Store } from './store.ts'

/** Rows of a list that is longer than what is loaded of it. */
export interface RowSource<T> extends Store {
  /** Of the whole list; 0 until it is known. */
  readonly length: number
  /** Undefined while it is not loaded. */
  get(index: number): T | undefined
  /** These rows are in sight: they are loaded soon. @param to behind the last */
  want(from: number, to: number): void
  /** Reads rows that need not come into sight; left out where all are here. */
  rest?(stretches: readonly Stretch[]): RestOfList<T>
}

/** Rows of one request. */
const PAGE_ROWS = 100
/** Pages that are remembered: 6,000 rows, far more than are in sight. */
const MAX_PAGES = 60
/** While one scrolls fast, only that is loaded where one stays so long. */
const SETTLE_MS = 60
/** Where the library changes all the time, a list is read again at most that often. */
const REFRESH_MS = 1_500

/** A list that is loaded page by page, where it is in sight, and read again when the library changes. */
export class WindowedList<T> extends Observable implements RowSource<T> {
  readonly #fetch: FetchWindow<T>
  readonly #pages = new Map<number, readonly T[]>()
  readonly #loading = new Map<number, AbortController>()
  /** Pages that were read before the last change of the library. */
  readonly #stale = new Set<number>()
  #length = 0
  #isKnown = false
  #problem: string | null = null
  #wanted: readonly [from: number, to: number] = [0, PAGE_ROWS]
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(fetch: FetchWindow<T>) {
    super()
    this.#fetch = fetch
  }

  get length(): number {
    return this.#length
  }

  /** Whether the first answer came: a length of 0 then means that there is nothing. */
  get isKnown(): boolean {
    return this.#isKnown
  }

  /** Null, or why rows are missing, for people. */
  get problem(): string | null {
    return this.#problem
  }

  get(index: number): T | undefined {
    return this.#pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS]
  }

  want(from: number, to: number): void {
    this.#wanted = [from, Math.max(to, from + 1)]
    if (this.#problem !== null && this.#timer !== null) return // it is asked again after a while
    const isFirst = !this.#isKnown && this.#loading.size === 0
    if (isFirst) this.#load()
    else if (this.#missing().length > 0) this.#later(SETTLE_MS)
  }

  /** Reads at once what is in sight and could not be read. */
  retry(): void {
    this.#cancel()
    this.#load()
  }

  rest(stretches: readonly Stretch[]): RestOfList<T> {
    return restOf(this.#fetch, stretches)
  }

  /** Reads again what is in sight, soon; the rest once it comes into sight. */
  refresh(): void {
    for (const page of this.#pages.keys()) this.#stale.add(page)
    this.#later(REFRESH_MS)
  }

  /** Puts changed rows in the place of what they were. @param change the same object where nothing changed */
  update(change: (row: T) => T): void {
    for (const [page, rows] of this.#pages) this.#pages.set(page, rows.map(change))
    this.changed()
  }

  /** Stops loading; `want` begins it again. */
  stop(): void {
    this.#cancel()
    for (const request of this.#loading.values()) request.abort()
    this.#loading.clear()
  }

  #later(ms: number): void {
    this.#cancel()
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#load()
    }, ms)
  }

  #cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  #inSight(): readonly number[] {
    const [from, to] = this.#wanted
    const last = Math.max(from, Math.min(to, this.#isKnown ? this.#length : PAGE_ROWS) - 1)
    const pages: number[] = []
    for (let page = Math.floor(from / PAGE_ROWS); page <= Math.floor(last / PAGE_ROWS); page += 1) pages.push(page)
    return pages
  }

  #missing(): readonly number[] {
    return this.#inSight().filter((page) => !this.#pages.has(page) || this.#stale.has(page))
  }

  #load(): void {
    const inSight = new Set(this.#inSight())
    for (const [page, request] of this.#loading) {
      if (inSight.has(page)) continue
      request.abort()
      this.#loading.delete(page)
    }
    for (const page of this.#missing()) if (!this.#loading.has(page)) void this.#read(page)
  }

  async #read(page: number): Promise<void> {
    const request = new AbortController()
    this.#loading.set(page, request)
    try {
      const { items, total } = await this.#fetch(page * PAGE_ROWS, PAGE_ROWS, request.signal)
      if (request.signal.aborted) return
      this.#take(page, items, total)
    } catch (error) {
      if (request.signal.aborted) return
      this.#problem = asRequestError(error, 'The list cannot be shown. Reload the page.').message
      this.#later(2 * REFRESH_MS)
    } finally {
      if (this.#loading.get(page) === request) this.#loading.delete(page)
    }
    this.changed()
  }

  #take(page: number, items: readonly T[], total: number | undefined): void {
    this.#problem = null
    this.#isKnown = true
    this.#stale.delete(page)
    this.#pages.delete(page)
    this.#pages.set(page, items)
    const end = page * PAGE_ROWS + items.length
    // Without a count, a full page means that there is at least one row more.
    const length = total ?? Math.max(items.length === PAGE_ROWS ? end + 1 : end, this.#length)
    if (length < this.#length)
      for (const known of this.#pages.keys()) if (known * PAGE_ROWS >= length) this.#forget(known)
    this.#length = length
    const [oldest] = this.#pages.keys()
    if (this.#pages.size > MAX_PAGES && oldest !== undefined) this.#forget(oldest)
  }

  #forget(page: number): void {
    this.#pages.delete(page)
    this.#stale.delete(page)
  }
}

/** A row, those of its list that are loaded around it without a gap, and the others that are to be played with it. */
export interface PlayedRows<T> {
  readonly rows: readonly T[]
  /** Where the row is in them. */
  readonly at: number
  readonly rest: RestOfList<T> | null
}

/**
 * @param max rows from that one on
 * @param isWhole whether those before it are played too, as they are in no order
 */
export function playedFrom<T>(rows: RowSource<T>, index: number, max: number, isWhole: boolean): PlayedRows<T> {
  let from = index
  while (from > 0 && rows.get(from - 1) !== undefined) from -= 1
  const loaded: T[] = []
  const end = Math.min(rows.length, index + max)
  for (let row = rows.get(from); row !== undefined && from + loaded.length < end; row = rows.get(from + loaded.length))
    loaded.push(row)
  const to = from + loaded.length
  const before: readonly Stretch[] = isWhole ? [[0, Math.min(from, max - (end - from))]] : []
  const stretches = [[to, end] as const, ...before].filter(([first, last]) => first < last)
  return { rows: loaded, at: index - from, rest: stretches.length === 0 ? null : (rows.rest?.(stretches) ?? null) }
}

/** Rows that are all here. */
export class WholeList<T> extends Observable implements RowSource<T> {
  readonly #rows: readonly T[]

  constructor(rows: readonly T[]) {
    super()
    this.#rows = rows
  }

  get length(): number {
    return this.#rows.length
  }

  get(index: number): T | undefined {
    return this.#rows[index]
  }

  want(): void {
    // All are here.
  }
}
