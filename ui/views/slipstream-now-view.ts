import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { readArtColour } from '../../schemas/http.ts'
import { liveContext, opinionsContext, playerContext, routerContext } from '../context.ts'
import { paths } from '../data/paths.ts'
import type { QueueEntry } from '../data/queue.ts'
import { NEXT_REPEAT, REPEAT_WORDS } from '../data/queue.ts'
import { request } from '../data/requests.ts'
import { isOfStream, sourceWords, sourceWordsBeside } from '../data/source-words.ts'
import { clockTime } from '../data/time-words.ts'
import type { DescribedTrack, ShownTrack, Track } from '../data/tracks.ts'
import { artistOf } from '../data/tracks.ts'
import { art } from '../elements/art.ts'
import { icons } from '../elements/icons.ts'
import { Life } from '../elements/life.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import { wantMenuOf } from '../elements/slipstream-now-playing.ts'
import '../elements/slipstream-seek.ts'
import '../elements/slipstream-sleep.ts'
import '../elements/slipstream-volume.ts'
import '../elements/slipstream-why.ts'
import { FromContext } from '../elements/watch.ts'
import './slipstream-lyrics.ts'
import { nowViewStyles } from './slipstream-now-view.styles.ts'
import { stateBlock } from './state-block.ts'
import { buttonStyles, stateStyles } from '../elements/state.styles.ts'

type Tab = 'next' | 'lyrics' | 'why' | 'about'

const TABS: readonly (readonly [Tab, string])[] = [
  ['next', 'Up next'],
  ['lyrics', 'Lyrics'],
  ['why', 'Why'],
  ['about', 'About'],
]
/** The largest cover is 640 CSS pixels wide. */
const COVER_PIXELS = 1_200
/** What follows is shown so far here; the queue shows all of it. */
const MOST_NEXT = 30
const SWIPE_PX = 80

/** @summary What plays, in full: its cover on a ground of its colour, its waveform, what follows, its lyrics, and why it plays. */
export class SlipstreamNowView extends LitElement {
  static override styles = [sharedStyles, buttonStyles, stateStyles, nowViewStyles]
  static override properties = { _tab: { state: true } }

  declare private _tab: Tab

  readonly #player = new FromContext(this, playerContext)
  readonly #live = new FromContext(this, liveContext)
  readonly #opinions = new FromContext(this, opinionsContext)
  readonly #router = new FromContext(this, routerContext)
  readonly #life = new Life(this)
  #tinted = ''

  constructor() {
    super()
    this._tab = 'next'
  }

  override connectedCallback(): void {
    super.connectedCallback()
    const { signal } = this.#life
    window.addEventListener('keydown', (event) => this.#press(event), { signal })
    this.addEventListener('touchstart', (event) => this.#swipe(event), { signal, passive: true })
  }

  protected override updated(): void {
    const track = this.#player.store.now?.track
    if (track === undefined || track.trackId === this.#tinted) return
    this.#tinted = track.trackId
    this.style.removeProperty('--tint')
    if (track.hasArt) this.#tint(track.trackId)
  }

  protected override render(): TemplateResult {
    const { now } = this.#player.store
    const close = html`<button class="icon-button close" aria-label="Close" title="Close" @click=${() => this.#close()}>
      ${icons.down}
    </button>`
    if (now === null) {
      const act = html`<a class="button main" href=${paths.listen}>Start listening</a>`
      const words = 'Pick a song, and it is shown here with its cover, its words and what follows.'
      return html`${close}${stateBlock({ picture: icons.tracks, title: 'Nothing playing', words, act, isView: true })}`
    }
    const known = this.#player.store.tracks.get(now.track.trackId)
    return html`${close}
      <div class="columns">
        <section class="song" aria-label="Song">
          <div class="large">${art(now.track, COVER_PIXELS)}</div>
          ${this.#names(now, known)} ${this.#transport(now)}
        </section>
        <section class="more" aria-label="More of it">${this.#tabs()} ${this.#panel(now, known)}</section>
      </div>`
  }

  #names({ track, source }: QueueEntry, known: DescribedTrack | null): TemplateResult {
    const [artistId] = known?.artistIds ?? []
    const albumId = known?.albumId ?? null
    return html`<div class="names">
      <h1 tabindex="-1">${track.title === '' ? 'Untitled' : track.title}</h1>
      <p>
        ${artistId === undefined ? artistOf(track) : html`<a href=${paths.artist(artistId)}>${artistOf(track)}</a>`}
      </p>
      ${
        track.album === ''
          ? nothing
          : html`<p class="quiet">
              ${albumId === null ? track.album : html`<a href=${paths.album(albumId)}>${track.album}</a>`}
            </p>`
      }
      <p class="quiet ${isOfStream(source) ? 'live' : ''}">${sourceWordsBeside(track.album, source)}</p>
    </div>`
  }

  #transport(now: QueueEntry): TemplateResult {
    const { track } = now
    const player = this.#player.store
    const { paused, shuffled, repeat, hasNext } = player
    const opinion = this.#opinions.store.of(track.trackId)
    return html`<slipstream-seek></slipstream-seek>
      <div class="keys">
        ${this.#toggle('Shuffle', icons.shuffle, shuffled, () => player.setShuffled(!shuffled))}
        <button class="icon-button" aria-label="Previous" @click=${() => player.previous()}>${icons.previous}</button>
        <button class="icon-button main" aria-label=${paused ? 'Play' : 'Pause'} @click=${() => player.toggle()}>
          ${paused ? icons.play : icons.pause}
        </button>
        <button class="icon-button" aria-label="Next" ?disabled=${!hasNext} @click=${() => player.next()}>
          ${icons.next}
        </button>
        ${this.#toggle(
          REPEAT_WORDS[repeat],
          repeat === 'one' ? icons['repeat-one'] : icons.repeat,
          repeat !== 'off',
          () => player.setRepeat(NEXT_REPEAT[repeat]),
        )}
      </div>
      <div class="keys small">
        ${this.#toggle('Like', icons.like, opinion === 'liked', () => player.like(track))}
        ${this.#toggle('Dislike', icons.dislike, opinion === 'disliked', () => player.dislike(track))}
        <slipstream-sleep></slipstream-sleep>
        <a class="icon-button" href=${paths.queue} aria-label="Queue" title="Queue">${icons.queue}</a>
        <button
          class="icon-button"
          aria-label="More of this song"
          aria-haspopup="menu"
          title="More"
          @click=${({ currentTarget }: Event) =>
            currentTarget instanceof HTMLElement && wantMenuOf(this, now, currentTarget)}
        >
          ${icons.more}
        </button>
      </div>
      <slipstream-volume></slipstream-volume>`
  }

  #tabs(): TemplateResult {
    return html`<div
      class="tabs"
      role="tablist"
      aria-label="More of it"
      @keydown=${(event: KeyboardEvent) => this.#turn(event)}
    >
      ${TABS.map(
        ([tab, words]) =>
          html`<button
            id="tab-${tab}"
            role="tab"
            aria-selected=${String(tab === this._tab)}
            aria-controls="panel"
            tabindex=${tab === this._tab ? 0 : -1}
            @click=${() => (this._tab = tab)}
          >
            ${words}
          </button>`,
      )}
    </div>`
  }

  #panel({ track }: QueueEntry, known: DescribedTrack | null): TemplateResult {
    return html`<div id="panel" class="panel" role="tabpanel" tabindex="0" aria-labelledby="tab-${this._tab}">
      ${this._tab === 'next' ? this.#next() : nothing}
      ${this._tab === 'lyrics' ? html`<slipstream-lyrics .trackId=${track.trackId}></slipstream-lyrics>` : nothing}
      ${this._tab === 'why' ? this.#why(track.trackId) : nothing}
      ${this._tab === 'about' ? this.#about(known) : nothing}
    </div>`
  }

  #next(): TemplateResult {
    const player = this.#player.store
    const yours = player.yours.slice(0, MOST_NEXT)
    const live = player.goesOn ? player.suggestions.slice(0, Math.max(0, MOST_NEXT - yours.length)) : []
    if (yours.length + live.length === 0) return html`<p class="quiet">Nothing follows.</p>`
    return html`<ol>
      ${yours.map(({ entryId, track }) => this.#row(track, () => player.playEntry(entryId)))}
      ${live.map((item) => this.#row(item, () => player.playSuggestion(item.trackId), 'live'))}
    </ol>`
  }

  #row(track: ShownTrack & Pick<Track, 'title' | 'artist'>, play: () => void, kind = ''): TemplateResult {
    return html`<li>
      <button class="row ${kind}" @click=${play}>
        ${art(track)}
        <span class="names">
          <span class="title clipped">${track.title}</span>
          <span class="quiet clipped">${artistOf(track)}${kind === '' ? '' : ' · live'}</span>
        </span>
      </button>
    </li>`
  }

  #about(known: DescribedTrack | null): TemplateResult {
    if (known === null) return html`<p class="quiet">Not known yet.</p>`
    const { features } = known
    const facts: readonly (readonly [string, string])[] = [
      ['Album', known.album],
      ['Year', known.year === null ? '' : String(known.year)],
      ['Genres', known.genres.join(', ')],
      ['Number', known.trackNumber === null ? '' : String(known.trackNumber)],
      ['Length', known.durationMs === null ? '' : clockTime(known.durationMs)],
      ['Sample rate', features === null ? '' : `${features.sampleRateHz / 1000} kHz`],
      ['Loudness', known.levels?.loudnessLufs === undefined ? '' : `${known.levels.loudnessLufs.toFixed(1)} LUFS`],
      ['File', known.path],
    ]
    return html`<dl>
      ${facts
        .filter(([, value]) => value !== '')
        .map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
    </dl>`
  }

  /** As the queue says it, where the song was taken from Live and the page still knows. */
  #why(trackId: string): TemplateResult {
    const { taken } = this.#live.store.list
    if (taken?.item.trackId !== trackId) return html`<p>${this.#whyWords()}</p>`
    const words = this.#player.store.now?.source.name ?? ''
    return html`<slipstream-why .item=${taken.item} .offered=${taken.offered} .words=${words}></slipstream-why>`
  }

  #whyWords(): string {
    const { now } = this.#player.store
    if (now === null) return ''
    return sourceWords(now.source)
  }

  #toggle(name: string, icon: unknown, pressed: boolean, press: () => void): TemplateResult {
    return html`<button
      class="icon-button"
      aria-label=${name}
      title=${name}
      aria-pressed=${pressed ? 'true' : 'false'}
      @click=${press}
    >
      ${icon}
    </button>`
  }

  #turn({ key }: KeyboardEvent): void {
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    const at = TABS.findIndex(([tab]) => tab === this._tab)
    this._tab = TABS[(at + step + TABS.length) % TABS.length]?.[0] ?? 'next'
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#tab-${this._tab}`)?.focus())
  }

  #tint(trackId: string): void {
    request(readArtColour, { parameters: { id: trackId }, signal: this.#life.signal }).then(
      ({ colour }) => this.style.setProperty('--tint', colour),
      // Without a colour, the ground is that of every view.
      () => undefined,
    )
  }

  #press(event: KeyboardEvent): void {
    if (event.key === 'Escape' && !event.defaultPrevented && this.#router.store.place.view.name === 'now') this.#close()
  }

  /** A swipe down from the top of the view closes it. */
  #swipe(start: TouchEvent): void {
    const [touch] = start.touches
    const scroller = this.parentElement
    if (touch === undefined || (scroller !== null && scroller.scrollTop > 0)) return
    const { clientY } = touch
    const end = ({ changedTouches: [last] }: TouchEvent) => {
      if (last !== undefined && last.clientY - clientY > SWIPE_PX) this.#close()
    }
    this.addEventListener('touchend', end, { once: true, signal: this.#life.signal })
  }

  #close(): void {
    if (history.length > 1) this.#router.store.back()
    else this.#router.store.go(paths.listen)
  }
}

customElements.define('slipstream-now-view', SlipstreamNowView)
