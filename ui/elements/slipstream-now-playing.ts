import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import type { Opinion } from '../data/opinions.ts'
import type { Track } from '../data/tracks.ts'
import { artistOf } from '../data/tracks.ts'
import { emit } from '../events.ts'
import { art } from './art.ts'
import { icons } from './icons.ts'
import { sharedStyles } from './shared.styles.ts'
import { nowPlayingStyles } from './slipstream-now-playing.styles.ts'
import './slipstream-seek.ts'

/**
 * @summary The bar with what plays now and everything to steer it.
 * @dependency slipstream-seek
 * @event play-pressed @event next-pressed @event previous-pressed @event mute-pressed
 * @event {{ opinion }} opinion-pressed - like or dislike
 * @event {{ volume }} volume-chosen - 0 to 1
 */
export class SlipstreamNowPlaying extends LitElement {
  static override styles = [sharedStyles, nowPlayingStyles]
  static override properties = {
    track: { attribute: false },
    peaks: { attribute: false },
    positionMs: { attribute: false },
    durationMs: { attribute: false },
    paused: { attribute: false },
    hasNext: { attribute: false },
    opinion: { attribute: false },
    volume: { attribute: false },
    muted: { attribute: false },
    problem: { attribute: false },
  }

  /** Null: nothing was picked yet. */
  declare track: Track | null
  declare peaks: readonly number[]
  declare positionMs: number
  declare durationMs: number
  declare paused: boolean
  declare hasNext: boolean
  declare opinion: Opinion
  declare volume: number
  declare muted: boolean
  /** Null, or why there is no sound. */
  declare problem: string | null

  constructor() {
    super()
    this.track = null
    this.peaks = []
    this.positionMs = 0
    this.durationMs = 0
    this.paused = true
    this.hasNext = false
    this.opinion = 'none'
    this.volume = 1
    this.muted = false
    this.problem = null
  }

  protected override render(): TemplateResult {
    const { track } = this
    const idle = track === null
    return html`
      <h2 class="unseen">Now playing</h2>
      ${this.problem === null ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}
      <div class="bar">
        <div class="what">
          ${idle ? html`<span class="art"></span>` : art(track)}
          <div class="names">
            <p class="title clipped">${idle ? 'Nothing playing' : track.title}</p>
            <p class="quiet clipped">${idle ? 'Pick a track to begin' : artistOf(track)}</p>
          </div>
          <div class="opinions">
            ${this.#toggle('Like', icons.like, this.opinion === 'liked', idle, () =>
              emit(this, 'opinion-pressed', { opinion: 'liked' }),
            )}
            ${this.#toggle('Dislike', icons.dislike, this.opinion === 'disliked', idle, () =>
              emit(this, 'opinion-pressed', { opinion: 'disliked' }),
            )}
          </div>
        </div>
        <div class="keys">
          <button
            class="icon-button"
            aria-label="Previous"
            ?disabled=${idle}
            @click=${() => emit(this, 'previous-pressed', null)}
          >
            ${icons.previous}
          </button>
          <button
            class="icon-button main"
            aria-label=${this.paused ? 'Play' : 'Pause'}
            ?disabled=${idle && !this.hasNext}
            @click=${() => emit(this, 'play-pressed', null)}
          >
            ${this.paused ? icons.play : icons.pause}
          </button>
          <button
            class="icon-button"
            aria-label="Next"
            ?disabled=${!this.hasNext}
            @click=${() => emit(this, 'next-pressed', null)}
          >
            ${icons.next}
          </button>
        </div>
        <slipstream-seek
          .peaks=${this.peaks}
          .positionMs=${this.positionMs}
          .durationMs=${this.durationMs}
        ></slipstream-seek>
        <div class="volume">
          ${this.#toggle('Mute', this.muted ? icons.muted : icons.loud, this.muted, false, () =>
            emit(this, 'mute-pressed', null),
          )}
          <input
            type="range"
            aria-label="Volume"
            aria-valuetext="${Math.round(this.volume * 100)} percent"
            min="0"
            max="1"
            step="0.05"
            .value=${String(this.volume)}
            @input=${(event: Event) => this.#chooseVolume(event)}
          />
        </div>
      </div>
    `
  }

  #toggle(name: string, icon: unknown, pressed: boolean, disabled: boolean, press: () => void): TemplateResult {
    return html`<button
      class="icon-button"
      aria-label=${name}
      aria-pressed=${pressed ? 'true' : 'false'}
      title=${name}
      ?disabled=${disabled}
      @click=${press}
    >
      ${icon}
    </button>`
  }

  #chooseVolume(event: Event): void {
    if (event.currentTarget instanceof HTMLInputElement) {
      emit(this, 'volume-chosen', { volume: event.currentTarget.valueAsNumber })
    }
  }
}

customElements.define('slipstream-now-playing', SlipstreamNowPlaying)
