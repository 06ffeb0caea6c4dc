import type { PropertyValues, TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { guard } from 'lit/directives/guard.js'
import { createRef, ref } from 'lit/directives/ref.js'
import { repeat } from 'lit/directives/repeat.js'
import type { LibraryProgress } from '../data/library.ts'
import {
  absenceWords,
  counted,
  doneOf,
  isAnalysing,
  isScanning,
  libraryWords,
  reachableOf,
  scanWords,
  spokenProgress,
  failedWords,
} from '../data/library.ts'
import type { OpinionLists } from '../data/opinions.ts'
import { noOpinions } from '../data/opinions.ts'
import { clockTime, spokenTime } from '../data/time-words.ts'
import type { LibraryChanges } from '../data/track-changes.ts'
import type { ListedTrack } from '../data/tracks.ts'
import { artistOf, isHere } from '../data/tracks.ts'
import { emit } from '../events.ts'
import { TrackListController } from '../track-list-controller.ts'
import { art } from './art.ts'
import { icons } from './icons.ts'
import { sharedStyles } from './shared.styles.ts'
import { libraryStyles } from './slipstream-library.styles.ts'

/**
 * @summary The library: search, how far it is analysed, and its tracks, read page by page as one scrolls.
 * @event {{ tracks, at, source }} track-picked - the listener wants to hear a track of the list
 * @event failed-files-requested - the listener wants to see the files that could not be read or analysed
 */
export class SlipstreamLibrary extends LitElement {
  static override styles = [sharedStyles, libraryStyles]
  static override properties = {
    library: { attribute: false },
    changes: { attribute: false },
    currentId: { attribute: false },
    playing: { attribute: false },
    opinions: { attribute: false },
  }

  /** Null until the server has sent it. */
  declare library: LibraryProgress | null
  /** The newest changes of its tracks. */
  declare changes: LibraryChanges | null
  declare currentId: string | null
  declare playing: boolean
  declare opinions: OpinionLists

  readonly #list = new TrackListController(this)
  readonly #input = createRef<HTMLInputElement>()
  readonly #more = createRef<HTMLButtonElement>()
  #observer: IntersectionObserver | null = null

  constructor() {
    super()
    this.library = null
    this.changes = null
    this.currentId = null
    this.playing = false
    this.opinions = noOpinions
  }

  /** Puts the keyboard into the search field. */
  focusSearch(): void {
    this.#input.value?.focus()
    this.#input.value?.select()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#observer?.disconnect()
    this.#observer = null
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('library')
    // The first message of a connection only says where the library stands: the list was read just now.
    if (changed.has('library') && before !== undefined && before !== null) this.#list.refresh()
    if (changed.has('changes') && this.changes !== null) this.#list.change(this.changes)
  }

  protected override updated(): void {
    this.#observer ??= new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && this.#list.more(),
      { rootMargin: '600px' },
    )
    // Observed anew, a button that is still in sight after a page came asks for the next one.
    this.#observer.disconnect()
    if (this.#more.value !== undefined && !this.#list.loading) this.#observer.observe(this.#more.value)
  }

  protected override render(): TemplateResult {
    const { tracks, hasMore, loading, problem } = this.#list
    const isLiked = new Set(this.opinions.liked)
    return html`
      <header>
        <h1 id="title">Tracks</h1>
        ${this.#progress()}
        <form role="search" @submit=${(event: Event) => event.preventDefault()}>
          <label>
            <span class="unseen">Search the library</span>
            ${icons.search}
            <input
              ${ref(this.#input)}
              type="search"
              placeholder="Search titles, artists, albums, genres"
              autocomplete="off"
              spellcheck="false"
              enterkeyhint="search"
              maxlength="200"
              @input=${(event: InputEvent) => this.#search(event)}
              @keydown=${(event: KeyboardEvent) => this.#leaveSearch(event)}
            />
            <kbd aria-hidden="true">/</kbd>
          </label>
        </form>
        <p class="unseen" role="status">${this.#found()}</p>
        <p class="unseen" role="status">${this.library === null ? '' : spokenProgress(this.library)}</p>
      </header>
      ${problem === null ? nothing : html`<p class="problem" role="alert">${problem}</p>`}
      <ol class="tracks" aria-labelledby="title">
        ${repeat(
          tracks,
          ({ trackId }) => trackId,
          (track) => {
            const current = track.trackId === this.currentId
            const playing = current && this.playing
            const liked = isLiked.has(track.trackId)
            return guard([track, current, playing, liked], () => this.#row(track, current, playing, liked))
          },
        )}
      </ol>
      ${tracks.length === 0 && !loading && problem === null ? this.#nothingHere() : nothing}
      ${
        hasMore
          ? html`<button class="more" ${ref(this.#more)} @click=${() => this.#list.more()}>Show more</button>`
          : nothing
      }
    `
  }

  #row(track: ListedTrack, current: boolean, playing: boolean, liked: boolean): TemplateResult {
    const { durationMs, state, problem } = track
    const isAbsent = !isHere(track)
    return html`<li class=${state}>
      <button
        class="row"
        aria-current=${current ? 'true' : nothing}
        aria-disabled=${isAbsent ? 'true' : nothing}
        @click=${() => this.#pick(track)}
      >
        <span class="cover">
          ${art(track)}
          <span class="over">${playing ? icons.pause : icons.play}</span>
        </span>
        <span class="names">
          <span class="unseen">${playing ? 'Pause' : 'Play'}</span>
          <span class="title clipped">${track.title}</span>
          <span class="quiet clipped">${artistOf(track)}</span>
          ${isAbsent ? html`<span class="waits">Not here now: its folder is away or was not given</span>` : nothing}
          ${state === 'waiting' && !isAbsent ? html`<span class="waits">Not analysed yet</span>` : nothing}
          ${
            state === 'failed'
              ? html`<span class="reason"
                  >Could not be analysed: ${problem?.message ?? 'the reason is not known'}</span
                >`
              : nothing
          }
        </span>
        <span class="album quiet clipped">${track.album}</span>
        <span class="liked">${liked ? html`${icons.like}<span class="unseen">liked</span>` : nothing}</span>
        <span class="time quiet">
          ${
            durationMs === null
              ? nothing
              : html`<span aria-hidden="true">${clockTime(durationMs)}</span
                  ><span class="unseen">${spokenTime(durationMs)}</span>`
          }
        </span>
      </button>
    </li>`
  }

  #progress(): TemplateResult {
    const { library } = this
    if (library === null) return html`<p class="quiet counts">Reading the library…</p>`
    return html`<div class="quiet counts">
      ${isScanning(library) ? this.#scan(library) : nothing}
      ${isAnalysing(library) ? this.#listening(library) : html`<span>${libraryWords(library)}</span>`}
      ${absenceWords(library) === '' ? nothing : html`<span>${absenceWords(library)}</span>`} ${this.#useless(library)}
    </div>`
  }

  #scan(library: LibraryProgress): TemplateResult {
    return html`<label class="going-on">
      <span>${scanWords(library)}</span>
      <progress max=${library.scan?.found ?? 1} .value=${library.scan?.looked ?? 0}></progress>
    </label>`
  }

  #listening(library: LibraryProgress): TemplateResult {
    return html`<label class="going-on">
      <span>${libraryWords(library)}</span>
      <progress max=${reachableOf(library)} .value=${doneOf(library)}></progress>
    </label>`
  }

  #useless(library: LibraryProgress): TemplateResult | typeof nothing {
    const words = failedWords(library)
    if (words === '') return nothing
    return html`<button class="useless" @click=${() => emit(this, 'failed-files-requested', null)}>${words}</button>`
  }

  #nothingHere(): TemplateResult {
    if (this.#list.query !== '')
      return html`<p class="empty">Nothing is called “${this.#list.query}”. Try fewer letters.</p>`
    return html`<p class="empty">No music yet. As files are found in the library folders, they appear here.</p>`
  }

  /** What a search found, for those who do not see the list. */
  #found(): string {
    const { query, tracks, hasMore, loading } = this.#list
    if (query === '' || loading) return ''
    const count = tracks.length === 1 ? '1 track' : `${counted(tracks.length)} tracks`
    return hasMore ? `More than ${count} found` : `${count} found`
  }

  #pick(track: ListedTrack): void {
    if (!isHere(track)) return
    const { tracks, query } = this.#list
    const isSearch = query !== ''
    const source = { kind: isSearch ? 'search' : 'library', id: null, name: isSearch ? query : 'Library' } as const
    emit(this, 'track-picked', { tracks, at: tracks.indexOf(track), source })
  }

  #search(event: InputEvent): void {
    if (event.currentTarget instanceof HTMLInputElement) this.#list.search(event.currentTarget.value)
  }

  /** Escape empties the field first and leaves it when it is empty; down goes to the first track. */
  #leaveSearch(event: KeyboardEvent): void {
    const input = this.#input.value
    if (input === undefined) return
    if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault()
      this.renderRoot.querySelector<HTMLButtonElement>('.row')?.focus()
    }
    if (event.key !== 'Escape') return
    event.preventDefault()
    if (input.value === '') input.blur()
    input.value = ''
    this.#list.search('')
  }
}

customElements.define('slipstream-library', SlipstreamLibrary)
