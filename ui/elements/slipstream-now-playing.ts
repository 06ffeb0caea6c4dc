import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { opinionsContext, playerContext, routerContext } from '../context.ts'
import { paths } from '../data/paths.ts'
import type { QueueEntry } from '../data/queue.ts'
import { NEXT_REPEAT, REPEAT_WORDS } from '../data/queue.ts'
import type { DescribedTrack } from '../data/tracks.ts'
import { artistOf } from '../data/tracks.ts'
import type { PlaybackProblem } from '../player/notices.ts'
import { emit } from '../events.ts'
import { art } from './art.ts'
import { icons } from './icons.ts'
import { sharedStyles } from './shared.styles.ts'
import { nowPlayingStyles } from './slipstream-now-playing.styles.ts'
import './slipstream-progress.ts'
import { FromContext } from './watch.ts'

/** Opens the menu of what plays, which has the switches of the player too. */
export function wantMenuOf(from: HTMLElement, { track, source }: QueueEntry, anchor: HTMLElement): void {
  emit(from, 'thing-menu-wanted', { subject: { kind: 'tracks', tracks: [track] }, source, anchor, isOfPlayer: true })
}

/**
 * @summary The bar with what plays now and everything to steer it; on a phone the part of it that has room, which opens all.
 * @dependency slipstream-seek @dependency slipstream-sleep @dependency slipstream-volume @dependency slipstream-progress
 * @event {{ subject, source, anchor }} thing-menu-wanted - the menu of what plays
 * @event queue-wanted - the queue is to be shown, or not any more
 */
export class SlipstreamNowPlaying extends LitElement {
  static override styles = [sharedStyles, nowPlayingStyles]
  static override properties = { offersUndo: { type: Boolean } }

  /** Whether what was done to Yours is taken back here: no queue is shown that offers it. */
  declare offersUndo: boolean

  readonly #player = new FromContext(this, playerContext)
  readonly #opinions = new FromContext(this, opinionsContext)
  readonly #router = new FromContext(this, routerContext)

  constructor() {
    super()
    this.offersUndo = false
  }

  protected override render(): TemplateResult {
    const { now, problem } = this.#player.store
    // The full view has every control, and would have each of them twice.
    if (this.#router.store.place.view.name === 'now')
      return html`${problem === null ? nothing : this.#problem(problem)}`
    const known = now === null ? null : this.#player.store.tracks.get(now.track.trackId)
    return html`
      <h2 class="unseen">Now playing</h2>
      ${problem === null ? nothing : this.#problem(problem)} ${this.#undo()}
      <div class="bar ${now === null ? 'idle' : ''}">
        <div class="what">${this.#what(now, known)} ${this.#opinionButtons(now)}</div>
        <div class="middle">${this.#keys()} <slipstream-seek></slipstream-seek></div>
        <div class="sides">${this.#sides()}</div>
      </div>
      ${this.#mini(now)}
    `
  }

  #problem({ words, retry }: PlaybackProblem): TemplateResult {
    return html`<div class="problem">
      <p role="alert">${words}</p>
      ${retry === null ? nothing : html`<button @click=${() => retry.run()}>${retry.words}</button>`}
    </div>`
  }

  /** What was done to Yours, as it is told in the queue. */
  #undo(): TemplateResult | typeof nothing {
    const player = this.#player.store
    const words = this.offersUndo ? player.undoable : null
    if (words === null) return nothing
    return html`<div class="undo" role="status">
      <span class="clipped">${words}</span>
      <button title="Z" @click=${() => player.undo()}>Undo</button>
    </div>`
  }

  #what(now: QueueEntry | null, known: DescribedTrack | null): TemplateResult {
    if (now === null) {
      return html`<span class="art"></span>
        <div class="names">
          <p class="title">Nothing playing</p>
          <p class="quiet">Pick a track to begin</p>
        </div>`
    }
    const { track } = now
    const [artistId] = known?.artistIds ?? []
    const title = track.title === '' ? 'Untitled' : track.title
    const albumId = known?.albumId ?? null
    const named = albumId === null ? title : html`<a href=${paths.album(albumId)}>${title}</a>`
    return html`
      <a class="cover" href=${paths.now} aria-label="Show what plays in full" tabindex="-1">${art(track)}</a>
      <div class="names">
        <p class="title" title=${title}>${named}</p>
        <p class="quiet clipped" title=${artistOf(track)}>
          ${artistId === undefined ? artistOf(track) : html`<a href=${paths.artist(artistId)}>${artistOf(track)}</a>`}
        </p>
      </div>
    `
  }

  #opinionButtons(now: QueueEntry | null): TemplateResult {
    const opinion = now === null ? 'none' : this.#opinions.store.of(now.track.trackId)
    const player = this.#player.store
    const idle = now === null
    return html`<div class="opinions">
      ${this.#toggle('Like', icons.like, opinion === 'liked', idle, () => now && player.like(now.track))}
      ${this.#toggle('Dislike', icons.dislike, opinion === 'disliked', idle, () => now && player.dislike(now.track))}
      <button
        class="icon-button more"
        aria-label="More of this song"
        aria-haspopup="menu"
        title="More"
        ?disabled=${idle}
        @click=${(event: Event) => this.#openMenu(event)}
      >
        ${icons.more}
      </button>
    </div>`
  }

  #keys(): TemplateResult {
    const player = this.#player.store
    const { shuffled, repeat, now, hasNext } = player
    const idle = now === null
    return html`<div class="keys">
      ${this.#toggle('Shuffle', icons.shuffle, shuffled, false, () => player.setShuffled(!shuffled))}
      <button
        class="icon-button"
        aria-label="Previous"
        title="Previous"
        ?disabled=${idle}
        @click=${() => player.previous()}
      >
        ${icons.previous}
      </button>
      ${this.#playButton()}
      <button class="icon-button" aria-label="Next" title="Next" ?disabled=${!hasNext} @click=${() => player.next()}>
        ${icons.next}
      </button>
      <button
        class="icon-button"
        aria-label=${REPEAT_WORDS[repeat]}
        title=${REPEAT_WORDS[repeat]}
        aria-pressed=${repeat === 'off' ? 'false' : 'true'}
        @click=${() => player.setRepeat(NEXT_REPEAT[repeat])}
      >
        ${repeat === 'one' ? icons['repeat-one'] : icons.repeat}
      </button>
    </div>`
  }

  #playButton(): TemplateResult {
    const player = this.#player.store
    const { paused, now, hasNext } = player
    return html`<button
      class="icon-button main"
      aria-label=${paused ? 'Play' : 'Pause'}
      title=${paused ? 'Play' : 'Pause'}
      ?disabled=${now === null && !hasNext}
      @click=${() => player.toggle()}
    >
      ${paused ? icons.play : icons.pause}
    </button>`
  }

  #sides(): TemplateResult {
    return html`
      <slipstream-volume></slipstream-volume>
      <slipstream-sleep></slipstream-sleep>
      <button class="icon-button queue" aria-label="Queue" title="Queue" @click=${() => this.#wantQueue()}>
        ${icons.queue}
      </button>
      <a class="icon-button" href=${paths.now} aria-label="Full view" title="Full view">${icons.full}</a>
    `
  }

  #mini(now: QueueEntry | null): TemplateResult {
    return html`<div class="mini">
      <slipstream-progress></slipstream-progress>
      <a class="open" href=${paths.now} @pointerdown=${(event: PointerEvent) => this.#swipe(event)}>
        ${now === null ? html`<span class="art"></span>` : art(now.track)}
        <span class="names">
          <span class="clipped name">${now === null ? 'Nothing playing' : now.track.title}</span>
          <span class="quiet clipped">${now === null ? 'Pick a track to begin' : artistOf(now.track)}</span>
        </span>
      </a>
      ${this.#playButton()}
      <button
        class="icon-button"
        aria-label="Next"
        ?disabled=${!this.#player.store.hasNext}
        @click=${() => this.#player.store.next()}
      >
        ${icons.next}
      </button>
    </div>`
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

  #openMenu({ currentTarget: anchor }: Event): void {
    const { now } = this.#player.store
    if (now !== null && anchor instanceof HTMLElement) wantMenuOf(this, now, anchor)
  }

  #wantQueue(): void {
    emit(this, 'queue-wanted', null)
  }

  /** A swipe up opens what a tap opens. */
  #swipe({ clientY, currentTarget }: PointerEvent): void {
    if (!(currentTarget instanceof HTMLElement)) return
    currentTarget.addEventListener(
      'pointerup',
      (up) => {
        if (clientY - up.clientY > SWIPE_PX) currentTarget.click()
      },
      { once: true },
    )
  }
}

const SWIPE_PX = 30

customElements.define('slipstream-now-playing', SlipstreamNowPlaying)
