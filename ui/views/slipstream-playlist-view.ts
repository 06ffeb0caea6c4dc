import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { MAX_PLAYLIST_NAME } from '../../schemas/http.ts'
import type { ViewPlace } from '../router/place.ts'
import { playerContext, playlistsContext, routerContext } from '../context.ts'
import { EntryRows } from '../data/entry-rows.ts'
import { counted } from '../data/library.ts'
import { paths } from '../data/paths.ts'
import type { PlaylistPage, ShownEntry } from '../data/playlists.ts'
import {
  afterPlace,
  fetchPlaylist,
  freeName,
  movePlaylistEntries,
  movedEntries,
  playlistFile,
  removePlaylistEntries,
} from '../data/playlist-entries.ts'
import { addTracks } from '../data/playlists.ts'
import type { QueueSource } from '../data/queue.ts'
import type { RequestError } from '../data/requests.ts'
import { asRequestError } from '../data/requests.ts'
import { spokenTime } from '../data/time-words.ts'
import { icons } from '../elements/icons.ts'
import { listIcons } from '../elements/list-icons.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import '../elements/slipstream-track-rows.ts'
import { FromContext, Watch } from '../elements/watch.ts'
import { emit } from '../events.ts'
import { playlistStyles } from './slipstream-playlist-view.styles.ts'
import { problemBlock, stateBlock } from './state-block.ts'
import { viewStyles } from './view.styles.ts'

/** An entry that was taken out, and where it stood. */
interface Removed {
  readonly entry: ShownEntry
  /** Null: at the beginning. */
  readonly after: string | null
}

const NO_SONGS = stateBlock({
  picture: icons.playlists,
  title: 'No songs yet',
  words: '“Add to playlist…” stands in the menu of every song, album and artist.',
  act: html`<a class="button main" href=${paths.albums}>All albums</a>`,
})

/** @summary One playlist: played, renamed, put into order; it follows what other devices change. */
export class SlipstreamPlaylistView extends LitElement {
  static override styles = [sharedStyles, viewStyles, playlistStyles]
  static override properties = {
    place: { attribute: false },
    _list: { state: true },
    _error: { state: true },
    _removed: { state: true },
    _renaming: { state: true },
  }

  declare place: ViewPlace
  /** Null until it was read. */
  declare private _list: PlaylistPage | null
  declare private _error: RequestError | null
  declare private _removed: Removed | null
  declare private _renaming: boolean

  readonly #playlists = new FromContext(this, playlistsContext)
  readonly #player = new FromContext(this, playerContext, () => null)
  readonly #router = new FromContext(this, routerContext, () => null)
  readonly #rows = new EntryRows()
  readonly #name = createRef<HTMLInputElement>()
  #shownId = ''
  #news = -1
  /** Changes of this page that the server has not answered: what it says meanwhile is older. */
  #pending = 0
  #reading: AbortController | null = null

  constructor() {
    super()
    this._list = null
    this._error = null
    this._removed = null
    this._renaming = false
    new Watch(this, () => this.#rows)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#reading?.abort()
    this.#news = -1
  }

  protected override willUpdate(): void {
    const { news } = this.#playlists.store
    const isOther = this.#id !== this.#shownId
    if (isOther) {
      this._list = null
      this._removed = null
      this.#rows.set([])
    }
    if (!isOther && news === this.#news) return
    this.#shownId = this.#id
    this.#news = news
    void this.#read()
  }

  protected override render(): TemplateResult {
    const list = this._list
    if (list === null) return this.#unread()
    const source = this.#source(list)
    return html`
      <div class="view-head">${this._renaming ? this.#renameForm(list) : html`<h1>${list.name}</h1>`}</div>
      <p class="quiet facts">${this.#facts()}</p>
      ${this.#acts(list, source)}
      ${this._error === null ? nothing : html`<p class="problem" role="alert">${this._error.message}</p>`}
      <div role="status">
        ${
          this._removed === null
            ? nothing
            : html`<p class="undo">
                Removed “${this._removed.entry.track?.title ?? 'a song'}”.
                <button class="button plain" @click=${() => void this.#undoRemove()}>Undo</button>
              </p>`
        }
      </div>
      ${
        this.#rows.length === 0
          ? NO_SONGS
          : html`<slipstream-track-rows
              .rows=${this.#rows}
              .queued=${this.#rows.rows}
              .source=${source}
              .editor=${this.#isMine ? this.#editor : null}
              label=${list.name}
            ></slipstream-track-rows>`
      }
    `
  }

  readonly #editor = {
    move: (index: number, to: number) => void this.#move(index, to),
    remove: (index: number) => void this.#remove(index),
  }

  get #id(): string {
    return this.place.parameters['id'] ?? ''
  }

  /** A playlist that was found in the library is read only. */
  get #isMine(): boolean {
    return this._list !== null && this._list.source !== 'library'
  }

  #source({ playlistId, name }: PlaylistPage): QueueSource {
    return { kind: 'playlist', id: playlistId, name }
  }

  #unread(): TemplateResult {
    const error = this._error
    if (error === null) return html`<h1>Playlist</h1>`
    if (error.code !== 'unknown-playlist') {
      const title = 'The playlist cannot be shown'
      return problemBlock(
        { picture: icons.playlists, title, words: error.message, isView: true },
        () => void this.#read(),
      )
    }
    return stateBlock({
      picture: icons.playlists,
      title: 'There is no such playlist',
      words: 'It was deleted, or the address is wrong.',
      act: html`<a class="button main" href=${paths.playlists}>All playlists</a>`,
      isView: true,
    })
  }

  #facts(): string {
    const { length } = this.#rows
    const ms = this.#rows.rows.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0)
    const songs = length === 1 ? '1 song' : `${counted(length)} songs`
    // Minutes are enough here.
    const time = ms < 60_000 ? '' : ` · ${spokenTime(Math.round(ms / 60_000) * 60_000)}`
    return `${songs}${length === 0 ? '' : time}${this.#isMine ? '' : ' · from your library folder'}`
  }

  #acts(list: PlaylistPage, source: QueueSource): TemplateResult {
    const { here } = this.#rows
    const isIdle = here.length === 0
    const player = this.#player.store
    return html`<div class="acts">
      <button
        class="button main"
        ?disabled=${isIdle}
        @click=${() => player.playList(here, 0, source, { shuffle: false })}
      >
        ${icons.play} Play
      </button>
      <button
        class="button"
        ?disabled=${isIdle}
        @click=${() => player.playList(here, Math.floor(Math.random() * here.length), source, { shuffle: true })}
      >
        ${icons.shuffle} Shuffle
      </button>
      <button class="button" ?disabled=${isIdle} @click=${() => player.addLast(here, source)}>
        ${icons.add} Add<span class="unseen"> to the queue</span>
      </button>
      <a class="button" href=${playlistFile(list.playlistId)} download=${`${list.name}.m3u8`}
        >M3U<span class="unseen"> download</span></a
      >
      ${
        this.#isMine
          ? html`<button class="button" @click=${() => void this.#startRenaming()}>Rename</button>
              <button
                class="icon-button"
                aria-label=${`Delete ${list.name}`}
                title="Delete"
                @click=${() => this.#delete(list)}
              >
                ${listIcons.delete}
              </button>`
          : html`<button class="button" ?disabled=${isIdle} @click=${() => void this.#copy(list)}>Copy to mine</button>`
      }
    </div>`
  }

  #renameForm({ name }: PlaylistPage): TemplateResult {
    return html`<form class="rename" @submit=${(event: SubmitEvent) => void this.#rename(event)}>
      <h1 class="unseen">${name}</h1>
      <input
        ${ref(this.#name)}
        class="field"
        aria-label="Name of the playlist"
        required
        maxlength=${MAX_PLAYLIST_NAME}
        .value=${name}
        @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && (this._renaming = false)}
      />
      <button class="button main">Save</button>
      <button class="button" type="button" @click=${() => (this._renaming = false)}>Cancel</button>
    </form>`
  }

  async #startRenaming(): Promise<void> {
    this._renaming = true
    await this.updateComplete
    this.#name.value?.select()
  }

  async #rename(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const name = this.#name.value?.value.trim() ?? ''
    if (name === '' || this._list === null) return
    this._renaming = false
    this._list = { ...this._list, name }
    emit(this, 'view-titled', { title: name })
    await this.#change(() => this.#playlists.store.rename(this.#id, name))
  }

  #delete(list: PlaylistPage): void {
    this.#playlists.store.want()
    this.#playlists.store.delete(list)
    this.#router.store.go(paths.playlists)
  }

  async #copy({ name }: PlaylistPage): Promise<void> {
    const { store } = this.#playlists
    const taken = (store.lists ?? []).map((list) => list.name)
    const ids = this.#rows.entries.flatMap(({ track }) => (track === null ? [] : [track.trackId]))
    await this.#change(async () => {
      const made = await store.make(freeName(name, taken), ids)
      this.#router.store.go(paths.playlist(made.playlistId))
    })
  }

  #move(index: number, to: number): Promise<void> {
    const { entries } = this.#rows
    const entry = entries[index]
    const place = Math.max(0, Math.min(entries.length - 1, to))
    if (entry === undefined || place === index) return Promise.resolve()
    const after = afterPlace(entries, entry.entryId, place)
    this.#rows.set(movedEntries(entries, [entry.entryId], after))
    const { deviceId } = this.#playlists.store
    return this.#change((signal) => movePlaylistEntries(this.#id, [entry.entryId], after, deviceId, signal))
  }

  #remove(index: number): Promise<void> {
    const { entries } = this.#rows
    const entry = entries[index]
    if (entry === undefined) return Promise.resolve()
    this._removed = { entry, after: entries[index - 1]?.entryId ?? null }
    this.#rows.set(entries.filter((each) => each !== entry))
    const { deviceId } = this.#playlists.store
    return this.#change((signal) => removePlaylistEntries(this.#id, [entry.entryId], deviceId, signal))
  }

  async #undoRemove(): Promise<void> {
    const removed = this._removed
    if (removed === null) return
    this._removed = null
    const { deviceId } = this.#playlists.store
    const { trackId } = removed.entry
    await this.#change((signal) => addTracks(this.#id, [trackId], removed.after, deviceId, signal))
    await this.#read()
  }

  /** What is shown is ahead of the server; where it refuses, it is shown as the server has it. */
  async #change(act: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
    this.#pending += 1
    this.#reading?.abort()
    let failed: RequestError | null = null
    try {
      // A change goes on when the view is left.
      await act(new AbortController().signal)
    } catch (error) {
      failed = asRequestError(error)
    }
    this.#pending -= 1
    if (failed !== null) await this.#read()
    this._error = failed
  }

  async #read(): Promise<void> {
    if (this.#pending > 0) return
    this.#reading?.abort()
    const reading = new AbortController()
    this.#reading = reading
    const id = this.#id
    try {
      const list = await fetchPlaylist(id, reading.signal)
      if (reading.signal.aborted) return
      if (list.name !== this._list?.name) emit(this, 'view-titled', { title: list.name })
      this._list = list
      this._error = null
      this.#rows.set(list.items)
    } catch (error) {
      if (reading.signal.aborted) return
      this._error = asRequestError(error)
      if (this._error.code === 'unknown-playlist') this._list = null
    }
  }
}

customElements.define('slipstream-playlist-view', SlipstreamPlaylistView)
