import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { classMap } from 'lit/directives/class-map.js'
import { repeat } from 'lit/directives/repeat.js'
import type { Card } from '../data/cards.ts'
import { movedTo } from '../data/roving.ts'
import type { RowSource } from '../data/windowed-list.ts'
import { WholeList } from '../data/windowed-list.ts'
import type { MenuRequest } from '../events.ts'
import { emit } from '../events.ts'
import { art } from './art.ts'
import { icons } from './icons.ts'
import { sharedStyles } from './shared.styles.ts'
import { coverGridStyles } from './slipstream-cover-grid.styles.ts'
import { styled } from './styled.ts'
import { VirtualRows, remPixels } from './virtual-rows.ts'
import { Watch } from './watch.ts'

/** CSS pixels: the narrowest card, the gap between two beside each other, and that between two lines. */
const MIN_CARD = 168
const MIN_CARDS = 2
const GAP = 16
const LINE_GAP = 12
/** Title and the line below it, `rem`. */
const TEXT_REM = 3
/** On screens of up to two device pixels to each. */
const COVER_PIXELS = 400

/** Lines that are read before it is known how many fit. */
const FIRST_LINES = 5

/**
 * @summary A grid of covers with a real height, of which only what is in sight is in the page: one tab stop, then arrow keys.
 * @event {{ subject, source, anchor, act }} thing-menu-wanted - by the button, the right mouse button or Shift+F10; with `act` by Play
 * @event {{ first }} first-row-changed - another card is the first one in sight
 */
export class SlipstreamCoverGrid extends LitElement {
  static override styles = [sharedStyles, coverGridStyles]
  static override properties = {
    cards: { attribute: false },
    label: {},
    lines: { type: Number },
    _width: { state: true },
  }

  declare cards: RowSource<Card>
  /** What the grid is called. */
  declare label: string
  /** The most lines to show, of which the last one is full where there is more than one; 0: all there are. */
  declare lines: number
  declare private _width: number

  #active = 0
  #first = 0
  #isFocused = false
  /** The focus goes to the active card as soon as it is in the page. */
  #wantsFocus = false
  #observer: ResizeObserver | null = null
  readonly #rows = new VirtualRows(this, {
    body: () => this.renderRoot.querySelector('.body'),
    count: () => Math.ceil(this.#count / this.#columns),
    rowHeight: () => this.#rowHeight,
    keptRow: () => (this.#isFocused || this.#wantsFocus ? Math.floor(this.#active / this.#columns) : null),
  })

  constructor() {
    super()
    this.cards = new WholeList<Card>([])
    this.label = ''
    this.lines = 0
    this._width = 0
    new Watch(this, () => this.cards)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#observer = new ResizeObserver(([entry]) => (this._width = entry?.contentRect.width ?? 0))
    this.#observer.observe(this)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#observer?.disconnect()
  }

  /** Puts the focus on the card that had it last. */
  override focus(): void {
    const card = this.renderRoot.querySelector<HTMLElement>(`[data-index="${this.#active}"]`)
    this.#wantsFocus = card === null
    card?.focus({ preventScroll: true })
  }

  /** Scrolls to a card. */
  scrollToCard(index: number): void {
    this.#rows.scrollTo(Math.floor(index / this.#columns))
  }

  protected override willUpdate(): void {
    this.#active = Math.min(this.#active, Math.max(0, this.#count - 1))
  }

  protected override updated(): void {
    if (this.#wantsFocus) this.focus()
    const { indexes } = this.#rows
    const last = indexes.at(-1) ?? FIRST_LINES
    if (this._width === 0) return
    this.cards.want((indexes[0] ?? 0) * this.#columns, (last + 1) * this.#columns)
    const firstCard = this.#rows.first * this.#columns
    if (firstCard === this.#first) return
    this.#first = firstCard
    emit(this, 'first-row-changed', { first: firstCard })
  }

  protected override render(): TemplateResult {
    if (this._width === 0) return html`<div class="body"></div>`
    return html`<div
      class="body"
      role="list"
      aria-label=${this.label || nothing}
      ${styled({ height: `${this.#rows.height}px`, '--columns': String(this.#columns) })}
      @keydown=${(event: KeyboardEvent) => this.#move(event)}
      @click=${(event: MouseEvent) => this.#click(event)}
      @contextmenu=${(event: MouseEvent) => this.#openMenu(event)}
      @focusin=${(event: FocusEvent) => this.#attend(event)}
      @focusout=${() => (this.#isFocused = false)}
    >
      ${repeat(
        this.#rows.placed,
        ({ slot }) => slot,
        ({ index: line }) =>
          html`<div
            class="line"
            role="presentation"
            ${styled({ transform: `translateY(${this.#rows.topOf(line)}px)` })}
          >
            ${this.#line(line)}
          </div>`,
      )}
    </div>`
  }

  #line(line: number): readonly TemplateResult[] {
    const first = line * this.#columns
    const count = Math.min(this.#columns, this.#count - first)
    return Array.from({ length: count }, (_, column) => this.#card(first + column))
  }

  #card(index: number): TemplateResult {
    const card = this.cards.get(index)
    const setSize = this.#count
    if (card === undefined)
      return html`<div class="card" role="listitem" aria-setsize=${setSize} aria-posinset=${index + 1}>
        <span class="art"></span><span class="unseen">Loading</span>
      </div>`
    return html`<div
      class="card ${classMap({ round: card.isRound, absent: card.isAbsent })}"
      role="listitem"
      data-place=${index}
      aria-setsize=${setSize}
      aria-posinset=${index + 1}
    >
      ${art(card.art, COVER_PIXELS)}
      <a
        class="title clipped"
        href=${card.href}
        title=${card.title}
        data-index=${index}
        tabindex=${index === this.#active ? 0 : -1}
        >${card.title}</a
      >
      ${
        card.belowHref === null
          ? html`<span class="below quiet clipped">${card.below}</span>`
          : html`<a class="below quiet clipped" href=${card.belowHref} tabindex="-1">${card.below}</a>`
      }
      <span class="over">
        <button
          class="icon-button"
          tabindex="-1"
          data-act="play"
          ?disabled=${card.isAbsent}
          aria-label="Play ${card.title}"
          title="Play"
        >
          ${icons.play}
        </button>
        <button
          class="icon-button"
          tabindex="-1"
          data-act="menu"
          aria-haspopup="menu"
          aria-label="More about ${card.title}"
          title="More"
        >
          ${icons.more}
        </button>
      </span>
    </div>`
  }

  get #count(): number {
    const { length } = this.cards
    const columns = this.#columns
    if (this.lines === 0 || length <= columns) return length
    return Math.min(this.lines, Math.floor(length / columns)) * columns
  }

  get #columns(): number {
    return Math.max(MIN_CARDS, Math.floor((this._width + GAP) / (MIN_CARD + GAP)))
  }

  get #rowHeight(): number {
    const card = (this._width - GAP * (this.#columns - 1)) / this.#columns
    return Math.round(card + TEXT_REM * remPixels() + LINE_GAP)
  }

  #attend({ target }: FocusEvent): void {
    this.#isFocused = true
    if (!(target instanceof HTMLElement)) return
    const index = Number(target.dataset['index'] ?? NaN)
    if (Number.isNaN(index) || index === this.#active) return
    this.#active = index
    this.requestUpdate()
  }

  #move(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    if (event.target instanceof HTMLButtonElement) return
    const to = movedTo(event.key, this.#active, {
      length: this.#count,
      columns: this.#columns,
      pageRows: this.#rows.pageRows,
    })
    if (to === null) return
    event.preventDefault()
    this.#focusCard(to)
  }

  #click(event: MouseEvent): void {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    const card = this.#cardOf(event)
    if (button === null || card === undefined) return
    this.#wantMenu(card, button, button.dataset['act'] === 'play' ? { act: 'play' } : {})
  }

  /** By right click, a long press, or Shift and F10; a link to something else than the card keeps the menu of the browser. */
  #openMenu(event: MouseEvent): void {
    const { target } = event
    const card = this.#cardOf(event)
    if (card === undefined || !(target instanceof Element) || target.closest('a.below') !== null) return
    event.preventDefault()
    const anchor = target.closest('.card')?.querySelector<HTMLElement>('.title')
    if (anchor) this.#wantMenu(card, anchor)
  }

  #wantMenu({ thing }: Card, anchor: HTMLElement, how: Pick<MenuRequest, 'act'> = {}): void {
    emit(this, 'thing-menu-wanted', { subject: thing, source: thing, anchor, ...how })
  }

  #cardOf({ target }: Event): Card | undefined {
    const card = target instanceof Element ? target.closest<HTMLElement>('[data-place]') : null
    return card === null ? undefined : this.cards.get(Number(card.dataset['place']))
  }

  #focusCard(index: number): void {
    this.#active = index
    this.#wantsFocus = true
    this.#rows.reveal(Math.floor(index / this.#columns))
    this.requestUpdate()
  }
}

customElements.define('slipstream-cover-grid', SlipstreamCoverGrid)
