import type { TemplateResult } from 'lit'
import { LitElement, css, html } from 'lit'
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
      label {
        display: grid;
        gap: 0.25rem;
        margin-block: 0.5rem;
      }
    `,
  ]
  static override properties = {
    wish: { attribute: false },
    disowned: { type: Boolean },
    idle: { type: Boolean },
  }

  declare wish: Wish
  declare disowned: boolean
  /** Nothing is loaded: a wish is told with the track at hand. */
  declare idle: boolean

  constructor() {
    super()
    this.wish = noWish
    this.disowned = false
    this.idle = true
  }

  protected override render(): TemplateResult {
    return html`<details>
      <summary>This session</summary>
      ${this.#slider('familiarity', 'New to familiar')} ${this.#slider('energy', 'Calm to energetic')}
      <button
        aria-pressed=${this.wish.radio === 'track'}
        ?disabled=${this.idle}
        @click=${() => this.#wish({ radio: this.wish.radio === 'track' ? 'none' : 'track' })}
      >
        Radio of this track
      </button>
      <button
        aria-pressed=${this.wish.radio === 'artist'}
        ?disabled=${this.idle}
        @click=${() => this.#wish({ radio: this.wish.radio === 'artist' ? 'none' : 'artist' })}
      >
        Radio of this artist
      </button>
      <button ?disabled=${this.idle || this.disowned} @click=${() => emit(this, 'session-disowned', null)}>
        ${this.disowned ? 'This session does not count' : 'Do not count this session'}
      </button>
    </details>`
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
