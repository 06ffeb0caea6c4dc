import type { VirtualItem } from '@tanstack/lit-virtual'
import { VirtualizerController, defaultRangeExtractor } from '@tanstack/lit-virtual'
import type { LitElement, ReactiveController } from 'lit'
import { scrollerOf } from './window-of-rows.ts'

/** Rows above and below those in sight. */
const OVERSCAN = 4

/** What an element says of its rows, asked with every update. */
export interface RowsOfElement {
  /** What the rows are in, with their whole height. */
  body(): HTMLElement | null
  count(): number
  /** Of each row, CSS pixels. */
  rowHeight(): number
  /** A row that stays in the page, as it has the focus; null: none. */
  keptRow(): number | null
}

/** Keeps only the rows in sight in the page; the element has the height of all. */
export class VirtualRows implements ReactiveController {
  readonly #host: LitElement
  readonly #rows: RowsOfElement
  readonly #controller: VirtualizerController<HTMLElement, HTMLElement>
  #observer: ResizeObserver | null = null
  #scroller: HTMLElement | null = null
  #kept: number | null = null

  constructor(host: LitElement, rows: RowsOfElement) {
    this.#host = host
    this.#rows = rows
    host.addController(this)
    this.#controller = new VirtualizerController<HTMLElement, HTMLElement>(host, {
      count: 0,
      overscan: OVERSCAN,
      getScrollElement: () => this.#scroller,
      estimateSize: () => rows.rowHeight(),
    })
  }

  hostConnected(): void {
    this.#scroller = scrollerOf(this.#host)
    this.#observer = new ResizeObserver(() => this.#measure())
    if (this.#scroller !== null) this.#observer.observe(this.#scroller)
    this.#observer.observe(this.#host)
    // The virtualizer looks for its scroller only after an update.
    this.#host.requestUpdate()
  }

  hostDisconnected(): void {
    this.#observer?.disconnect()
    this.#scroller = null
  }

  hostUpdate(): void {
    const virtualizer = this.#controller.getVirtualizer()
    const { options } = virtualizer
    const count = this.#rows.count()
    const kept = this.#rows.keptRow()
    if (options.count === count && kept === this.#kept) return
    this.#kept = kept
    // Another function, as the virtualizer remembers what it made of the last one.
    virtualizer.setOptions({
      ...options,
      count,
      rangeExtractor: (range) => withKept(defaultRangeExtractor(range), kept, count),
    })
  }

  hostUpdated(): void {
    this.#measure()
  }

  get items(): readonly VirtualItem[] {
    return this.#controller.getVirtualizer().getVirtualItems()
  }

  /** The first row in sight. */
  get first(): number {
    return this.#controller.getVirtualizer().range?.startIndex ?? 0
  }

  /** Of all rows, CSS pixels. */
  get height(): number {
    return this.#rows.count() * this.#rows.rowHeight()
  }

  /** Of the first pixel of a row below that of the first, CSS pixels. */
  topOf({ start }: Pick<VirtualItem, 'start'>): number {
    return start - this.#controller.getVirtualizer().options.scrollMargin
  }

  /** Rows that fit into what is in sight. */
  get pageRows(): number {
    return Math.max(1, Math.floor((this.#scroller?.clientHeight ?? 0) / this.#rows.rowHeight()) - 1)
  }

  /** Scrolls until a row is in sight; nowhere when it is. */
  reveal(index: number): void {
    this.#controller.getVirtualizer().scrollToIndex(index, { align: 'auto' })
  }

  /** Scrolls until a row is the first one in sight. */
  scrollTo(index: number): void {
    this.#controller.getVirtualizer().scrollToIndex(index, { align: 'start' })
  }

  /** The heights changed: all are measured again. */
  resized(): void {
    this.#controller.getVirtualizer().measure()
  }

  /** How far the rows begin below the top of what is scrolled. */
  #measure(): void {
    const body = this.#rows.body()
    if (body === null || this.#scroller === null) return
    const { top } = this.#scroller.getBoundingClientRect()
    const scrollMargin = Math.round(body.getBoundingClientRect().top - top + this.#scroller.scrollTop)
    const virtualizer = this.#controller.getVirtualizer()
    if (virtualizer.options.scrollMargin === scrollMargin) return
    virtualizer.setOptions({ ...virtualizer.options, scrollMargin })
    this.#host.requestUpdate()
  }
}

function withKept(indexes: number[], kept: number | null, count: number): number[] {
  if (kept === null || kept >= count || indexes.includes(kept)) return indexes
  return [...indexes, kept].sort((a, b) => a - b)
}

/** CSS pixels of one `rem`. */
export function remPixels(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
}
