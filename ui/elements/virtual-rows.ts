import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { Life } from './life.ts'

/** Rows above and below those in sight. */
const OVERSCAN = 4
/** So long after a turn of the wheel there may be another one. */
const REST_MS = 150

/** Rows `from` up to `to`, exclusive. */
export interface RowRange {
  readonly from: number
  readonly to: number
}

/**
 * @param top where the list begins, relative to the top of what is seen; negative when it is scrolled
 * @param height of what is seen
 */
export function visibleRange(top: number, height: number, rowHeight: number, count: number): RowRange {
  const first = Math.floor(-top / rowHeight) - OVERSCAN
  const last = Math.ceil((height - top) / rowHeight) + OVERSCAN
  const from = Math.max(0, Math.min(first, count))
  return { from, to: Math.max(from, Math.min(last, count)) }
}

/** A row that is in the page, and the number of its element, which shows one row after the other. */
export interface PlacedRow {
  readonly index: number
  readonly slot: number
}

/**
 * Rows that stay keep their elements, as one of them may have the focus; those that come take the elements of those that left:
 * scrolling makes none and moves none.
 * @param before in the order in which they are in the page
 */
export function placed(before: readonly PlacedRow[], indexes: readonly number[]): readonly PlacedRow[] {
  const known = new Set(before.map(({ index }) => index))
  const [stay, come] = [new Set(indexes), indexes.filter((index) => !known.has(index))]
  const rows = before.flatMap((row) => {
    if (stay.has(row.index)) return [row]
    const index = come.shift()
    return index === undefined ? [] : [{ index, slot: row.slot }]
  })
  const newest = Math.max(-1, ...before.map(({ slot }) => slot))
  return [...rows, ...come.map((index, at) => ({ index, slot: newest + 1 + at }))]
}

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
  readonly #host: ReactiveControllerHost & HTMLElement
  readonly #rows: RowsOfElement
  #observer: ResizeObserver | null = null
  #scroller: HTMLElement | null = null
  readonly #life: Life
  #range: RowRange = { from: 0, to: 2 * OVERSCAN }
  #first = 0
  #width = 0
  /** As it was when the update began: what it is taken from is asked of the browser, once for all rows. */
  #rowHeight = 0
  #placed: readonly PlacedRow[] = []
  /** Whether the update that comes is of scrolling: its layout is left to the frame. */
  #isScrolled = false
  #restTimer: ReturnType<typeof setTimeout> | undefined

  constructor(host: ReactiveControllerHost & HTMLElement, rows: RowsOfElement) {
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
    const { signal } = this.#life
    this.#scroller.addEventListener('scroll', () => this.#scrolled(), { signal, passive: true })
    this.#scroller.addEventListener('scrollend', () => this.#rest(), { signal, passive: true })
  }

  hostDisconnected(): void {
    this.#observer?.disconnect()
    clearTimeout(this.#restTimer)
    this.#scroller = null
  }

  hostUpdate(): void {
    this.#rowHeight = this.#rows.rowHeight()
    this.#placed = placed(this.#placed, this.indexes)
  }

  hostUpdated(): void {
    if (!this.#isScrolled) this.#measure()
    this.#isScrolled = false
  }

  /** The rows that are to be in the page, in the order of their elements. */
  get placed(): readonly PlacedRow[] {
    return this.#placed
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
    return this.#rows.count() * this.#rowHeight
  }

  /** Of the first pixel of a row below that of the first, CSS pixels. */
  topOf(index: number): number {
    return index * this.#rowHeight
  }

  /** Rows that fit into what is in sight. */
  get pageRows(): number {
    return Math.max(1, Math.floor((this.#scroller?.clientHeight ?? 0) / this.#rowHeight) - 1)
  }

  /** Scrolls until a row is in sight; nowhere when it is. */
  reveal(index: number): void {
    const above = this.#topInSight() + this.topOf(index)
    const below = above + this.#rowHeight - (this.#scroller?.clientHeight ?? 0)
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

  /** @returns whether other rows are in sight */
  #measure(): boolean {
    const rowHeight = this.#rowHeight
    if (this.#scroller === null || this.#rows.body() === null || !(rowHeight > 0)) return false
    const top = this.#topInSight()
    const count = this.#rows.count()
    const range = visibleRange(top, this.#scroller.clientHeight, rowHeight, count)
    const first = Math.max(0, Math.min(Math.floor(-top / rowHeight), count - 1))
    const width = 100 * Math.floor(this.#host.offsetWidth / 100)
    const { from, to } = this.#range
    if (range.from === from && range.to === to && first === this.#first && width === this.#width) return false
    this.#width = width
    this.#range = range
    this.#first = first
    this.#host.requestUpdate()
    return true
  }

  #scrolled(): void {
    clearTimeout(this.#restTimer)
    this.#isScrolled = this.#measure()
  }

  #rest(): void {
    clearTimeout(this.#restTimer)
    this.#restTimer = setTimeout(() => this.#settle(), REST_MS)
  }

  /** At rest the rows follow each other as they are read; the one that has the focus would lose it when it is moved. */
  #settle(): void {
    const isSorted = this.#placed.every(({ index }, at) => index > (this.#placed[at - 1]?.index ?? -1))
    if (isSorted || this.#rows.keptRow() !== null) return
    this.#placed = [...this.#placed].sort((a, b) => a.index - b.index)
    this.#host.requestUpdate()
  }
}

/** The nearest element around this one that scrolls, also outside of its shadow tree; null: the page does. */
export function scrollerOf(element: HTMLElement): HTMLElement | null {
  let node: Node | null = element
  while (node !== null) {
    const parent: Node | null =
      node instanceof Element && node.assignedSlot !== null ? node.assignedSlot : node.parentNode
    node = parent instanceof ShadowRoot ? parent.host : parent
    if (node instanceof HTMLElement && /auto|scroll/.test(getComputedStyle(node).overflowY)) return node
  }
  return null
}

/** CSS pixels of one `rem`. */
export function remPixels(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
}
