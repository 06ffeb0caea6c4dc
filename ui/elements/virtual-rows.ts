import type { LitElement, ReactiveController } from 'lit'
import { Life } from './life.ts'
import type { RowRange } from './window-of-rows.ts'
import { scrollerOf, visibleRange } from './window-of-rows.ts'

/** Rows above and below those in sight. */
const OVERSCAN = 4

/** What an element says of its rows, asked with every update. */
export interface RowsOfElement {
  /** What the rows are in, with their whole height. */
  body(): HTMLElement | null
  count(): number
  /** Of each row, CSS pixels; 0: not known yet. */
  rowHeight(): number
  /** A row that stays in the page, as it has the focus; null: none. */
  keptRow(): number | null
}

/** Keeps only the rows in sight in the page; the element has the height of all. */
export class VirtualRows implements ReactiveController {
  readonly #host: LitElement
  readonly #rows: RowsOfElement
  #observer: ResizeObserver | null = null
  #scroller: HTMLElement | null = null
  readonly #life: Life
  #range: RowRange = { from: 0, to: 2 * OVERSCAN }
  #first = 0
  #width = 0

  constructor(host: LitElement, rows: RowsOfElement) {
    this.#host = host
    this.#rows = rows
    this.#life = new Life(host)
    host.addController(this)
  }

  hostConnected(): void {
    this.#scroller = scrollerOf(this.#host)
    this.#observer = new ResizeObserver(() => this.#measure())
    this.#observer.observe(this.#host)
    if (this.#scroller === null) return
    this.#observer.observe(this.#scroller)
    this.#scroller.addEventListener('scroll', () => this.#measure(), { signal: this.#life.signal, passive: true })
  }

  hostDisconnected(): void {
    this.#observer?.disconnect()
    this.#scroller = null
  }

  hostUpdated(): void {
    this.#measure()
  }

  /** Of the rows that are to be in the page. */
  get indexes(): readonly number[] {
    const count = this.#rows.count()
    const from = Math.min(this.#range.from, count)
    const to = Math.min(this.#range.to, count)
    const indexes = Array.from({ length: to - from }, (_, at) => from + at)
    const kept = this.#rows.keptRow()
    if (kept === null || kept >= count || (kept >= from && kept < to)) return indexes
    return kept < from ? [kept, ...indexes] : [...indexes, kept]
  }

  /** The first row in sight. */
  get first(): number {
    return this.#first
  }

  /** Of the rows, in steps of 100 CSS pixels: what they show depends on it. */
  get width(): number {
    return this.#width
  }

  /** Of all rows, CSS pixels. */
  get height(): number {
    return this.#rows.count() * this.#rows.rowHeight()
  }

  /** Of the first pixel of a row below that of the first, CSS pixels. */
  topOf(index: number): number {
    return index * this.#rows.rowHeight()
  }

  /** Rows that fit into what is in sight. */
  get pageRows(): number {
    return Math.max(1, Math.floor((this.#scroller?.clientHeight ?? 0) / this.#rows.rowHeight()) - 1)
  }

  /** Scrolls until a row is in sight; nowhere when it is. */
  reveal(index: number): void {
    const above = this.#topInSight() + this.topOf(index)
    const below = above + this.#rows.rowHeight() - (this.#scroller?.clientHeight ?? 0)
    this.#scrollBy(above < 0 ? above : Math.max(0, below))
  }

  /** Scrolls until a row is the first one in sight. */
  scrollTo(index: number): void {
    this.#scrollBy(this.#topInSight() + this.topOf(index))
  }

  #scrollBy(top: number): void {
    this.#scroller?.scrollBy({ top, behavior: 'instant' })
    this.#measure()
  }

  /** Where the rows begin below the top of what is in sight; negative when they are scrolled. */
  #topInSight(): number {
    const body = this.#rows.body()
    if (body === null || this.#scroller === null) return 0
    return body.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top
  }

  #measure(): void {
    const rowHeight = this.#rows.rowHeight()
    if (this.#scroller === null || this.#rows.body() === null || !(rowHeight > 0)) return
    const top = this.#topInSight()
    const count = this.#rows.count()
    const range = visibleRange(top, this.#scroller.clientHeight, rowHeight, count, OVERSCAN)
    const first = Math.max(0, Math.min(Math.floor(-top / rowHeight), count - 1))
    const width = 100 * Math.floor(this.#host.offsetWidth / 100)
    const { from, to } = this.#range
    if (range.from === from && range.to === to && first === this.#first && width === this.#width) return
    this.#width = width
    this.#range = range
    this.#first = first
    this.#host.requestUpdate()
  }
}

/** CSS pixels of one `rem`. */
export function remPixels(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
}
