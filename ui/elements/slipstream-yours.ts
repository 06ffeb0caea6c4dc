import type { TemplateResult } from 'lit'
import { LitElement, css, html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { announcerContext, playerContext } from '../context.ts'
import type { QueueEntry } from '../data/queue.ts'
import { artistOf } from '../data/tracks.ts'
import { emit } from '../events.ts'
import { art } from './art.ts'
import { icons } from './icons.ts'
import { queueStyles } from './queue.styles.ts'
import { RowFocus } from './row-focus.ts'
import { sharedStyles } from './shared.styles.ts'
import { FromContext } from './watch.ts'
import { VirtualRows, remPixels } from './virtual-rows.ts'

/** As in the styles: rows grow with the letters that a browser is set to. */
const ROW_REM = 3.5

/** Rows that are shown at first: Live stands below. */
const SHOWN = 5

/** A row that is dragged, and where it would be put. */
interface Drag {
  readonly entryId: string
  readonly from: number
  readonly to: number
}

/** @summary What the listener chose to come next. Only they move it: by dragging, with buttons, with Alt and the arrow keys. */
export class SlipstreamYours extends LitElement {
  static override styles = [
    sharedStyles,
    queueStyles,
    css`
      .head {
        flex-wrap: nowrap;
      }
      .head > * {
        flex: none;
      }
      /* It comes and goes in the room that is left: nothing moves for it. */
      .head .undo {
        flex: 0 1 auto;
        display: flex;
        min-width: 0;
        white-space: pre;
      }
      ol {
        position: relative;
      }
      li {
        position: absolute;
        inset-inline: 0;
        height: 3.5rem;
      }
      li.dragged {
        z-index: 1;
        background: var(--wash);
        opacity: 0.9;
      }
      .drop {
        position: absolute;
        inset-inline: 0;
        z-index: 2;
        height: 3px;
        margin-block-start: -1px;
        border-radius: 2px;
        background: var(--accent);
        pointer-events: none;
      }
      .grip {
        flex: none;
        display: grid;
        place-items: center;
        width: 28px;
        height: 44px;
        color: var(--edge);
        cursor: grab;
        touch-action: none;
      }
    `,
  ]
  static override properties = { _all: { state: true }, _drag: { state: true } }

  /** Whether all rows are shown. */
  declare private _all: boolean

  declare private _drag: Drag | null
  readonly #player = new FromContext(this, playerContext)
  readonly #announcer = new FromContext(this, announcerContext)
  /** CSS pixels. */
  readonly #rowHeight = ROW_REM * remPixels()
  readonly #window = new VirtualRows(this, {
    body: () => this.renderRoot.querySelector('ol'),
    count: () => this.#rows.length,
    rowHeight: () => this.#rowHeight,
    // The row that Tab leads to is in the page wherever one has scrolled.
    keptRow: () => this.#focus.active,
  })
  readonly #focus = new RowFocus(this, {
    count: () => this.#rows.length,
    reveal: (index) => this.#window.reveal(index),
  })

  constructor() {
    super()
    this._all = false
    this._drag = null
  }

  protected override render(): TemplateResult {
    const entries = this.#rows
    const rows = this.#window.indexes.flatMap((index) => {
      const entry = entries[index]
      return entry === undefined ? [] : [[entry, index] as const]
    })
    return html`
      ${this.#head()}
      ${
        entries.length === 0
          ? html`<p class="empty quiet">Albums, lists and songs that you add play first, in your order.</p>`
          : html`<ol
              aria-label="Yours"
              .style=${`height:${entries.length * this.#rowHeight}px`}
              @keydown=${(event: KeyboardEvent) => this.#press(event)}
            >
              ${repeat(
                rows,
                ([{ entryId }]) => entryId,
                ([entry, index]) => this.#row(entry, index),
              )}
              ${
                this._drag === null
                  ? nothing
                  : html`<div
                      class="drop"
                      .style=${`top:${this._drag.to * this.#rowHeight}px`}
                      aria-hidden="true"
                    ></div>`
              }
            </ol>`
      }
      ${this.#more()}
    `
  }

  get #entries(): readonly QueueEntry[] {
    return this.#player.store.yours
  }

  get #rows(): readonly QueueEntry[] {
    const entries = this.#entries
    return this._all || entries.length <= SHOWN + 1 ? entries : entries.slice(0, SHOWN)
  }

  #more(): TemplateResult | typeof nothing {
    const hidden = this.#entries.length - SHOWN
    if (hidden <= 1) return nothing
    return html`<button class="more" aria-expanded=${String(this._all)} @click=${() => (this._all = !this._all)}>
      ${this._all ? 'Show fewer' : `Show ${hidden.toLocaleString('en')} more`}
    </button>`
  }

  #head(): TemplateResult {
    const player = this.#player.store
    const count = this.#entries.length
    return html`<div class="head">
      <h2>Yours${count === 0 ? nothing : html` <span class="quiet">${count.toLocaleString('en')}</span>`}</h2>
      ${
        player.undoable === null
          ? nothing
          : html`<button class="plain undo" @click=${() => player.undo()} title="Z">
              <span class="clipped">${player.undoable}</span><span> · Undo</span>
            </button>`
      }
      ${count === 0 ? nothing : html`<button class="plain" @click=${() => player.clearYours()}>Clear</button>`}
    </div>`
  }

  #row({ entryId, track }: QueueEntry, index: number): TemplateResult {
    const { title } = track
    const count = this.#entries.length
    const does = (label: string, icon: unknown, run: () => void, off = false) =>
      html`<button
        class="icon-button ${label.startsWith('Remove') ? '' : 'fine'}"
        tabindex="-1"
        aria-label=${label}
        title=${label}
        ?disabled=${off}
        @click=${run}
      >
        ${icon}
      </button>`
    return html`<li
      class=${this._drag?.entryId === entryId ? 'dragged' : ''}
      .style=${`top:${index * this.#rowHeight}px`}
      data-index=${index}
      aria-setsize=${count}
      aria-posinset=${index + 1}
      @focusin=${() => this.#focus.entered(index)}
      @contextmenu=${(event: MouseEvent) => this.#menu(event, index)}
    >
      <button
        class="row"
        tabindex=${this.#focus.tabIndex(index)}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Delete"
        @click=${() => this.#player.store.playEntry(entryId)}
      >
        ${art(track)}
        <span class="names">
          <span class="unseen">Play</span>
          <span class="title clipped" title=${title}>${title}</span>
          <span class="quiet clipped">${artistOf(track)}</span>
        </span>
      </button>
      <span class="does">
        ${does(`Move ${title} up`, icons.up, () => this.#move(index, index - 1), index === 0)}
        ${does(`Move ${title} down`, icons.down, () => this.#move(index, index + 1), index === count - 1)}
        ${does(`Remove ${title}`, icons.close, () => this.#remove(index))}
      </span>
      <span
        class="grip"
        aria-hidden="true"
        @pointerdown=${(event: PointerEvent) => this.#take(event, entryId, index)}
        @pointermove=${(event: PointerEvent) => this.#drag(event)}
        @pointerup=${() => this.#drop()}
        @pointercancel=${() => (this._drag = null)}
        >${icons.grip}</span
      >
    </li>`
  }

  #press(event: KeyboardEvent): void {
    if (this.#focus.press(event)) return
    const at = this.#focus.active
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (event.altKey && by !== 0) this.#move(at, at + by)
    else if (event.key === 'Delete') this.#remove(at)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  /** By right click, a long press, or Shift and F10. */
  #menu(event: MouseEvent, index: number): void {
    const entry = this.#entries[index]
    if (entry === undefined || !(event.currentTarget instanceof HTMLElement)) return
    event.preventDefault()
    emit(this, 'thing-menu-wanted', {
      subject: { kind: 'tracks', tracks: [entry.track] },
      source: entry.source,
      anchor: event.currentTarget.querySelector('button') ?? event.currentTarget,
      remove: () => this.#remove(this.#entries.findIndex(({ entryId }) => entryId === entry.entryId)),
    })
  }

  /** Puts the entry at one place to another, as it will be then. */
  #move(from: number, to: number): void {
    const entries = this.#entries
    const entry = entries[from]
    if (entry === undefined || to < 0 || to >= entries.length || from === to) return
    const others = entries.filter(({ entryId }) => entryId !== entry.entryId)
    if (to >= this.#rows.length) this._all = true
    this.#player.store.move([entry.entryId], others[to - 1]?.entryId ?? null)
    this.#announcer.store.say(`${entry.track.title} is ${to + 1} of ${entries.length}`, 'act')
    void this.#focus.focus(to)
  }

  #remove(index: number): void {
    const entry = this.#entries[index]
    if (entry === undefined) return
    this.#player.store.remove([entry.entryId])
    this.#announcer.store.say(`${entry.track.title} removed. Z takes it back.`, 'act')
    void this.#focus.focus(index)
  }

  #take(event: PointerEvent, entryId: string, index: number): void {
    if (event.button !== 0 || !(event.currentTarget instanceof HTMLElement)) return
    event.preventDefault()
    event.currentTarget.setPointerCapture(event.pointerId)
    this._drag = { entryId, from: index, to: index }
  }

  #drag({ clientY }: PointerEvent): void {
    const list = this.renderRoot.querySelector('ol')
    if (this._drag === null || list === null) return
    const place = Math.round((clientY - list.getBoundingClientRect().top) / this.#rowHeight)
    const to = Math.max(0, Math.min(this.#entries.length, place))
    if (to !== this._drag.to) this._drag = { ...this._drag, to }
    this.#window.reveal(Math.min(to, this.#entries.length - 1))
  }

  #drop(): void {
    const drag = this._drag
    this._drag = null
    if (drag === null) return
    const from = this.#entries.findIndex(({ entryId }) => entryId === drag.entryId)
    this.#move(from, drag.to > from ? drag.to - 1 : drag.to)
  }
}

customElements.define('slipstream-yours', SlipstreamYours)
