import type { TemplateResult } from 'lit'
import { LitElement, css, html, nothing } from 'lit'
import { liveContext, playerContext } from '../context.ts'
import { isOfStream, sourceWords } from '../data/source-words.ts'
import { artistOf } from '../data/tracks.ts'
import { art } from './art.ts'
import { Life } from './life.ts'
import { queueStyles } from './queue.styles.ts'
import { sharedStyles } from './shared.styles.ts'
import './slipstream-before.ts'
import './slipstream-live.ts'
import type { SlipstreamLive } from './slipstream-live.ts'
import './slipstream-resizer.ts'
import './slipstream-yours.ts'
import { FromContext } from './watch.ts'
import { scrollerOf } from './virtual-rows.ts'

/**
 * @summary The queue in its zones: what plays, what the listener chose, what the stream chose, and what was played. Nothing in it moves
 * while somebody is at it.
 */
export class SlipstreamQueue extends LitElement {
  static override styles = [
    sharedStyles,
    queueStyles,
    css`
      :host {
        display: block;
        padding-block: var(--space-2) var(--space-5);
        container-type: inline-size;
      }
      /* Two columns of rows where one would be too wide to read: what the listener chose, and what the stream did. */
      @container (min-width: 800px) {
        .zones {
          display: grid;
          grid-template: auto auto 1fr / minmax(0, 1fr) minmax(0, 1fr);
          column-gap: 48px;
          align-items: start;
        }
        .zones > * {
          grid-column: 1;
        }
        .zones > slipstream-live {
          grid-area: 1 / 2 / span 3;
        }
      }
      .now .row {
        --art-size: 56px;
        padding-block: var(--space-2);
      }
      /* Room enough for a look at the cover. */
      @media (min-width: 2000px) and (min-height: 1000px) {
        :host(:not([wide])) .now .row {
          display: grid;
          gap: var(--space-2);
          --art-size: 100%;
        }
        :host(:not([wide])) .now .art {
          height: auto;
          aspect-ratio: 1;
          border-radius: var(--radius-large);
        }
      }
      .badge {
        font-size: 0.8125rem;
        color: var(--accent);
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .badge.live {
        color: var(--live);
      }
    `,
  ]

  readonly #player = new FromContext(this, playerContext)
  readonly #live = new FromContext(this, liveContext)
  readonly #life = new Life(this)
  /** Fingers that are on the queue, by their ids. */
  readonly #fingers = new Set<number>()

  /** Opens the reason of the row that has the focus, else of the first of Live. */
  openWhy(): void {
    this.renderRoot.querySelector<SlipstreamLive>('slipstream-live')?.openWhy()
  }

  /** Plays the song that stands there in Live. @param place from 0 */
  playLive(place: number): void {
    this.renderRoot.querySelector<SlipstreamLive>('slipstream-live')?.play(place)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    const { signal } = this.#life
    const on = <T extends keyof HTMLElementEventMap>(type: T, react: (event: HTMLElementEventMap[T]) => void) =>
      this.addEventListener(type, react, { signal, passive: true })
    on('pointerenter', ({ pointerType }) => pointerType !== 'touch' && this.#list.point(true))
    on('pointerleave', ({ pointerType }) => pointerType !== 'touch' && this.#list.point(false))
    on('pointerdown', (event) => this.#touch(event, true))
    on('focusin', () => this.#list.focus(this.#isFocusShown()))
    on('focusout', ({ relatedTarget }) =>
      this.#list.focus(relatedTarget instanceof Node && this.contains(relatedTarget)),
    )
    // The focus that goes from row to row is no event out here: a click ends the hold of the keyboard.
    on('click', () => this.#list.focus(this.#isFocusShown()))
    // A finger may leave the queue before it is lifted.
    for (const type of ['pointerup', 'pointercancel'] as const)
      window.addEventListener(type, (event) => this.#touch(event, false), { signal, passive: true })
    scrollerOf(this)?.addEventListener('scroll', () => this.#list.scrolled(), { signal, passive: true })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#fingers.clear()
    this.#list.point(false)
    this.#list.focus(false)
    this.#list.touch(0)
  }

  protected override render(): TemplateResult {
    return html`<div class="zones">
      ${this.#now()}
      <slipstream-yours></slipstream-yours>
      <slipstream-live></slipstream-live>
      <slipstream-before></slipstream-before>
    </div>`
  }

  get #list() {
    return this.#live.store.list
  }

  #now(): TemplateResult | typeof nothing {
    const { now } = this.#player.store
    if (now === null) return nothing
    const { track, source } = now
    const words = sourceWords(source)
    return html`<section class="now" aria-labelledby="now">
      <div class="head"><h2 id="now">Now</h2></div>
      <div class="row">
        ${art(track)}
        <span class="names">
          <span class="title">${track.title}</span>
          <span class="quiet clipped">${artistOf(track)}</span>
          ${words === '' ? nothing : html`<span class="badge ${isOfStream(source) ? 'live' : ''}" title=${words}>${words}</span>`}
        </span>
      </div>
    </section>`
  }

  #touch({ pointerType, pointerId }: PointerEvent, down: boolean): void {
    if (pointerType !== 'touch') return
    if (down) this.#fingers.add(pointerId)
    else if (!this.#fingers.delete(pointerId)) return
    this.#list.touch(this.#fingers.size)
  }

  /** A click leaves the focus behind too; only one that is shown, as the keyboard's is, holds the list. */
  #isFocusShown(): boolean {
    let element = this.shadowRoot?.activeElement ?? null
    while (element?.shadowRoot?.activeElement != null) element = element.shadowRoot.activeElement
    return element?.matches(':focus-visible') === true
  }
}

customElements.define('slipstream-queue', SlipstreamQueue)
