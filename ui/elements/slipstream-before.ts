import type { TemplateResult } from 'lit'
import { LitElement, css, html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { playerContext } from '../context.ts'
import { playIdsOf } from '../data/play-ids.ts'
import type { QueueEntry } from '../data/queue.ts'
import { artistOf } from '../data/tracks.ts'
import { art } from './art.ts'
import { icons } from './icons.ts'
import { queueStyles } from './queue.styles.ts'
import { RowFocus } from './row-focus.ts'
import { sharedStyles } from './shared.styles.ts'
import { FromContext } from './watch.ts'
import { VirtualRows, remPixels } from './virtual-rows.ts'

/** As in the styles: rows grow with the letters that a browser is set to. */
const ROW_REM = 3.5

/** @summary What was played, the newest first. A play can be taken back: then it does not count. */
export class SlipstreamBefore extends LitElement {
  static override styles = [
    sharedStyles,
    queueStyles,
    css`
      summary {
        min-height: var(--target);
        padding-inline: var(--space-2);
        align-content: center;
        font-weight: 650;
        cursor: pointer;
        border-radius: var(--radius);
        outline-offset: -3px;
      }
      ol {
        position: relative;
      }
      li {
        position: absolute;
        inset-inline: 0;
        height: 3.5rem;
      }
    `,
  ]
  static override properties = { _open: { state: true }, _taken: { state: true } }

  declare private _open: boolean
  /** Entries that were taken back here. */
  declare private _taken: ReadonlySet<string>
  readonly #player = new FromContext(this, playerContext)
  /** CSS pixels. */
  readonly #rowHeight = ROW_REM * remPixels()
  readonly #window = new VirtualRows(this, {
    body: () => this.renderRoot.querySelector('ol'),
    count: () => this.#player.store.before.length,
    rowHeight: () => this.#rowHeight,
    // The row that Tab leads to is in the page wherever one has scrolled.
    keptRow: () => this.#focus.active,
  })
  readonly #focus = new RowFocus(this, {
    count: () => this.#player.store.before.length,
    reveal: (index) => this.#window.reveal(index),
  })

  constructor() {
    super()
    this._open = false
    this._taken = new Set()
  }

  protected override render(): TemplateResult | typeof nothing {
    const entries = this.#player.store.before
    if (entries.length === 0) return nothing
    return html`<details .open=${this._open} @toggle=${(event: Event) => this.#toggle(event)}>
      <summary>Before <span class="quiet">${entries.length}</span></summary>
      ${this._open ? this.#list(entries) : nothing}
    </details>`
  }

  #list(entries: readonly QueueEntry[]): TemplateResult {
    return html`<ol
      aria-label="Before"
      .style=${`height:${entries.length * this.#rowHeight}px`}
      @keydown=${(event: KeyboardEvent) => this.#focus.press(event)}
    >
      ${repeat(
        this.#window.indexes.flatMap((index) => {
          const entry = entries[index]
          return entry === undefined ? [] : [[entry, index] as const]
        }),
        ([{ entryId }]) => entryId,
        ([entry, index]) => this.#row(entry, index, entries.length),
      )}
    </ol>`
  }

  #row({ entryId, track, playbackId }: QueueEntry, index: number, count: number): TemplateResult {
    const isTaken = this._taken.has(entryId)
    return html`<li
      .style=${`top:${index * this.#rowHeight}px`}
      data-index=${index}
      aria-setsize=${count}
      aria-posinset=${index + 1}
      @focusin=${() => this.#focus.entered(index)}
    >
      <button class="row" tabindex=${this.#focus.tabIndex(index)} @click=${() => this.#player.store.playEntry(entryId)}>
        ${art(track)}
        <span class="names">
          <span class="unseen">Play again</span>
          <span class="title clipped" title=${track.title}>${track.title}</span>
          <span class="quiet clipped">${isTaken ? 'Taken back: it does not count' : artistOf(track)}</span>
        </span>
      </button>
      <span class="does">
        <button
          class="icon-button"
          tabindex="-1"
          aria-label=${`Take back the play of ${track.title}`}
          title=${playbackId === undefined ? 'Played elsewhere: take it back in the history' : 'Take back: this play does not count'}
          ?disabled=${isTaken || playbackId === undefined}
          @click=${() => this.#takeBack(entryId, track.trackId, playbackId)}
        >
          ${icons.undo}
        </button>
      </span>
    </li>`
  }

  #takeBack(entryId: string, trackId: string, playbackId = ''): void {
    this._taken = new Set([...this._taken, entryId])
    this.#player.store.takeBack({ event: 'played', trackId, playIds: playIdsOf(playbackId) })
  }

  #toggle({ target }: Event): void {
    if (target instanceof HTMLDetailsElement) this._open = target.open
  }
}

customElements.define('slipstream-before', SlipstreamBefore)
