import type { PropertyValues, TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { liveContext, playerContext, settingsContext } from '../context.ts'
import { playIdsWith } from '../data/play-ids.ts'
import { radioOf } from '../data/radio.ts'
import { reasonWords } from '../data/reasons.ts'
import type { Suggestion } from '../data/recommendations.ts'
import { artistOf } from '../data/tracks.ts'
import { emit } from '../events.ts'
import { art } from './art.ts'
import { icons } from './icons.ts'
import type { RowPlaces } from './moving-rows.ts'
import { fadeRows, moveRows, placesOf } from './moving-rows.ts'
import { queueStyles } from './queue.styles.ts'
import { RowFocus } from './row-focus.ts'
import { sharedStyles } from './shared.styles.ts'
import { liveStyles } from './slipstream-live.styles.ts'
import './slipstream-tune.ts'
import { FromContext, Watch } from './watch.ts'

/** Rows that are shown at first, and those that *show more* adds. */
const SHOWN = 8
const MORE = 12

/** What a press on a row asks for. */
type Does = 'play' | 'next' | 'keep' | 'less' | 'why'

/** What was under a finger or a pointer when it came down. */
interface Aim {
  readonly trackId: string
  readonly does: Does
}

/**
 * @summary What the stream has chosen to come next, with the reason for each. It changes after the listener's acts, and not under
 * somebody's hand.
 */
export class SlipstreamLive extends LitElement {
  static override styles = [sharedStyles, queueStyles, liveStyles]
  static override properties = { _all: { state: true }, _why: { state: true } }

  /** Whether all rows are shown. */
  declare private _all: boolean
  /** The track whose reason is open; empty for none. */
  declare private _why: string

  readonly #live = new FromContext(this, liveContext)
  readonly #player = new FromContext(this, playerContext)
  readonly #settings = new FromContext(this, settingsContext)
  readonly #focus = new RowFocus(this, { count: () => this.#rows.length })
  /** As they are in the page: while the list is held, what was played from it stays. */
  #rows: readonly Suggestion[] = []
  #shownId = ''
  #before: RowPlaces | null = null
  #aim: Aim | null = null

  constructor() {
    super()
    this._all = false
    this._why = ''
    new Watch(this, () => this.#list)
  }

  /** Opens the reason of the row with the focus, else of the first. */
  openWhy(): void {
    const row = this.#rows[this.#focus.active]
    if (row !== undefined) this.#toggleWhy(row.trackId)
  }

  /** Plays the row that stands there. @param place from 0 */
  play(place: number): void {
    const row = this.#rows[place]
    if (row !== undefined) this.#do({ trackId: row.trackId, does: 'play' })
  }

  protected override willUpdate(): void {
    const { held, shown } = this.#list
    const shownId = shown?.recommendationId ?? ''
    const rows = this.#player.store.suggestions.slice(0, this._all ? SHOWN + MORE : SHOWN)
    const isStill = held && shownId === this.#shownId && this.#rows.length > 0 && rows.length <= this.#rows.length
    if (isStill) return
    if (this.hasUpdated) this.#before = placesOf(this.#rowElements())
    this.#shownId = shownId
    this.#rows = rows
    if (!rows.some(({ trackId }) => trackId === this._why)) this._why = ''
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed)
    if (this.#before === null) return
    const rows = this.#rowElements()
    const layer = this.renderRoot.querySelector<HTMLElement>('.leaving')
    if (layer !== null) fadeRows(this.#before, new Set(this.#rows.map(({ trackId }) => trackId)), layer)
    moveRows(this.#before, rows)
    this.#before = null
  }

  protected override render(): TemplateResult {
    const { held } = this.#list
    return html`
      ${this.#head()}
      <slipstream-tune></slipstream-tune>
      ${this.#changed()}
      <ol
        aria-label="Live"
        class=${held ? 'held' : ''}
        data-list=${this.#shownId}
        @keydown=${(event: KeyboardEvent) => this.#press(event)}
        @pointerdown=${(event: PointerEvent) => (this.#aim = aimOf(event))}
        @click=${(event: MouseEvent) => this.#click(event)}
        @contextmenu=${(event: MouseEvent) => this.#menu(event)}
      >
        ${repeat(
          this.#rows,
          ({ trackId }) => trackId,
          (item, index) => this.#row(item, index),
        )}
      </ol>
      <div class="leaving" aria-hidden="true"></div>
      ${this.#rows.length === 0 ? this.#empty() : this.#more()}
    `
  }

  get #list() {
    return this.#live.store.list
  }

  #rowElements(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('ol > li')]
  }

  #head(): TemplateResult {
    const player = this.#player.store
    const { pinned } = this.#list
    return html`<div class="head">
      <h2>Live</h2>
      <button
        class="switch"
        role="switch"
        aria-checked=${String(player.goesOn)}
        title="Whether Live plays when Yours is empty"
        @click=${() => player.setGoesOn(!player.goesOn)}
      >
        Goes on by itself
      </button>
      <button
        class="switch"
        aria-pressed=${String(pinned)}
        title="Nothing in Live moves until you press this again (H)"
        @click=${() => this.#pin(!pinned)}
      >
        ${icons.hold} Hold
      </button>
    </div>`
  }

  #changed(): TemplateResult {
    const { waiting, change } = this.#list
    const undo = change?.undo ?? null
    return html`<div class="changed">
      ${
        waiting > 0
          ? html`<button class="waiting" @click=${() => void this.#release()}>
              ${waiting === 1 ? '1 change' : `${waiting} changes`}
            </button>`
          : html`<span>${change?.words ?? ''}</span>${
                undo === null
                  ? nothing
                  : html`<button
                      class="plain"
                      @click=${() => this.#player.store.takeBack({ ...undo, playIds: playIdsWith(undo.playId) })}
                    >
                      Undo
                    </button>`
              }`
      }
    </div>`
  }

  #row(item: Suggestion, index: number): TemplateResult {
    const { trackId, title } = item
    const player = this.#player.store
    const isFresh = this.#list.state.change?.fresh.has(trackId) === true
    const isGone = !player.suggestions.some((other) => other.trackId === trackId)
    const isOpen = this._why === trackId
    const tab = this.#focus.tabIndex(index)
    return html`<li
      class="${isFresh ? 'fresh' : ''} ${isGone ? 'played' : ''}"
      data-key=${trackId}
      data-index=${index}
      @focusin=${() => this.#focus.entered(index)}
    >
      <button class="row" data-does="play" tabindex=${tab}>
        ${art(item)}
        <span class="names">
          <span class="unseen">Play</span>
          <span class="title clipped" title=${title}>${title}</span>
          <span class="quiet clipped">${artistOf(item)}</span>
          ${isFresh ? html`<span class="unseen">New in this list</span>` : nothing}
        </span>
      </button>
      <span class="does">
        ${this.#button('next', `Play ${title} next`, icons.playNext)}
        ${this.#button('keep', `Keep ${title}`, icons.keep)}
        ${this.#button('less', `Less like ${title}`, icons.dislike)}
      </span>
      <button
        class="reason"
        data-does="why"
        tabindex="-1"
        aria-expanded=${String(isOpen)}
        aria-label=${`Why ${title}: ${this.#words(item)}`}
      >
        <span>${isGone ? this.#goneWords(trackId) : isOpen ? 'Hide why' : this.#words(item)}</span>
      </button>
      ${isOpen ? html`<slipstream-why .item=${item} .words=${this.#words(item)}></slipstream-why>` : nothing}
    </li>`
  }

  #button(does: Does, label: string, icon: unknown): TemplateResult {
    const fine = does === 'keep' ? '' : 'fine'
    return html`<button class="icon-button ${fine}" data-does=${does} tabindex="-1" aria-label=${label} title=${label}>
      ${icon}
    </button>`
  }

  #words(item: Suggestion): string {
    const player = this.#player.store
    const known = item.reason.seedTrackId === null ? null : player.tracks.get(item.reason.seedTrackId)
    return reasonWords(item, item.reason.seedTitle ?? known?.title ?? null, radioOf(player))
  }

  #goneWords(trackId: string): string {
    return this.#live.store.isNotToday(trackId) ? 'Not today' : 'Played from here'
  }

  #more(): TemplateResult | typeof nothing {
    const hidden = this.#player.store.suggestions.length - this.#rows.length
    if (!this._all && hidden <= 0) return nothing
    return html`<button class="more" @click=${() => (this._all = !this._all)}>
      ${this._all ? 'Show fewer' : `Show ${hidden} more`}
    </button>`
  }

  #empty(): TemplateResult {
    return html`<p class="empty quiet">
      ${
        this.#list.shown === null
          ? 'Play something: what could come next appears here, and changes with what you like, skip and finish.'
          : 'Nothing more for now. What you play, like or skip next brings new songs.'
      }
    </p>`
  }

  /** A press counts for what was under it when it came down, whatever is there now. */
  #click(event: MouseEvent): void {
    const aim = event.detail > 0 && this.#aim !== null ? this.#aim : aimOf(event)
    this.#aim = null
    if (aim !== null) this.#do(aim)
  }

  /** By right click, a long press, or Shift and F10. */
  #menu(event: MouseEvent): void {
    const row = rowOf(event)
    const item = this.#rows.find(({ trackId }) => trackId === row?.dataset['key'])
    if (row === null || item === undefined) return
    event.preventDefault()
    emit(this, 'thing-menu-wanted', {
      subject: { kind: 'suggestion', track: item },
      source: { kind: 'recommendation', id: this.#shownId, name: this.#words(item) },
      anchor: row.querySelector('button') ?? row,
    })
  }

  #do({ trackId, does }: Aim): void {
    const player = this.#player.store
    const item = this.#rows.find((row) => row.trackId === trackId)
    if (item === undefined) return
    switch (does) {
      case 'play':
        // A row that was played from here stays as long as the list is held, and can be played again.
        if (player.suggestions.some((row) => row.trackId === trackId)) player.playSuggestion(trackId)
        else player.playOne(item, { kind: 'recommendation', id: this.#shownId, name: this.#words(item) })
        return
      case 'next':
        player.playNext([item], { kind: 'recommendation', id: this.#shownId, name: this.#words(item) })
        return
      case 'keep':
        player.keep(item)
        return
      case 'less':
        player.dislike(item)
        return
      case 'why':
        this.#toggleWhy(trackId)
    }
  }

  #press(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this._why !== '') {
      event.preventDefault()
      void this.#closeWhy()
      return
    }
    if (this.#focus.press(event) || event.ctrlKey || event.metaKey || event.altKey) return
    const row = this.#rows[this.#focus.active]
    const does = keyOf(event)
    if (row === undefined || does === null || isInWhy(event)) return
    event.preventDefault()
    event.stopPropagation()
    this.#do({ trackId: row.trackId, does })
  }

  #toggleWhy(trackId: string): void {
    this._why = this._why === trackId ? '' : trackId
    // Without an answer of the server it is closed again.
    import('./slipstream-why.ts').catch(() => (this._why = ''))
  }

  /** The focus goes back to what opened it. */
  async #closeWhy(): Promise<void> {
    const row = this.renderRoot.querySelector(`li[data-key="${CSS.escape(this._why)}"]`)
    this._why = ''
    await this.updateComplete
    row?.querySelector<HTMLElement>('.reason')?.focus()
  }

  #pin(on: boolean): void {
    this.#list.pin(on)
    this.#settings.store.set({ held: on })
  }

  async #release(): Promise<void> {
    this.#list.release()
    await this.updateComplete
    await this.#focus.focus(0)
  }
}

/** The row that an event came from. */
function rowOf(event: Event): HTMLElement | null {
  const path = event.composedPath().filter((node) => node instanceof HTMLElement)
  return path.find((node) => node.dataset['key'] !== undefined) ?? null
}

function aimOf(event: Event): Aim | null {
  const path = event.composedPath().filter((node) => node instanceof HTMLElement)
  const does = path.find((node) => node.dataset['does'] !== undefined)?.dataset['does']
  const trackId = rowOf(event)?.dataset['key']
  return trackId === undefined || !isDoes(does) ? null : { trackId, does }
}

const DOES: ReadonlySet<string> = new Set<Does>(['play', 'next', 'keep', 'less', 'why'])

function isDoes(text: string | undefined): text is Does {
  return text !== undefined && DOES.has(text)
}

function keyOf({ key, shiftKey }: KeyboardEvent): Does | null {
  if (key === 'Enter' && shiftKey) return 'next'
  if (key === 'Delete') return 'less'
  return key.toLowerCase() === 'a' ? 'keep' : key.toLowerCase() === 'w' ? 'why' : null
}

function isInWhy(event: Event): boolean {
  return event.composedPath().some((node) => node instanceof Element && node.localName === 'slipstream-why')
}

customElements.define('slipstream-live', SlipstreamLive)
