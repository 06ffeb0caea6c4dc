import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { opinionsContext, playerContext, playlistsContext, settingsContext } from '../context.ts'
import { wholeOf } from '../data/list-rest.ts'
import { menuPlace } from '../data/menu-place.ts'
import type { MenuAct, MenuFacts, MenuItem, MenuSubject, MenuTrack, PlayerSwitches } from '../data/menu.ts'
import { menuItems, menuStep, menuTitle, trackOfMenu } from '../data/menu.ts'
import { paths } from '../data/paths.ts'
import { NEXT_REPEAT } from '../data/queue.ts'
import { playlistFile } from '../data/playlist-entries.ts'
import { asRequestError } from '../data/requests.ts'
import { partOfSubject, sourceOfThing, tracksOfSubject } from '../data/subject-tracks.ts'
import { artistOf, fetchTrack, isHere } from '../data/tracks.ts'
import type { MenuRequest, PlayerEvent } from '../events.ts'
import { icons } from './icons.ts'
import { Life } from './life.ts'
import { listIcons } from './list-icons.ts'
import { sharedStyles } from './shared.styles.ts'
import './slipstream-add-to-playlist.ts'
import type { SlipstreamAddToPlaylist } from './slipstream-add-to-playlist.ts'
import { trackMenuStyles } from './slipstream-track-menu.styles.ts'
import { FromContext } from './watch.ts'

/** What each item does, as it is drawn elsewhere. */
const ICONS: Readonly<Record<MenuAct, TemplateResult>> = {
  play: icons.play,
  'play-next': icons.playNext,
  'add-last': icons.queue,
  'add-to-playlist': icons.playlists,
  like: icons.like,
  dislike: icons.dislike,
  'never-track': listIcons.never,
  'never-artist': listIcons.never,
  radio: icons.radio,
  'go-track': icons.tracks,
  'go-album': icons.albums,
  'go-artist': icons.artists,
  'go-genre': icons.genres,
  'go-playlist': icons.playlists,
  'move-up': icons.up,
  'move-down': icons.down,
  remove: icons.close,
  download: listIcons.download,
  shuffle: icons.shuffle,
  repeat: icons.repeat,
  'sleep-at-end': icons.sleep,
  mute: icons.muted,
}

/** How long is shown what an act brought. */
const TOAST_MS = 5_000

/** @summary The menu of songs, albums, artists and playlists: there is one, which the shell opens beside what it is of. */
export class SlipstreamTrackMenu extends LitElement {
  static override styles = [sharedStyles, trackMenuStyles]
  static override properties = { _request: { state: true }, _track: { state: true }, _toast: { state: true } }

  declare private _request: MenuRequest | null
  /** The track of a menu of a single one, with what was looked up of it. */
  declare private _track: MenuTrack | null
  declare private _toast: string

  readonly #player = new FromContext(this, playerContext)
  readonly #opinions = new FromContext(this, opinionsContext)
  readonly #settings = new FromContext(this, settingsContext)
  readonly #playlists = new FromContext(this, playlistsContext)
  readonly #menu = createRef<HTMLElement>()
  readonly #dialog = createRef<SlipstreamAddToPlaylist>()
  readonly #life = new Life(this)
  #timer: number | undefined

  constructor() {
    super()
    this._request = null
    this._track = null
    this._toast = ''
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    window.clearTimeout(this.#timer)
  }

  async open(request: MenuRequest): Promise<void> {
    if (request.act !== undefined) {
      this._request = request
      await this.#do(request.act)
      return
    }
    const anchor = request.anchor.getBoundingClientRect()
    this._request = request
    this._track = trackOfMenu(request.subject)
    this.#lookUp(this._track)
    await this.updateComplete
    const menu = this.#menu.value
    if (menu === undefined) return
    menu.showPopover()
    const { innerWidth: width, innerHeight: height } = window
    const place = menuPlace(anchor, { width: menu.offsetWidth, height: menu.offsetHeight }, { width, height })
    menu.style.left = `${place.left}px`
    menu.style.top = `${place.top}px`
    this.#items()[0]?.focus({ preventScroll: true })
  }

  /** Tells what an act brought, on the screen and to screen readers. */
  tell(words: string): void {
    this._toast = words
    window.clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => (this._toast = ''), TOAST_MS)
  }

  protected override render(): TemplateResult {
    const { _request: request } = this
    return html`
      <div
        popover
        ${ref(this.#menu)}
        @toggle=${(event: Event) => this.#toggled(event)}
        @keydown=${(event: KeyboardEvent) => this.#press(event)}
      >
        ${request === null ? nothing : this.#menuOf(request)}
      </div>
      <slipstream-add-to-playlist
        ${ref(this.#dialog)}
        @tracks-added=${({ detail }: PlayerEvent<'tracks-added'>) => this.tell(detail.words)}
      ></slipstream-add-to-playlist>
      <div class="toast" role="status">${this._toast === '' ? nothing : html`<span>${this._toast}</span>`}</div>
    `
  }

  #menuOf({ subject, remove, move, isOfPlayer = false }: MenuRequest): TemplateResult {
    const title = menuTitle(subject)
    const player = isOfPlayer ? this.#switches : null
    const items = menuItems(subject, { ...this.#facts(remove !== undefined), isMovable: move !== undefined, player })
    return html`<div class="head" aria-hidden="true">
        <p class="title clipped">${title}</p>
        ${this._track === null ? nothing : html`<p class="quiet clipped">${artistOf(this._track)}</p>`}
      </div>
      <div role="menu" aria-label=${`Menu of ${title}`}>${items.map((item) => this.#item(item))}</div>`
  }

  #item(item: MenuItem): TemplateResult {
    const href = this.#hrefOf(item.act)
    const line = item.begins ? html`<hr />` : nothing
    if (href !== null)
      return html`${line}<a
          role="menuitem"
          tabindex="-1"
          href=${href}
          ?download=${item.act === 'download'}
          @click=${() => this.#close()}
          >${ICONS[item.act]}${item.words}</a
        >`
    return html`${line}<button
        role=${item.checked === null ? 'menuitem' : 'menuitemcheckbox'}
        tabindex="-1"
        aria-checked=${item.checked === null ? nothing : String(item.checked)}
        @click=${() => void this.#do(item.act)}
      >
        ${ICONS[item.act]}${item.words}
      </button>`
  }

  get #switches(): PlayerSwitches {
    const { shuffled, repeat, sleep } = this.#player.store
    const { muted } = this.#settings.store.current
    return { isShuffled: shuffled, repeat, sleepsAtEnd: sleep?.kind === 'end-of-song', isMuted: muted }
  }

  #facts(isEditable: boolean): Omit<MenuFacts, 'player' | 'isMovable'> {
    const { _request: request, _track: track } = this
    const opinions = this.#opinions.store
    const artistId = this.#artistId
    const opinion = track === null ? 'none' : opinions.of(track.trackId)
    return {
      isLiked: opinion === 'liked',
      isDisliked: opinion === 'disliked',
      isNever: track !== null && opinions.isNever(track.trackId),
      isNeverArtist: artistId !== null && opinions.isNeverArtist(artistId),
      hasAlbum: typeof track?.albumId === 'string' || request?.subject.kind === 'album',
      hasArtist: artistId !== null,
      isEditable,
    }
  }

  get #artistId(): string | null {
    const subject = this._request?.subject
    return subject?.kind === 'artist' ? subject.id : (this._track?.artistIds?.[0] ?? null)
  }

  /** Null: the item is no link. */
  #hrefOf(act: MenuAct): string | null {
    const subject = this._request?.subject
    const id = subject !== undefined && 'id' in subject ? subject.id : null
    switch (act) {
      case 'go-track':
        return this._track === null ? null : paths.track(this._track.trackId)
      case 'go-album':
        return paths.album(id ?? this._track?.albumId ?? '')
      case 'go-artist':
        return paths.artist(this.#artistId ?? '')
      case 'go-genre':
        return paths.genre(id ?? '')
      case 'go-playlist':
        return paths.playlist(id ?? '')
      case 'download':
        return playlistFile(id ?? '')
      default:
        return null
    }
  }

  /** Where a track leads, for a list that does not know it. */
  #lookUp(track: MenuTrack | null): void {
    if (track === null || track.artistIds !== undefined) return
    fetchTrack(track.trackId, this.#life.signal).then(
      (described) => {
        if (this._track?.trackId === described.trackId) this._track = described
      },
      // Without an answer the menu leads nowhere, and does all the rest.
      () => undefined,
    )
  }

  async #do(act: MenuAct): Promise<void> {
    const request = this._request
    if (request === null) return
    const { signal } = this.#life
    this.#close()
    try {
      await this.#act(act, request)
    } catch (error) {
      if (signal.aborted) return
      this.tell(asRequestError(error).message)
    }
  }

  async #act(act: MenuAct, request: MenuRequest): Promise<void> {
    const { subject, remove, move } = request
    const track = this._track
    const player = this.#player.store
    switch (act) {
      case 'like':
        if (track !== null) player.like(track)
        return
      case 'dislike':
        if (track !== null) player.dislike(track)
        return
      case 'never-track':
        if (track !== null) player.never(track)
        return
      case 'never-artist':
        return this.#neverArtist(subject)
      case 'radio':
        if (track !== null) this.#startRadio(track)
        return
      case 'move-up':
      case 'move-down':
        move?.(act === 'move-up' ? -1 : 1)
        return
      case 'remove':
        remove?.()
        return
      case 'shuffle':
      case 'repeat':
      case 'sleep-at-end':
      case 'mute':
        this.#switch(act)
        return
      case 'add-to-playlist':
        this.#playlists.store.want()
        return this.#dialog.value?.show(
          menuTitle(subject),
          await tracksOfSubject(subject, this.#life.signal),
          request.anchor,
        )
      default:
        return this.#enqueue(act, request)
    }
  }

  #switch(act: 'shuffle' | 'repeat' | 'sleep-at-end' | 'mute'): void {
    const player = this.#player.store
    const { isShuffled, repeat, sleepsAtEnd, isMuted } = this.#switches
    switch (act) {
      case 'shuffle':
        player.setShuffled(!isShuffled)
        return
      case 'repeat':
        player.setRepeat(NEXT_REPEAT[repeat])
        return
      case 'sleep-at-end':
        player.setSleep(sleepsAtEnd ? null : 'end-of-song')
        return
      case 'mute':
        this.#settings.store.set({ muted: !isMuted })
    }
  }

  async #enqueue(act: MenuAct, { subject, source }: MenuRequest): Promise<void> {
    const { signal } = this.#life
    const { loaded, rest } = await partOfSubject(subject, signal)
    const tracks = (act === 'play-next' ? await wholeOf(loaded, rest) : loaded).filter(isHere)
    const player = this.#player.store
    const from = 'name' in subject ? sourceOfThing(subject) : source
    const [first] = tracks
    if (first === undefined) this.tell('None of its songs is here now.')
    else if (act === 'play-next') player.playNext(tracks, from)
    else if (act === 'add-last') player.addLast(tracks, from, rest)
    else if (subject.kind === 'suggestion') player.playSuggestion(first.trackId)
    else if (tracks.length === 1 && subject.kind === 'tracks') player.playOne(first, from)
    else player.playList(tracks, 0, from, { rest })
    if (first === undefined || act === 'play') return
    const what =
      rest !== null && 'name' in subject
        ? `“${subject.name}”`
        : tracks.length === 1
          ? `“${first.title}”`
          : `${tracks.length} songs`
    this.tell(act === 'play-next' ? `${what} will play next` : `${what} added to the end of Yours`)
  }

  async #neverArtist(subject: MenuSubject): Promise<void> {
    const artistId = this.#artistId
    // What is said of an artist is said with a track of theirs.
    const track = this._track ?? (await tracksOfSubject(subject, this.#life.signal))[0]
    if (artistId !== null && track !== undefined) this.#player.store.never(track, artistId)
  }

  /** Yours ends with the song, so that Live, which a radio is a matter of, goes on behind it. */
  #startRadio(track: MenuTrack): void {
    const player = this.#player.store
    if (player.now?.track.trackId !== track.trackId)
      player.playList([track], 0, { kind: 'radio', id: track.trackId, name: track.title })
    player.wish({ ...player.intent, radio: 'track', genre: '' })
    this.tell(`Radio of “${track.title}”`)
  }

  #items(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[role="menu"] > :not(hr)')]
  }

  /** The keys of a menu, as the ARIA Authoring Practices have them. */
  #press(event: KeyboardEvent): void {
    event.stopPropagation()
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Tab') {
      event.preventDefault()
      this.#close()
      return
    }
    const items = this.#items()
    const at = items.findIndex((item) => item === this.shadowRoot?.activeElement)
    const to = menuStep(
      event.key,
      at,
      items.map(({ textContent }) => textContent.trim()),
    )
    if (to !== null) {
      event.preventDefault()
      items[to]?.focus()
    } else if (event.key === ' ') {
      event.preventDefault()
      items[at]?.click()
    }
  }

  #close(): void {
    this.#menu.value?.hidePopover()
  }

  #toggled(event: Event): void {
    if (!(event instanceof ToggleEvent) || event.newState !== 'closed') return
    const anchor = this._request?.anchor
    const active = this.shadowRoot?.activeElement ?? document.activeElement
    // A click elsewhere has moved the focus already.
    const isElsewhere =
      active !== null && active !== document.body && !this.renderRoot.contains(active) && active !== this
    if (!isElsewhere) anchor?.focus({ preventScroll: true })
  }
}

customElements.define('slipstream-track-menu', SlipstreamTrackMenu)

declare global {
  interface HTMLElementTagNameMap {
    'slipstream-track-menu': SlipstreamTrackMenu
  }
}
