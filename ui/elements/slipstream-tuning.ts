import type { TemplateResult } from 'lit'
import { LitElement, css, html, nothing } from 'lit'
import type { Wish } from '../data/plays.ts'
import { noWish } from '../data/plays.ts'
import { emit } from '../events.ts'
import { sharedStyles } from './shared.styles.ts'

/**
 * @summary What this sitting should be like, and whether it counts.
 * @event {{ wish }} session-wished - the listener wishes for other music from now on
 * @event session-disowned - nothing of this sitting is to count
 */
export class SlipstreamTuning extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        padding-inline: 0.75rem;
      }
      label {
        display: grid;
        gap: 0.25rem;
        margin-block: 0.5rem;
      }
      details {
        margin-block-end: 1rem;
      }
      summary {
        min-height: 2.75rem;
        align-content: center;
        cursor: pointer;
        font-weight: 600;
      }
      input {
        inline-size: 100%;
        accent-color: var(--accent);
      }
      .radios {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
        margin-block: 0.5rem;
      }
      .choice {
        min-height: 2.75rem;
        padding-inline: 0.75rem;
        border: 1px solid currentcolor;
      }
      .choice[aria-pressed='true'] {
        color: var(--accent);
        border-width: 2px;
      }
    `,
  ]
  static override properties = {
    wish: { attribute: false },
    disowned: { type: Boolean },
    idle: { type: Boolean },
    artist: {},
    genre: {},
  }

  declare wish: Wish
  declare disowned: boolean
  /** Nothing is loaded: a wish is told with the track at hand. */
  declare idle: boolean
  /** Of the track at hand; empty when it has none. */
  declare artist: string
  declare genre: string

  constructor() {
    super()
    this.wish = noWish
    this.disowned = false
    this.idle = true
    this.artist = ''
    this.genre = ''
  }

  protected override render(): TemplateResult {
    return html`<details>
      <summary>This session</summary>
      ${this.#slider('familiarity', 'New to familiar')} ${this.#slider('energy', 'Calm to energetic')}
      <div class="radios" role="group" aria-label="Radio">
        ${this.#radio('track', 'Radio of this track')}
        ${this.artist === '' && this.wish.radio !== 'artist' ? nothing : this.#radio('artist', 'Radio of this artist')}
        ${this.genre === '' && this.wish.radio !== 'genre' ? nothing : this.#radio('genre', `Radio of ${this.wish.genre === '' ? this.genre : this.wish.genre}`)}
      </div>
      <button
        class="choice"
        ?disabled=${this.idle || this.disowned}
        @click=${() => emit(this, 'session-disowned', null)}
      >
        ${this.disowned ? 'This session does not count' : 'Do not count this session'}
      </button>
    </details>`
  }

  #radio(of: 'track' | 'artist' | 'genre', words: string): TemplateResult {
    const isOn = this.wish.radio === of
    return html`<button
      class="choice"
      aria-pressed=${isOn}
      ?disabled=${this.idle}
      @click=${() => this.#wish({ radio: isOn ? 'none' : of, genre: of === 'genre' && !isOn ? this.genre : '' })}
    >
      ${words}
    </button>`
  }

  #slider(name: 'familiarity' | 'energy', words: string): TemplateResult {
    return html`<label>
      <span class="quiet">${words}</span>
      <input
        type="range"
        min="-1"
        max="1"
        step="0.5"
        ?disabled=${this.idle}
        .value=${String(this.wish[name])}
        @change=${({ target }: Event) =>
          target instanceof HTMLInputElement && this.#wish({ [name]: Number(target.value) })}
      />
    </label>`
  }

  #wish(changed: Partial<Wish>): void {
    emit(this, 'session-wished', { wish: { ...this.wish, ...changed } })
  }
}

customElements.define('slipstream-tuning', SlipstreamTuning)
