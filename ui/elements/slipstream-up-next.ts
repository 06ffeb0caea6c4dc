import type { PropertyValues, TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { Suggestion } from '../data/recommendations.ts'
import { reasonWords } from '../data/recommendations.ts'
import type { Suggestions } from '../data/suggestions.ts'
import { noSuggestions, visible } from '../data/suggestions.ts'
import type { QueueEntry } from '../data/queue.ts'
import type { Track } from '../data/tracks.ts'
import { artistOf } from '../data/tracks.ts'
import { emit } from '../events.ts'
import { art } from './art.ts'
import { sharedStyles } from './shared.styles.ts'
import { upNextStyles } from './slipstream-up-next.styles.ts'

/** How many of the played tracks are shown. */
const PLAYED_SHOWN = 10

/**
 * @summary What comes next and why, changing by itself, but not under somebody's hand; below it what was played.
 * @event {{ trackId }} suggestion-picked - the listener wants this one now
 * @event {{ entryId }} played-picked - the listener wants a played track again
 * @event pending-wanted - the listener asked for the new suggestions that wait
 * @event {{ held }} attention-changed - whether the list may not change now
 */
export class SlipstreamUpNext extends LitElement {
  static override styles = [sharedStyles, upNextStyles]
  static override properties = {
    suggestions: { attribute: false },
    currentId: { attribute: false },
    played: { attribute: false },
    named: { attribute: false },
    knownTracks: { attribute: false },
  }

  declare suggestions: Suggestions
  declare currentId: string | null
  /** Newest first. */
  declare played: readonly QueueEntry[]
  /** What is known of a track that a suggestion leaves without a name. */
  declare named: (trackId: string) => Track | null
  /** Changes whenever `named` may answer something else. */
  declare knownTracks: number

  #pointed = false
  /** The button for new suggestions goes away once it is pressed: the focus then goes to what it brought. */
  #focusesFirst = false

  constructor() {
    super()
    this.suggestions = noSuggestions
    this.currentId = null
    this.played = []
    this.named = () => null
    this.knownTracks = 0
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!this.#focusesFirst || !changed.has('suggestions')) return
    this.#focusesFirst = false
    this.renderRoot.querySelector<HTMLButtonElement>('.item')?.focus()
  }

  protected override render(): TemplateResult {
    const items = visible(this.suggestions)
    return html`
      <div
        class="kept-still"
        @pointerenter=${(event: PointerEvent) => this.#point(event.pointerType !== 'touch')}
        @pointerleave=${() => this.#point(false)}
        @focusin=${() => this.#attend()}
        @focusout=${(event: FocusEvent) => this.#attend(event.relatedTarget)}
      >
        <header>
          <h2 id="title">Up next</h2>
          ${
            this.suggestions.pending === null
              ? nothing
              : html`<button class="pending" @click=${() => this.#release()}>New suggestions</button>`
          }
        </header>
        <ol class="suggestions" aria-labelledby="title">
          ${repeat(
            items,
            ({ trackId }) => trackId,
            (item) => this.#suggestion(item),
          )}
        </ol>
      </div>
      ${items.length === 0 ? this.#empty() : nothing} ${this.played.length === 0 ? nothing : this.#history()}
    `
  }

  #suggestion(item: Suggestion): TemplateResult {
    const { trackId, reason } = item
    const known = this.named(trackId)
    const { title } = item
    const seed =
      reason.seedTitle ?? (reason.seedTrackId === null ? null : (this.named(reason.seedTrackId)?.title ?? null))
    const fresh = this.suggestions.fresh.has(trackId)
    const current = trackId === this.currentId
    return html`<li class=${fresh ? 'fresh' : ''}>
      <button
        class="item"
        aria-current=${current ? 'true' : nothing}
        @click=${() => emit(this, 'suggestion-picked', { trackId })}
      >
        ${art(known ?? { trackId, hasArt: false })}
        <span class="names">
          <span class="unseen">Play</span>
          <span class="title clipped">${title}</span>
          <span class="quiet clipped">${artistOf({ artist: item.artist })}</span>
          <span class="why">${current ? 'Playing now' : reasonWords(reason, seed)}</span>
        </span>
      </button>
    </li>`
  }

  #empty(): TemplateResult {
    return html`<p class="empty quiet">
      ${
        this.suggestions.shown === null
          ? 'Play something: suggestions appear here, and change with what you like, skip and finish.'
          : 'Nothing more for now. What you play, like or skip next brings new suggestions.'
      }
    </p>`
  }

  #history(): TemplateResult {
    return html`<details>
      <summary>Played</summary>
      <ol>
        ${this.played.slice(0, PLAYED_SHOWN).map(
          ({ entryId, track }) =>
            html`<li>
              <button class="item small" @click=${() => emit(this, 'played-picked', { entryId })}>
                ${art(track)}
                <span class="names">
                  <span class="unseen">Play again</span>
                  <span class="title clipped">${track.title}</span>
                  <span class="quiet clipped">${artistOf(track)}</span>
                </span>
              </button>
            </li>`,
        )}
      </ol>
    </details>`
  }

  #release(): void {
    this.#focusesFirst = true
    emit(this, 'pending-wanted', null)
  }

  #point(pointed: boolean): void {
    this.#pointed = pointed
    this.#attend()
  }

  /** A click also leaves the focus behind; only one that is shown, as the keyboard's is, holds the list. */
  #attend(goesTo?: EventTarget | null): void {
    const list = this.renderRoot.querySelector('.kept-still')
    const focused = goesTo === undefined ? (list?.querySelector(':focus-visible') ?? null) : goesTo
    const inside = focused instanceof Node && list?.contains(focused) === true
    emit(this, 'attention-changed', { held: this.#pointed || inside })
  }
}

customElements.define('slipstream-up-next', SlipstreamUpNext)
