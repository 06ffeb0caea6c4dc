import { ContextProvider } from '@lit/context'
import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { RefusalCode, TroublesMessage } from '../../schemas/live.ts'
import {
  announcerContext,
  libraryContext,
  liveContext,
  opinionsContext,
  playerContext,
  routerContext,
  settingsContext,
} from '../context.ts'
import { browserStore } from '../data/kept.ts'
import type { LibraryProgress } from '../data/library.ts'
import { LibraryStatus } from '../data/library-status.ts'
import { paths } from '../data/paths.ts'
import { whenAnswered } from '../data/requests.ts'
import { logOut } from '../data/session.ts'
import type { Settings } from '../data/settings.ts'
import { artistOf } from '../data/tracks.ts'
import { icons, mark } from '../elements/icons.ts'
import { Life } from '../elements/life.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import '../elements/slipstream-search-field.ts'
import type { SlipstreamQueueView } from '../views/slipstream-queue-view.ts'
import type { SlipstreamSearchView } from '../views/slipstream-search-view.ts'
import '../elements/slipstream-now-playing.ts'
import type { SlipstreamQueue } from '../elements/slipstream-queue.ts'
import type { SlipstreamShortcuts } from '../elements/slipstream-shortcuts.ts'
import { Watch } from '../elements/watch.ts'
import type { PlayerEvent } from '../events.ts'
import { Announcer } from '../live/announcer.ts'
import { LiveConnection } from '../live/live-connection.ts'
import { joinLive } from '../live/live-wiring.ts'
import { Player } from '../player/player.ts'
import type { ShellLayout } from './layout.ts'
import { keyActs } from './key-acts.ts'
import { Keyboard } from './keyboard.ts'
import { LayoutController } from './layout.ts'
import { ListParts } from './lists.ts'
import { QueuePart } from './queue-part.ts'
import { Router } from '../router/router.ts'
import type { View } from '../router/place.ts'
import { lost, matchOf } from './routes.ts'
import { SettingsStore } from '../data/settings-store.ts'
import { appStyles } from './slipstream-app.styles.ts'
import { followTheme } from './theme.ts'
import './slipstream-nav.ts'
import './slipstream-outlet.ts'

/** @summary The shell of the player: joins the server, the audio and the views, and lays out navigation, view, queue and bar. */
export class SlipstreamApp extends LitElement {
  static override styles = [sharedStyles, appStyles]
  static override properties = {
    layout: { reflect: true },
    _drawer: { state: true },
    _title: { state: true },
    _troubles: { state: true },
  }

  declare layout: ShellLayout
  /** Whether the queue is drawn over the view, where it has no place beside it. */
  declare private _drawer: boolean
  /** What the shown view is called. */
  declare private _title: string
  declare private _troubles: TroublesMessage['processors']

  readonly #store = browserStore(() => localStorage)
  readonly #router = new Router({ matchOf, lost })
  readonly #settings = new SettingsStore(this.#store)
  readonly #library = new LibraryStatus()
  readonly #size = new LayoutController(this)
  readonly #lists = new ListParts(this)
  readonly #queuePart = new QueuePart(() => Promise.all([import('./behind.ts'), this.#player.complete()]))
  readonly #announcer = new Announcer(() => this.#settings.current.announcements)
  readonly #live = new LiveConnection({
    store: this.#store,
    pinned: this.#settings.current.held,
    titleOf: (trackId) => this.#titleOf(trackId),
    opened: () => {
      this.#loadOpinions()
      this.#player.opened()
    },
    listenerChanged: (message) => {
      if (message.type === 'queue') this.#player.queueTold(message)
      else if (message.type === 'playlists') this.#lists.playlists.follow(message)
      else if (this.#player.opinions.follow(message)) this.#loadOpinions()
    },
    loginWanted: () => this.#player.loginWanted(),
    // What is loaded is out of date, or a password is asked for: the page that comes says so.
    forgotten: () =>
      void import('./forgotten.ts').then(
        ({ showForgotten }) => showForgotten(this.#player),
        () => location.reload(),
      ),
    libraryChanged: (library) => this.#follow(library),
    tracksChanged: (changes) => this.#library.change(changes),
    troublesChanged: (troubles) => (this._troubles = troubles),
    sittingsChanged: (sittings) => this.#player.setSittings(sittings),
    refused: (code) => this.#report(code),
  })
  readonly #player = new Player({
    store: this.#store,
    tabStore: browserStore(() => sessionStorage),
    post: (play) => this.#live.post(play),
  })
  readonly #shortcuts = createRef<SlipstreamShortcuts>()
  readonly #life = new Life(this)

  constructor() {
    super()
    this.layout = this.#size.layout
    this._drawer = false
    this._title = this.#view.title
    this._troubles = []
    new ContextProvider(this, { context: routerContext, initialValue: this.#router })
    new ContextProvider(this, { context: settingsContext, initialValue: this.#settings })
    new ContextProvider(this, { context: libraryContext, initialValue: this.#library })
    new ContextProvider(this, { context: playerContext, initialValue: this.#player })
    new ContextProvider(this, { context: opinionsContext, initialValue: this.#player.opinions })
    followTheme(this.#settings)
    this.#router.subscribe(() => (this._drawer = false))
    this.#settings.subscribe(() => this.#mix())
    this.#mix()
    new ContextProvider(this, { context: liveContext, initialValue: this.#live })
    new ContextProvider(this, { context: announcerContext, initialValue: this.#announcer })
    joinLive(this.#live, this.#player, this.#announcer)
    const acts = keyActs({
      player: this.#player,
      live: this.#live,
      settings: this.#settings,
      router: this.#router,
      announcer: this.#announcer,
      shell: {
        toggleQueue: () => this.#toggleQueue(),
        focusSearch: () => this.#focusSearch(),
        showShortcuts: () => void this.#showShortcuts(),
        queue: () => this.#queue,
      },
    })
    new Keyboard(this, () => this.#settings.current, acts)
    const stores = [
      ...[this.#router, this.#settings, this.#library, this.#player, this.#live, this.#announcer],
      this.#queuePart,
    ]
    for (const store of stores) new Watch(this, () => store)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    const { signal } = this.#life
    for (const change of ['online', 'offline']) window.addEventListener(change, () => this.requestUpdate(), { signal })
    this.#router.start(signal)
    this.#set({})
    this.#live.start()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#live.stop()
  }

  protected override willUpdate(): void {
    this.layout = this.#size.layout
    document.title = this.#title
  }

  protected override render(): TemplateResult {
    return html`
      ${this.#renderSkips()} ${this.#renderNavigation()}
      <div class="strip">
        <p class="away" role="status">${this.#awayWords()}</p>
        <slipstream-troubles .troubles=${this._troubles}></slipstream-troubles>
      </div>
      <main tabindex="-1">${this.#renderView()}</main>
      ${this.#renderQueuePanel()}
      <section class="bar" aria-label="Now playing" tabindex="-1">${this.#renderBar()}</section>
      ${this.layout === 'phone' ? html`<slipstream-nav class="tabs" shape="tabs"></slipstream-nav>` : nothing}
      <p class="unseen" role="status">${this.#announcer.words}</p>
      <slipstream-shortcuts
        ${ref(this.#shortcuts)}
        .characterKeys=${this.#settings.current.characterKeys}
        .keys=${this.#settings.current.keys}
        @keys-chosen=${({ detail }: PlayerEvent<'keys-chosen'>) => this.#set({ keys: detail.keys })}
        @character-keys-chosen=${({ detail }: PlayerEvent<'character-keys-chosen'>) =>
          this.#set({ characterKeys: detail.on })}
      ></slipstream-shortcuts>
      ${this.#player.elements}
    `
  }

  get #view(): View {
    return this.#router.place.view
  }

  get #title(): string {
    const { now, paused } = this.#player
    if (now !== null && !paused) return `${now.track.title} · ${artistOf(now.track)}`
    return `${this._title} · Slipstream`
  }

  /** The first three stops of the keyboard. */
  #renderSkips(): TemplateResult {
    const { name } = this.#view
    return html`<div class="skips">
      <button @click=${() => this.#focusOn('main')}>Skip to the view</button>
      ${name === 'queue' ? nothing : html`<button @click=${() => void this.#focusQueue()}>Skip to the queue</button>`}
      ${name === 'now' ? nothing : html`<button @click=${() => this.#focusOn('.bar')}>Skip to the player</button>`}
    </div>`
  }

  #renderNavigation(): TemplateResult | typeof nothing {
    if (this.layout === 'phone')
      return this.#live.loggedIn ? html`<div class="account">${this.#logOutButton()}</div>` : nothing
    const isRail = this.layout === 'tablet'
    return html`<header class="side">
      <a class="brand" href=${paths.listen} aria-label="Slipstream">${mark}<span>Slipstream</span></a>
      ${isRail ? nothing : html`<slipstream-search-field></slipstream-search-field>`}
      <slipstream-nav shape=${isRail ? 'rail' : 'sidebar'}>
        ${isRail ? nothing : html`<slipstream-side-lists></slipstream-side-lists>`}
      </slipstream-nav>
      <div class="foot">
        ${this.#live.loggedIn ? this.#logOutButton() : nothing}
        <button
          class="icon-button"
          aria-label="Queue"
          title="Queue"
          aria-expanded=${String(this.#queueShown)}
          @click=${() => this.#toggleQueue()}
        >
          ${icons.queue}
        </button>
        <button
          class="icon-button keyboard"
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts"
          @click=${() => void this.#showShortcuts()}
        >
          ${icons.keyboard}
        </button>
      </div>
    </header>`
  }

  #logOutButton(): TemplateResult {
    return html`<button class="log-out" @click=${() => this.#logOut()}>Log out</button>`
  }

  #renderView(): TemplateResult {
    return html`<slipstream-outlet
      @view-arrived=${() => void this.#queuePart.comeAfter(whenAnswered().then(painted))}
      @title-changed=${({ detail }: PlayerEvent<'title-changed'>) => (this._title = detail.title)}
    ></slipstream-outlet>`
  }

  /** Beside a view that shows what follows by itself there is no panel, and its button leads to the view of the queue. */
  get #hasPanel(): boolean {
    return this.layout !== 'phone' && !['now', 'queue'].includes(this.#view.name)
  }

  get #queueShown(): boolean {
    if (!this.#hasPanel) return false
    return this.layout === 'desktop' ? this.#settings.current.queueOpen : this.layout === 'tablet' && this._drawer
  }

  get #queueStyle(): string {
    const { queueWidth } = this.#settings.current
    return this.layout === 'desktop' && queueWidth !== null ? `width:${queueWidth}px` : ''
  }

  #toggleQueue(): void {
    if (!this.#hasPanel) this.#router.go(paths.queue)
    else if (this.layout === 'tablet') this._drawer = !this._drawer
    else this.#set({ queueOpen: !this.#settings.current.queueOpen })
    void this.#queuePart.come()
  }

  #renderQueuePanel(): TemplateResult | typeof nothing {
    if (!this.#queueShown) return nothing
    return html`<aside
      class="queue"
      aria-label="Queue"
      tabindex="-1"
      .style=${this.#queueStyle}
      @keydown=${(event: KeyboardEvent) => this.#leaveDrawer(event)}
    >
      ${
        this.#queuePart.failed
          ? this.#renderLacking()
          : html`${this.layout === 'desktop' ? html`<slipstream-resizer></slipstream-resizer>` : nothing}
              <div class="scroller"><slipstream-queue></slipstream-queue></div>`
      }
    </aside>`
  }

  #renderLacking(): TemplateResult {
    return html`<p class="lacking" role="alert">
      The queue cannot be loaded: the server does not answer, or has a newer version.
      <button @click=${() => location.reload()}>Reload the page</button>
    </p>`
  }

  #leaveDrawer(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented || !this._drawer) return
    this._drawer = false
    this.#focusOn('main')
  }

  async #focusQueue(): Promise<void> {
    if (!this.#queueShown) this.#toggleQueue()
    await this.updateComplete
    this.#focusOn(this.#hasPanel ? '.queue' : 'main')
  }

  /** Its code comes when it is first wanted. */
  async #showShortcuts(): Promise<void> {
    if (await this.#loaded(() => import('../elements/slipstream-shortcuts.ts'))) {
      await this.#shortcuts.value?.updateComplete
      this.#shortcuts.value?.show()
    }
  }

  /** Code that the first view does without. */
  async #loaded(load: () => Promise<unknown>): Promise<boolean> {
    try {
      await load()
      return true
    } catch {
      this.#announcer.say('This part of the page cannot be loaded: reload the page', 'problem')
      return false
    }
  }

  #focusOn(selector: string): void {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus()
  }

  #renderBar(): TemplateResult {
    const offersUndo = !this.#queueShown && this.#view.name !== 'queue'
    return html`<slipstream-now-playing
      ?offersUndo=${offersUndo}
      @queue-wanted=${() => this.#toggleQueue()}
    ></slipstream-now-playing>`
  }

  #awayWords(): string {
    const isAway = this.#live.state === 'away' || !navigator.onLine
    return isAway ? 'Offline: playing what is here. Your plays are kept and sent later.' : ''
  }

  /** Of a track that the player has shown lately; empty when it is not known. */
  #titleOf(trackId: string): string {
    const { now, before, tracks } = this.#player
    const entry = [now, ...before].find((each) => each?.track.trackId === trackId)
    const offered = this.#live.list.shown?.items.find((item) => item.trackId === trackId)
    return entry?.track.title ?? offered?.title ?? tracks.get(trackId)?.title ?? ''
  }

  #follow(library: LibraryProgress): void {
    this.#library.follow(library)
    const { now, tracks } = this.#player
    if (now !== null) tracks.want([now.track.trackId])
  }

  #loadOpinions(): void {
    // Without an answer, the opinions that this browser keeps are shown.
    this.#player.opinions.load(this.#life.signal).catch(() => undefined)
  }

  #logOut(): void {
    logOut(this.#life.signal).then(
      () => location.reload(),
      () => {
        this.#announcer.say('The server cannot be reached, so you are still logged in', 'problem')
      },
    )
  }

  #report(code: RefusalCode): void {
    const words =
      code === 'unknown-track'
        ? 'This track is no longer in the library, so playing it does not count'
        : 'The server did not understand this player: reload the page to get its newest version'
    this.#announcer.say(words, 'problem')
  }

  #set(changed: Partial<Settings>): void {
    this.#settings.set(changed)
  }

  #mix(): void {
    const { volume, muted, crossfadeS, levelling } = this.#settings.current
    this.#player.setVolume(volume, muted)
    this.#player.setMixing({ crossfadeS, levelling })
  }

  /** The field of the sidebar, or where there is none, that of the view. */
  #focusSearch(): void {
    const field = this.renderRoot.querySelector<HTMLElement>('.side slipstream-search-field')
    const focusOwn = () => this.renderRoot.querySelector<SlipstreamSearchView>('slipstream-search-view')?.focusField()
    if (field !== null) field.focus()
    else if (this.#view.name === 'search') focusOwn()
    else {
      this.addEventListener('view-arrived', focusOwn, { once: true })
      this.#router.go(paths.search)
    }
  }

  /** The queue that is shown: in the panel, or in its view; null too while its code is not here. */
  get #queue(): SlipstreamQueue | null {
    const inView = this.renderRoot.querySelector<SlipstreamQueueView>('slipstream-queue-view')?.queue
    return inView ?? this.renderRoot.querySelector<SlipstreamQueue>('slipstream-queue:defined')
  }
}

/** Fulfilled behind the next frame. */
const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))

customElements.define('slipstream-app', SlipstreamApp)
