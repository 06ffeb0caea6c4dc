import type { TemplateResult } from 'lit'
import { LitElement, css, html, nothing } from 'lit'
import type { SessionIntent } from '../../schemas/live.ts'
import { playerContext } from '../context.ts'
import { radioOf } from '../data/radio.ts'
import { wallTime } from '../data/time-words.ts'
import type { Leaning } from '../live/tuning-words.ts'
import { STEP, leaningWords, leanings } from '../live/tuning-words.ts'
import { sharedStyles } from './shared.styles.ts'
import { FromContext } from './watch.ts'

type Part = 'radio' | Leaning['name'] | 'private'
type RadioOf = SessionIntent['radio']

/** @summary What the listener wants of Live: a radio, how new, how lively, and whether what plays counts. */
export class SlipstreamTune extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        container-type: inline-size;
      }
      .chips {
        display: flex;
        gap: var(--space-1);
        padding: 0 var(--space-2) var(--space-1);
      }
      /* All four do not fit into one row: two and two. */
      @container (max-width: 460px) {
        .chips {
          display: grid;
          grid-template-columns: 1fr 1fr;
        }
      }
      .chip {
        min-height: 32px;
        max-width: 100%;
        padding-inline: var(--space-2);
        border: 1px solid var(--line);
        border-radius: 16px;
        font-size: 0.8rem;
      }
      @media (pointer: coarse) {
        .chip {
          min-height: var(--target);
          border-radius: 22px;
        }
      }
      .chip.set {
        color: var(--accent);
        border-color: currentcolor;
        font-weight: 600;
      }
      .chip[aria-expanded='true'] {
        background: var(--wash);
      }
      .part {
        display: grid;
        gap: var(--space-1);
        margin: 0 var(--space-2) var(--space-2);
        padding: var(--space-2) var(--space-3);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        font-size: 0.875rem;
      }
      fieldset {
        display: grid;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0;
      }
      label {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 36px;
      }
      input {
        accent-color: var(--accent);
      }
      input[type='range'] {
        inline-size: 100%;
        min-height: var(--target);
      }
      .press {
        justify-self: start;
        min-height: 36px;
        padding-inline: var(--space-3);
        border: 1px solid currentcolor;
        font-weight: 600;
        color: var(--accent);
      }
    `,
  ]
  static override properties = { _open: { state: true } }

  /** What is being tuned. */
  declare private _open: Part | null
  readonly #player = new FromContext(this, playerContext)

  constructor() {
    super()
    this._open = null
  }

  protected override render(): TemplateResult {
    const { intent, isPrivate } = this.#player.store
    return html`
      <div class="chips" role="group" aria-label="Tune Live">
        ${this.#chip('radio', this.#radioWords(), intent.radio !== 'none')}
        ${leanings.map((leaning) => this.#chip(leaning.name, this.#chipWords(leaning), intent[leaning.name] !== 0))}
        ${this.#chip('private', isPrivate ? 'Private: on' : 'Private', isPrivate)}
      </div>
      ${this._open === null ? nothing : html`<div class="part">${this.#part(this._open)}</div>`}
    `
  }

  #chip(part: Part, words: string, isSet: boolean): TemplateResult {
    const isOpen = this._open === part
    return html`<button
      class="chip clipped ${isSet ? 'set' : ''}"
      aria-expanded=${String(isOpen)}
      @click=${() => (this._open = isOpen ? null : part)}
    >
      ${words}
    </button>`
  }

  #radioWords(): string {
    const radio = radioOf(this.#player.store)
    if (radio === null) return 'Radio'
    const name = radio.of === 'track' ? radio.title : radio.of === 'artist' ? radio.artist : radio.genre
    return name === '' ? 'Radio: on' : `Radio: ${name}`
  }

  #chipWords(leaning: Leaning): string {
    const value = this.#player.store.intent[leaning.name]
    return value === 0 ? leaning.label : leaningWords(leaning, value)
  }

  #part(part: Part): TemplateResult {
    switch (part) {
      case 'radio':
        return this.#radio()
      case 'private':
        return this.#private()
      default: {
        const leaning = leanings.find(({ name }) => name === part)
        return leaning === undefined ? html`` : this.#slider(leaning)
      }
    }
  }

  #radio(): TemplateResult {
    const { intent, now, tracks } = this.#player.store
    const playing = now?.track ?? null
    const genre = (playing && tracks.get(playing.trackId)?.genres[0]) ?? ''
    const choices: readonly (readonly [RadioOf, string, boolean])[] = [
      ['none', 'Off', true],
      ['track', playing === null ? 'Of this song' : `Of the song ${playing.title}`, playing !== null],
      ['artist', `Of the artist ${playing?.artist ?? ''}`, (playing?.artist ?? '') !== ''],
      ['genre', `Of the genre ${genre}`, genre !== ''],
    ]
    return html`<fieldset>
      <legend class="quiet">Radio</legend>
      ${choices
        .filter(([of, , isPossible]) => isPossible || of === intent.radio)
        .map(
          ([of, words]) =>
            html`<label
              ><input
                type="radio"
                name="radio"
                .checked=${intent.radio === of}
                @change=${() => this.#choose({ radio: of, genre: of === 'genre' ? genre : '' })}
              />${words}</label
            >`,
        )}
    </fieldset>`
  }

  #slider(leaning: Leaning): TemplateResult {
    const value = this.#player.store.intent[leaning.name]
    return html`<label for=${leaning.name} class="quiet">${leaning.label}: ${leaningWords(leaning, value)}</label>
      <input
        id=${leaning.name}
        type="range"
        min="-1"
        max="1"
        step=${STEP}
        aria-valuetext=${leaningWords(leaning, value)}
        .value=${String(value)}
        @change=${({ target }: Event) =>
          target instanceof HTMLInputElement && this.#choose({ [leaning.name]: Number(target.value) })}
      />`
  }

  #private(): TemplateResult {
    const player = this.#player.store
    const { isPrivate, forgettable } = player
    return html`<button
        class="press"
        role="switch"
        aria-checked=${String(isPrivate)}
        @click=${() => player.setPrivate(!isPrivate)}
      >
        ${isPrivate ? 'Private: nothing counts' : 'Listen in private'}
      </button>
      <p class="quiet">
        ${isPrivate ? 'Press again, and it counts from then on.' : 'From then on nothing that you play or like here counts.'}
      </p>
      ${
        forgettable === null
          ? nothing
          : html`<button class="press" @click=${() => player.forget()}>
              Also forget the ${forgettable.plays === 1 ? 'play' : `${forgettable.plays} plays`} since
              ${wallTime(forgettable.since)}
            </button>`
      }`
  }

  #choose(changed: Partial<SessionIntent>): void {
    const player = this.#player.store
    player.wish({ ...player.intent, ...changed })
  }
}

customElements.define('slipstream-tune', SlipstreamTune)
