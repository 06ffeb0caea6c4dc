import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { Life } from './life.ts'

/** Rows beyond each edge of what is seen that are in the page. */
const BEYOND = 6

/** Rows `from` up to `to`, exclusive. */
export interface RowRange {
  readonly from: number
  readonly to: number
}

/**
 * @param top where the list begins, relative to the top of what is seen; negative when it is scrolled
 * @param height of what is seen
 * @param beyond rows beyond each edge of it
 */
export function visibleRange(top: number, height: number, rowHeight: number, count: number, beyond = BEYOND): RowRange {
  const first = Math.floor(-top / rowHeight) - beyond
  const last = Math.ceil((height - top) / rowHeight) + beyond
  const from = Math.max(0, Math.min(first, count))
  return { from, to: Math.max(from, Math.min(last, count)) }
}

/** Follows which rows of a list of equally high rows are to be in the page, whatever element scrolls it. */
export class WindowOfRows implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement
  readonly #list: () => HTMLElement | null
  readonly #rowHeight: number
  #range: RowRange = { from: 0, to: 2 * BEYOND }
  readonly #life: Life
  #scroller: HTMLElement | null = null
  #observer: ResizeObserver | null = null

  constructor(host: ReactiveControllerHost & HTMLElement, list: () => HTMLElement | null, rowHeight: number) {
    this.#host = host
    this.#list = list
    this.#rowHeight = rowHeight
    this.#life = new Life(host)
    host.addController(this)
  }

  hostConnected(): void {
    this.#scroller = scrollerOf(this.#host)
    const target: EventTarget = this.#scroller ?? window
    target.addEventListener('scroll', () => this.#measure(), { signal: this.#life.signal, passive: true })
    this.#observer = new ResizeObserver(() => this.#measure())
    this.#observer.observe(this.#scroller ?? document.documentElement)
  }

  hostUpdated(): void {
    this.#measure()
  }

  hostDisconnected(): void {
    this.#observer?.disconnect()
  }

  range(count: number): RowRange {
    return { from: Math.min(this.#range.from, count), to: Math.min(this.#range.to, count) }
  }

  /** Scrolls so far that a row is seen. */
  reveal(index: number): void {
    const list = this.#list()
    if (list === null) return
    const { top, height } = this.#place(list)
    const above = top + index * this.#rowHeight
    const below = above + this.#rowHeight - height
    const by = above < 0 ? above : below > 0 ? below : 0
    if (by !== 0) (this.#scroller ?? document.documentElement).scrollBy({ top: by })
    this.#measure()
  }

  #place(list: HTMLElement): { readonly top: number; readonly height: number } {
    const view = this.#scroller?.getBoundingClientRect() ?? { top: 0, height: window.innerHeight }
    return { top: list.getBoundingClientRect().top - view.top, height: view.height }
  }

  #measure(): void {
    const list = this.#list()
    if (list === null) return
    const { top, height } = this.#place(list)
    const count = Math.round(list.offsetHeight / this.#rowHeight)
    const range = visibleRange(top, height, this.#rowHeight, count)
    if (range.from === this.#range.from && range.to === this.#range.to) return
    this.#range = range
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
