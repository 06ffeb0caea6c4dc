import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { MAX_PLAYLIST_NAME } from '../../schemas/http.ts'
import { playlistsContext, routerContext } from '../context.ts'
import { counted } from '../data/library.ts'
import { paths } from '../data/paths.ts'
import type { ImportedPlaylist, ShownPlaylist } from '../data/playlists.ts'
import { freeName, importedWords, nameOfFile } from '../data/playlist-entries.ts'
import { RunningAct } from '../elements/running-act.ts'
import { icons } from '../elements/icons.ts'
import { listIcons } from '../elements/list-icons.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import { FromContext } from '../elements/watch.ts'
import { emit } from '../events.ts'
import { playlistsStyles } from './slipstream-playlists-view.styles.ts'
import { problemBlock, stateBlock } from './state-block.ts'
import { viewStyles } from './view.styles.ts'

/** @summary The playlists of the listener: made, imported, deleted; each leads to its songs. */
export class SlipstreamPlaylistsView extends LitElement {
  static override styles = [sharedStyles, viewStyles, playlistsStyles]
  static override properties = {
    _imported: { state: true },
    _dropping: { state: true },
  }

  /** What the last import brought. */
  declare private _imported: readonly ImportedPlaylist[]
  readonly #act = new RunningAct(this)
  /** Whether a file is held over the view. */
  declare private _dropping: boolean

  readonly #playlists = new FromContext(this, playlistsContext)
  readonly #router = new FromContext(this, routerContext)
  readonly #name = createRef<HTMLInputElement>()
  readonly #files = createRef<HTMLInputElement>()

  constructor() {
    super()
    this._imported = []
    this._dropping = false
    this.addEventListener('dragover', (event) => this.#dragOver(event))
    this.addEventListener('dragleave', () => (this._dropping = false))
    this.addEventListener('drop', (event) => this.#drop(event))
  }

  override connectedCallback(): void {
    super.connectedCallback()
    // After the context is here.
    queueMicrotask(() => this.isConnected && this.#playlists.store.want())
  }

  protected override render(): TemplateResult {
    const { lists, problem, deleted } = this.#playlists.store
    const told = this.#act.problem === '' && lists !== null ? (problem ?? '') : this.#act.problem
    return html`
      <div class="view-head">
        <h1>Playlists</h1>
        <button class="button" ?disabled=${this.#act.isBusy} @click=${() => this.#files.value?.click()}>
          Import M3U
        </button>
        <input
          ${ref(this.#files)}
          type="file"
          hidden
          multiple
          accept=".m3u,.m3u8,audio/x-mpegurl"
          aria-label="M3U files"
          @change=${() => this.#chosen()}
        />
      </div>
      <form class="new" @submit=${(event: SubmitEvent) => void this.#make(event)}>
        <input
          ${ref(this.#name)}
          class="field"
          aria-label="Name of the new playlist"
          placeholder="Name of a new playlist"
          autocomplete="off"
          maxlength=${MAX_PLAYLIST_NAME}
        />
        <button class="button main" ?disabled=${this.#act.isBusy}>Create</button>
      </form>
      ${told === '' ? nothing : html`<p class="problem" role="alert">${told}</p>`}
      <div role="status">
        ${deleted.map(
          ({ playlistId, name }) =>
            html`<p class="undo">
              Deleted “${name}”.
              <button class="button plain" @click=${() => this.#playlists.store.undoDelete(playlistId)}>Undo</button>
            </p>`,
        )}
        ${this._imported.map((imported) => this.#result(imported))}
      </div>
      ${lists === null ? this.#waiting(problem) : lists.length === 0 ? this.#none() : this.#list(lists)}
      ${this._dropping ? html`<p class="drop" aria-hidden="true">Drop M3U files to import them</p>` : nothing}
    `
  }

  #waiting(problem: string | null): TemplateResult {
    return problem === null
      ? html`<p class="quiet">Reading your playlists…</p>`
      : problemBlock(
          { picture: icons.playlists, title: 'Your playlists cannot be shown', words: problem },
          () => void this.#playlists.store.read(),
        )
  }

  #none(): TemplateResult {
    return stateBlock({
      picture: icons.playlists,
      title: 'No playlists yet',
      words: 'Songs are added from the menu of any song, album or artist; M3U files can be dropped here.',
      act: html`<button class="button main" @click=${() => this.#name.value?.focus()}>Name one</button>`,
    })
  }

  #list(lists: readonly ShownPlaylist[]): TemplateResult {
    return html`<ul class="rows" aria-label="Playlists">
      ${lists.map(
        (playlist) =>
          html`<li>
            <a
              class="row"
              href=${paths.playlist(playlist.playlistId)}
              @contextmenu=${(event: MouseEvent) => this.#menu(event, playlist)}
            >
              <span class="icon-tile" aria-hidden="true">${icons.playlists}</span>
              <span class="names">
                <span class="title clipped">${playlist.name}</span>
                <span class="quiet"
                  >${counted(playlist.entries)}
                  ${playlist.entries === 1 ? 'song' : 'songs'}${playlist.source === 'library' ? ' · from your library folder' : ''}</span
                >
              </span>
            </a>
            <button
              class="icon-button"
              aria-label=${`More about ${playlist.name}`}
              aria-haspopup="menu"
              @click=${(event: MouseEvent) => this.#menu(event, playlist)}
            >
              ${icons.more}
            </button>
            ${
              playlist.source === 'library'
                ? nothing
                : html`<button
                    class="icon-button"
                    aria-label=${`Delete ${playlist.name}`}
                    title="Delete"
                    @click=${() => this.#playlists.store.delete(playlist)}
                  >
                    ${listIcons.delete}
                  </button>`
            }
          </li>`,
      )}
    </ul>`
  }

  #result(imported: ImportedPlaylist): TemplateResult {
    const more = imported.missingTotal - imported.missing.length
    return html`<div class="result">
      <p>${importedWords(imported)} <a class="link" href=${paths.playlist(imported.playlistId)}>Open it</a></p>
      ${
        imported.missing.length === 0
          ? nothing
          : html`<ul class="missing quiet" aria-label="Lines that were not found" tabindex="0">
              ${imported.missing.map((line) => html`<li>${line}</li>`)}
              ${more > 0 ? html`<li>and ${counted(more)} more</li>` : nothing}
            </ul>`
      }
    </div>`
  }

  #menu(event: MouseEvent, { playlistId, name }: ShownPlaylist): void {
    if (!(event.currentTarget instanceof HTMLElement)) return
    event.preventDefault()
    emit(this, 'thing-menu-wanted', {
      subject: { kind: 'playlist', id: playlistId, name },
      source: { kind: 'playlist', id: playlistId, name },
      anchor: event.currentTarget,
    })
  }

  async #make(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const field = this.#name.value
    if (field === undefined) return
    const taken = (this.#playlists.store.lists ?? []).map(({ name }) => name)
    const wanted = field.value.trim()
    await this.#act.run(async () => {
      const made = await this.#playlists.store.make(freeName(wanted === '' ? 'New playlist' : wanted, taken))
      field.value = ''
      this.#router.store.go(paths.playlist(made.playlistId))
    })
  }

  #chosen(): void {
    const field = this.#files.value
    if (field === undefined) return
    void this.#import([...(field.files ?? [])])
    field.value = ''
  }

  #dragOver(event: DragEvent): void {
    if (event.dataTransfer?.types.includes('Files') !== true) return
    event.preventDefault()
    this._dropping = true
  }

  #drop(event: DragEvent): void {
    if (event.dataTransfer === null || event.dataTransfer.files.length === 0) return
    event.preventDefault()
    this._dropping = false
    void this.#import([...event.dataTransfer.files])
  }

  async #import(files: readonly File[]): Promise<void> {
    this._imported = []
    await this.#act.run(async () => {
      for (const file of files) {
        const taken = (this.#playlists.store.lists ?? []).map(({ name }) => name)
        const imported = await this.#playlists.store.import(freeName(nameOfFile(file.name), taken), await file.text())
        this._imported = [...this._imported, imported]
      }
    })
  }
}

customElements.define('slipstream-playlists-view', SlipstreamPlaylistsView)
