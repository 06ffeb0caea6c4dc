import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import type { Rating } from '../data/ratings.ts'
import type { Track } from '../data/tracks.ts'
import { artistOf } from '../data/tracks.ts'
import { emit } from '../events.ts'
import { art } from './art.ts'
import { icons } from './icons.ts'
import { sharedStyles } from './shared.styles.ts'
import { nowPlayingStyles } from './slipstream-now-playing.styles.ts'
import './slipstream-seek.ts'

/** What the bar shows. */
export interface NowPlaying {
  /** Null: nothing was picked yet. */
  readonly track: Track | null
  readonly peaks: readonly number[]
  readonly positionMs: number
  readonly durationMs: number
  readonly paused: boolean
  readonly hasNext: boolean
  readonly rating: Rating
  /** 0 to 1. */
  readonly volume: number
  readonly muted: boolean
  /** Null, or why there is no sound. */
  readonly problem: string | null
}

/**
 * @summary The bar with what plays now and everything to steer it.
 * @dependency slipstream-seek
 * @event play-pressed @event next-pressed @event previous-pressed @event mute-pressed
 * @event {{ rating }} rating-pressed - like or dislike
 * @event {{ volume }} volume-chosen - 0 to 1
 */
export class SlipstreamNowPlaying extends LitElement {
  static override styles = [sharedStyles, nowPlayingStyles]
  static override properties = { now: { attribute: false } }

  declare now: NowPlaying

  protected override render(): TemplateResult {
    const { track, peaks, positionMs, durationMs, paused, hasNext, rating, volume, muted, problem } = this.now
    const idle = track === null
    return html`
      <h2 class="unseen">Now playing</h2>
      ${problem === null ? nothing : html`<p class="problem" role="alert">${problem}</p>`}
      <div class="bar">
        <div class="what">
          ${idle ? html`<span class="art"></span>` : art(track)}
          <div class="names">
            <p class="title clipped">${idle ? 'Nothing playing' : track.title}</p>
            <p class="quiet clipped">${idle ? 'Pick a track to begin' : artistOf(track)}</p>
          </div>
          <div class="ratings">
            ${this.#toggle('Like', icons.like, rating === 'liked', idle, () =>
              emit(this, 'rating-pressed', { rating: 'liked' }),
            )}
            ${this.#toggle('Dislike', icons.dislike, rating === 'disliked', idle, () =>
              emit(this, 'rating-pressed', { rating: 'disliked' }),
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
            aria-label=${paused ? 'Play' : 'Pause'}
            ?disabled=${idle && !hasNext}
            @click=${() => emit(this, 'play-pressed', null)}
          >
            ${paused ? icons.play : icons.pause}
          </button>
          <button
            class="icon-button"
            aria-label="Next"
            ?disabled=${!hasNext}
            @click=${() => emit(this, 'next-pressed', null)}
          >
            ${icons.next}
          </button>
        </div>
        <slipstream-seek .peaks=${peaks} .positionMs=${positionMs} .durationMs=${durationMs}></slipstream-seek>
        <div class="volume">
          ${this.#toggle('Mute', muted ? icons.muted : icons.loud, muted, false, () =>
            emit(this, 'mute-pressed', null),
          )}
          <input
            type="range"
            aria-label="Volume"
            aria-valuetext="${Math.round(volume * 100)} percent"
            min="0"
            max="1"
            step="0.05"
            .value=${String(volume)}
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
