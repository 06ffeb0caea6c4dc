import type { TemplateResult } from 'lit'
import { LitElement, css, html, nothing } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { MAX_PLAYLIST_NAME } from '../../schemas/http.ts'
import { playlistsContext } from '../context.ts'
import { counted } from '../data/library.ts'
import type { MenuTrack } from '../data/menu.ts'
import { freeName } from '../data/playlist-entries.ts'
import { emit } from '../events.ts'
import { icons } from './icons.ts'
import { RunningAct } from './running-act.ts'
import { sharedStyles } from './shared.styles.ts'
import { FromContext } from './watch.ts'

/**
 * @summary The dialog in which songs are put into a playlist, one that is there or a new one.
 * @event {{ words }} tracks-added
 */
export class SlipstreamAddToPlaylist extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      dialog {
        width: min(26rem, calc(100vw - 2 * var(--space-4)));
        max-height: min(80dvh, 40rem);
        padding: var(--space-3) var(--space-4) var(--space-4);
        border: 1px solid var(--line);
        border-radius: 16px;
        color: var(--text);
        background: var(--surface);
        box-shadow: var(--shadow);
        overflow-y: auto;
      }
      dialog::backdrop {
        background: rgb(6 10 14 / 50%);
      }
      .top {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-2);
      }
      h2 {
        font-size: 1.25rem;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        margin-block: var(--space-3);
      }
      form label {
        flex: 1 1 12rem;
        min-width: 0;
      }
      form span {
        display: block;
        margin-block-end: var(--space-1);
      }
      form input {
        width: 100%;
        min-height: var(--target);
        padding-inline: var(--space-3);
        border: 1px solid var(--edge);
        border-radius: var(--radius);
        background: var(--canvas);
      }
      form button {
        align-self: end;
        min-height: var(--target);
        padding-inline: var(--space-4);
        border-radius: 999px;
        color: var(--on-accent);
        background: var(--accent);
        font-weight: 550;
      }
      li button {
        display: grid;
        align-content: center;
        width: 100%;
        min-height: 52px;
        padding-inline: var(--space-3);
      }
      @media (hover: hover) {
        li button:hover:enabled {
          background: var(--raised);
        }
      }
      [role='alert'] {
        color: var(--warm);
      }
    `,
  ]
  static override properties = {
    _title: { state: true },
    _tracks: { state: true },
  }

  declare private _title: string
  declare private _tracks: readonly MenuTrack[]
  readonly #act = new RunningAct(this)

  readonly #playlists = new FromContext(this, playlistsContext)
  readonly #dialog = createRef<HTMLDialogElement>()
  readonly #name = createRef<HTMLInputElement>()
  #anchor: HTMLElement | null = null

  constructor() {
    super()
    this._title = ''
    this._tracks = []
  }

  /** @param anchor gets the focus back */
  show(title: string, tracks: readonly MenuTrack[], anchor: HTMLElement): void {
    this._title = title
    this._tracks = tracks
    this.#act.forget()
    this.#anchor = anchor
    if (this.#name.value !== undefined) this.#name.value.value = ''
    this.#dialog.value?.showModal()
  }

  protected override render(): TemplateResult {
    const { lists, problem } = this.#playlists.store
    // Those of the library are files, which are read alone.
    const own = (lists ?? []).filter(({ source }) => source !== 'library')
    return html`<dialog
      ${ref(this.#dialog)}
      aria-labelledby="title"
      @keydown=${(event: KeyboardEvent) => event.stopPropagation()}
      @close=${() => this.#anchor?.focus({ preventScroll: true })}
    >
      <div class="top">
        <h2 id="title">Add to a playlist</h2>
        <button class="icon-button" aria-label="Close" @click=${() => this.#dialog.value?.close()}>
          ${icons.close}
        </button>
      </div>
      <p class="quiet">${this._title}${this._tracks.length > 1 ? `, ${counted(this._tracks.length)} songs` : ''}</p>
      <form @submit=${(event: SubmitEvent) => this.#make(event)}>
        <label>
          <span class="quiet">New playlist</span>
          <input
            ${ref(this.#name)}
            maxlength=${MAX_PLAYLIST_NAME}
            autocomplete="off"
            placeholder=${freeName(
              this._title,
              (lists ?? []).map(({ name }) => name),
            )}
          />
        </label>
        <button ?disabled=${this.#act.isBusy}>Create</button>
      </form>
      ${this.#act.problem === '' && problem === null ? nothing : html`<p role="alert">${this.#act.problem || problem}</p>`}
      <ul aria-label="Playlists">
        ${own.map(
          ({ playlistId, name, entries }) =>
            html`<li>
              <button ?disabled=${this.#act.isBusy} @click=${() => this.#add(playlistId, name)}>
                <span class="clipped">${name}</span>
                <span class="quiet">${counted(entries)} ${entries === 1 ? 'song' : 'songs'}</span>
              </button>
            </li>`,
        )}
      </ul>
    </dialog>`
  }

  #make(event: SubmitEvent): void {
    event.preventDefault()
    const taken = (this.#playlists.store.lists ?? []).map(({ name }) => name)
    const typed = this.#name.value?.value.trim() ?? ''
    const name = typed === '' ? freeName(this._title, taken) : typed
    void this.#run(name, (ids) => this.#playlists.store.make(name, ids))
  }

  #add(id: string, name: string): void {
    void this.#run(name, (ids) => this.#playlists.store.add(id, ids))
  }

  async #run(name: string, act: (trackIds: readonly string[]) => Promise<unknown>): Promise<void> {
    const trackIds = this._tracks.map(({ trackId }) => trackId)
    await this.#act.run(async () => {
      await act(trackIds)
      this.#dialog.value?.close()
      const what = trackIds.length === 1 ? 'Added' : `${counted(trackIds.length)} songs added`
      emit(this, 'tracks-added', { words: `${what} to “${name}”` })
    })
  }
}

customElements.define('slipstream-add-to-playlist', SlipstreamAddToPlaylist)
