import type { RefusalCode, TroublesMessage } from '../../schemas/live.ts'
import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { LibraryProgress } from '../data/library.ts'
import { browserStore } from '../data/kept.ts'
import { nextChoice } from '../data/queue.ts'
import type { Recommendation } from '../data/recommendations.ts'
import { namelessIn } from '../data/recommendations.ts'
import { fetchRatedTracks, logOut, sessionIdOf } from '../data/session.ts'
import type { Settings } from '../data/settings.ts'
import { keepSettings, readSettings } from '../data/settings.ts'
import type { Action } from '../data/shortcuts.ts'
import { SEEK_STEP_MS, actionOf, placeOf } from '../data/shortcuts.ts'
import { arrived, attended, released } from '../data/suggestions.ts'
import { trackOf } from '../data/tracks.ts'
import type { PlayerEvent } from '../events.ts'
import { LiveController } from '../live-controller.ts'
import { PlayerController } from '../player-controller.ts'
import { icons, mark } from './icons.ts'
import { sharedStyles } from './shared.styles.ts'
import { appStyles } from './slipstream-app.styles.ts'
import type { SlipstreamLibrary } from './slipstream-library.ts'
import './slipstream-library.ts'
import type { NowPlaying } from './slipstream-now-playing.ts'
import './slipstream-now-playing.ts'
import type { SlipstreamShortcuts } from './slipstream-shortcuts.ts'
import './slipstream-shortcuts.ts'
import './slipstream-tuning.ts'
import type { SlipstreamFailedFiles } from './slipstream-failed-files.ts'
import './slipstream-failed-files.ts'
import './slipstream-troubles.ts'
import './slipstream-up-next.ts'

type Pane = 'library' | 'up-next'

const PANES: readonly (readonly [Pane, string])[] = [
  ['library', 'Library'],
  ['up-next', 'Up next'],
]

/** @summary The whole player: joins the server, the audio and the elements, and has no look of its own but the layout. */
export class SlipstreamApp extends LitElement {
  static override styles = [sharedStyles, appStyles]
  static override properties = {
    _library: { state: true },
    _settings: { state: true },
    _pane: { state: true },
    _news: { state: true },
    _troubles: { state: true },
  }

  declare private _library: LibraryProgress | null
  declare private _settings: Settings
  /** What a narrow screen shows; a wide one shows both. */
  declare private _pane: Pane
  /** For screen readers: what changed on the screen. */
  declare private _news: string
  declare private _troubles: TroublesMessage['processors']

  readonly #store = browserStore(() => localStorage)
  readonly #live = new LiveController(this, this.#store, {
    opened: () => this.#fetchRatedTracks(),
    recommended: (recommendation) => this.#suggest(recommendation),
    libraryChanged: (library) => this.#follow(library),
    tracksChanged: (changes) => this.#list.value?.change(changes),
    troublesChanged: (troubles) => (this._troubles = troubles),
    refused: (code) => this.#report(code),
  })
  readonly #player = new PlayerController(this, this.#store, sessionIdOf(browserStore(() => sessionStorage)), (play) =>
    this.#live.post(play),
  )
  readonly #list = createRef<SlipstreamLibrary>()
  readonly #shortcuts = createRef<SlipstreamShortcuts>()
  readonly #failedFiles = createRef<SlipstreamFailedFiles>()
  #life = new AbortController()

  constructor() {
    super()
    this._library = null
    this._settings = readSettings(this.#store)
    this._pane = 'library'
    this._news = ''
    this._troubles = []
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#life = new AbortController()
    window.addEventListener('keydown', (event) => this.#press(event), { signal: this.#life.signal })
    this.#set({})
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#life.abort()
  }

  protected override render(): TemplateResult {
    const { playback, suggestions, queue, current, ratings } = this.#player
    const currentId = current?.trackId ?? null
    return html`
      ${this.#renderHead()}
      <slipstream-troubles .troubles=${this._troubles}></slipstream-troubles>
      <main class=${this._pane}>
        <section class="library" aria-label="Library">
          <slipstream-library
            ${ref(this.#list)}
            .library=${this._library}
            .currentId=${currentId}
            .playing=${!playback.paused}
            .ratings=${ratings}
            @track-picked=${({ detail }: PlayerEvent<'track-picked'>) =>
              this.#player.pick({ track: detail.track, via: detail.via, recommendationId: null }, detail.following)}
            @failed-files-requested=${() => this.#failedFiles.value?.show()}
          ></slipstream-library>
        </section>
        <section class="up-next" aria-label="Up next">
          <slipstream-tuning
            .intent=${this.#player.intent}
            .excluded=${this.#player.excluded}
            .idle=${current === null}
            .artist=${this.#player.tracks.get(currentId ?? '')?.artist ?? ''}
            .genre=${this.#player.tracks.get(currentId ?? '')?.genres[0] ?? ''}
            @intent-chosen=${({ detail }: PlayerEvent<'intent-chosen'>) => this.#player.intend(detail.intent)}
            @session-excluded=${() => this.#player.excludeSession()}
          ></slipstream-tuning>
          <slipstream-up-next
            .suggestions=${suggestions}
            .currentId=${currentId}
            .played=${queue.played}
            .named=${this.#named}
            .knownTracks=${this.#player.tracks.version}
            @suggestion-picked=${({ detail }: PlayerEvent<'suggestion-picked'>) => this.#pickSuggestion(detail.trackId)}
            @played-picked=${({ detail }: PlayerEvent<'played-picked'>) =>
              this.#player.pick({ track: detail.track, via: 'chosen', recommendationId: null })}
            @pending-wanted=${() => this.#changeSuggestions(released(suggestions))}
            @attention-changed=${({ detail }: PlayerEvent<'attention-changed'>) =>
              this.#changeSuggestions(attended(this.#player.suggestions, detail.held))}
          ></slipstream-up-next>
        </section>
      </main>
      <section class="bar" aria-label="Now playing">
        <slipstream-now-playing
          .now=${this.#now}
          @play-pressed=${() => this.#player.toggle()}
          @next-pressed=${() => this.#player.next()}
          @previous-pressed=${() => this.#player.previous()}
          @rating-pressed=${({ detail }: PlayerEvent<'rating-pressed'>) => this.#player.rate(detail.rating)}
          @position-chosen=${({ detail }: PlayerEvent<'position-chosen'>) => playback.seek(detail.positionMs)}
          @volume-chosen=${({ detail }: PlayerEvent<'volume-chosen'>) => this.#set({ volume: detail.volume, muted: false })}
          @mute-pressed=${() => this.#set({ muted: !this._settings.muted })}
        ></slipstream-now-playing>
      </section>
      <p class="unseen" role="status">${this._news}</p>
      <slipstream-shortcuts
        ${ref(this.#shortcuts)}
        .characterKeys=${this._settings.characterKeys}
        @character-keys-chosen=${({ detail }: PlayerEvent<'character-keys-chosen'>) =>
          this.#set({ characterKeys: detail.on })}
      ></slipstream-shortcuts>
      <slipstream-failed-files ${ref(this.#failedFiles)}></slipstream-failed-files>
      ${playback.audio}
    `
  }

  #renderHead(): TemplateResult {
    return html`
      <header>
        <h1>${mark}Slipstream</h1>
        <p class="away" role="status">${this.#awayWords()}</p>
        ${this.#live.loggedIn ? html`<button class="log-out" @click=${() => this.#logOut()}>Log out</button>` : nothing}
        <button
          class="icon-button"
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts"
          @click=${() => this.#shortcuts.value?.show()}
        >
          ${icons.keyboard}
        </button>
      </header>
      <nav aria-label="Parts of the player">
        ${PANES.map(
          ([pane, name]) =>
            html`<button aria-current=${pane === this._pane ? 'true' : nothing} @click=${() => (this._pane = pane)}>
              ${name}
            </button>`,
        )}
      </nav>
    `
  }

  get #now(): NowPlaying {
    const { playback, suggestions, queue, current, rating } = this.#player
    return {
      track: current,
      peaks: this.#peaks,
      positionMs: playback.session?.positionMs ?? 0,
      durationMs: playback.durationMs,
      paused: playback.paused,
      hasNext: nextChoice(queue, suggestions, current?.trackId ?? null) !== null,
      rating,
      volume: this._settings.volume,
      muted: this._settings.muted,
      problem: playback.problem ?? playback.notice,
    }
  }

  get #peaks(): readonly number[] {
    const { current, tracks } = this.#player
    return (current && tracks.get(current.trackId)?.peaks) ?? NO_PEAKS
  }

  readonly #named = (trackId: string) => {
    const known = this.#player.tracks.get(trackId)
    return known === null ? null : trackOf(known)
  }

  #awayWords(): string {
    return this.#live.state === 'away' ? 'Not connected: your plays are kept and sent later.' : ''
  }

  #suggest(recommendation: Recommendation): void {
    const before = this.#player.suggestions
    // What is known of them beforehand, covers and lengths too, is there when one begins.
    this.#player.tracks.want([...recommendation.items.map(({ trackId }) => trackId), ...namelessIn(recommendation)])
    this.#changeSuggestions(arrived(before, recommendation))
    const { shown, pending } = this.#player.suggestions
    if (pending !== null && before.pending === null) this._news = 'New suggestions are waiting'
    else if (shown !== before.shown) this._news = `New suggestions${named(recommendation)}`
  }

  #changeSuggestions(suggestions: PlayerController['suggestions']): void {
    this.#player.suggestions = suggestions
    this.requestUpdate()
  }

  #pickSuggestion(trackId: string): void {
    const { shown } = this.#player.suggestions
    const item = shown?.items.find((candidate) => candidate.trackId === trackId)
    if (shown === null || item === undefined) return
    const track = this.#named(trackId) ?? {
      trackId,
      title: item.title,
      artist: item.artist,
      album: '',
      durationMs: null,
      hasArt: false,
    }
    this.#player.pick({ track, via: 'recommended', recommendationId: shown.recommendationId })
  }

  #follow(library: LibraryProgress): void {
    this._library = library
    const { current, tracks } = this.#player
    if (current !== null) tracks.want([current.trackId])
  }

  #fetchRatedTracks(): void {
    fetchRatedTracks(this.#life.signal).then(
      (tracks) => this.#player.ratingsLoaded(tracks),
      // Without an answer, the ratings that this browser keeps are shown.
      () => undefined,
    )
  }

  #logOut(): void {
    logOut(this.#life.signal).then(
      () => location.reload(),
      () => {
        this._news = 'The server cannot be reached, so you are still logged in'
      },
    )
  }

  #report(code: RefusalCode): void {
    this._news =
      code === 'unknown-track'
        ? 'This track is no longer in the library, so playing it does not count'
        : 'The server did not understand this player: reload the page to get its newest version'
  }

  #set(changed: Partial<Settings>): void {
    this._settings = { ...this._settings, ...changed }
    this.#player.playback.audio.volume = this._settings.volume
    this.#player.playback.audio.muted = this._settings.muted
    keepSettings(this.#store, this._settings)
  }

  #press(event: KeyboardEvent): void {
    const action = actionOf(event, placeOf(event.composedPath()), this._settings.characterKeys)
    if (action === null || event.defaultPrevented) return
    event.preventDefault()
    this.#act(action)
  }

  #act(action: Action): void {
    switch (action) {
      case 'toggle-play':
        this.#player.toggle()
        return
      case 'seek-back':
        this.#player.seekBy(-SEEK_STEP_MS)
        return
      case 'seek-forward':
        this.#player.seekBy(SEEK_STEP_MS)
        return
      case 'next':
        this.#player.next()
        return
      case 'previous':
        this.#player.previous()
        return
      case 'like':
        this.#player.rate('liked')
        return
      case 'mute':
        this.#set({ muted: !this._settings.muted })
        return
      case 'search':
        this._pane = 'library'
        void this.updateComplete.then(() => this.#list.value?.focusSearch())
        return
      case 'show-shortcuts':
        this.#shortcuts.value?.show()
    }
  }
}

const NO_PEAKS: readonly number[] = []

function named({ items }: Recommendation): string {
  const title = items[0]?.title
  return title === undefined ? '' : `: next is ${title}`
}

customElements.define('slipstream-app', SlipstreamApp)
