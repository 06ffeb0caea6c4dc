import type { TemplateResult } from 'lit'
import { LitElement, css, html, nothing } from 'lit'
import type { SessionIntent } from '../../schemas/live.ts'
import { noIntent } from '../data/plays.ts'
import { emit } from '../events.ts'
import { sharedStyles } from './shared.styles.ts'

/**
 * @summary The intent of this session, and whether it counts for the profile.
 * @event {{ intent }} intent-chosen - the listener intends other music from now on
 * @event session-excluded - nothing of this session is to count
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
    intent: { attribute: false },
    excluded: { type: Boolean },
    idle: { type: Boolean },
    artist: {},
    genre: {},
  }

  declare intent: SessionIntent
  declare excluded: boolean
  /** Nothing is loaded: an intent is sent with the present track. */
  declare idle: boolean
  /** Of the present track; empty when it has none. */
  declare artist: string
  declare genre: string

  constructor() {
    super()
    this.intent = noIntent
    this.excluded = false
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
        ${this.artist === '' && this.intent.radio !== 'artist' ? nothing : this.#radio('artist', 'Radio of this artist')}
        ${this.genre === '' && this.intent.radio !== 'genre' ? nothing : this.#radio('genre', `Radio of ${this.intent.genre === '' ? this.genre : this.intent.genre}`)}
      </div>
      <button
        class="choice"
        ?disabled=${this.idle || this.excluded}
        @click=${() => emit(this, 'session-excluded', null)}
      >
        ${this.excluded ? 'This session does not count' : 'Do not count this session'}
      </button>
    </details>`
  }

  #radio(of: 'track' | 'artist' | 'genre', words: string): TemplateResult {
    const isOn = this.intent.radio === of
    return html`<button
      class="choice"
      aria-pressed=${isOn}
      ?disabled=${this.idle}
      @click=${() => this.#choose({ radio: isOn ? 'none' : of, genre: of === 'genre' && !isOn ? this.genre : '' })}
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
        .value=${String(this.intent[name])}
        @change=${({ target }: Event) =>
          target instanceof HTMLInputElement && this.#choose({ [name]: Number(target.value) })}
      />
    </label>`
  }

  #choose(changed: Partial<SessionIntent>): void {
    emit(this, 'intent-chosen', { intent: { ...this.intent, ...changed } })
  }
}

customElements.define('slipstream-tuning', SlipstreamTuning)
