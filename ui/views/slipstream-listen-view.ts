import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { libraryContext, opinionsContext, playerContext } from '../context.ts'
import { albumCard } from '../data/cards.ts'
import type { Card } from '../data/cards.ts'
import type { Genre } from '../data/entities.ts'
import { fetchGenres, fetchRecentTracks } from '../data/entities.ts'
import { fetchHistory } from '../data/history.ts'
import { importLine, importPhase, importShare } from '../data/import-progress.ts'
import type { LibraryProgress } from '../data/library.ts'
import { counted } from '../data/library.ts'
import { fetchNewestAlbums, fetchOneOfGenre, fetchSampler, notHeardLately } from '../data/listen.ts'
import { NamedRows } from '../data/named-rows.ts'
import { paths } from '../data/paths.ts'
import type { QueueSource } from '../data/queue.ts'
import { reasonWords } from '../data/reasons.ts'
import { RequestError } from '../data/requests.ts'
import { clockTime } from '../data/time-words.ts'
import type { ListedTrack } from '../data/tracks.ts'
import { artistOf } from '../data/tracks.ts'
import type { RowSource } from '../data/windowed-list.ts'
import { WholeList } from '../data/windowed-list.ts'
import { art } from '../elements/art.ts'
import { FetchedThing } from '../elements/fetched.ts'
import { icons } from '../elements/icons.ts'
import { Life } from '../elements/life.ts'
import { RunningAct } from '../elements/running-act.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import '../elements/slipstream-cover-grid.ts'
import type { RowTrack } from '../elements/slipstream-track-rows.ts'
import '../elements/slipstream-track-rows.ts'
import { FromContext, Watch } from '../elements/watch.ts'
import { emit } from '../events.ts'
import { emptyLibrary } from './empty-library.ts'
import { listenStyles } from './slipstream-listen-view.styles.ts'
import { viewStyles } from './view.styles.ts'

const LIVE_CARDS = 3
const ALBUMS = 12
const SONGS = 6
const GENRES = 12
/** Of one request for a few rows, which the view has when it is come back to: ended, they would never be read. */
const UNENDING = new AbortController().signal
const NO_ROWS = new WholeList<ListedTrack>([])
const ADDED: QueueSource = { kind: 'library', id: null, name: 'Recently added' }
const LIKES: QueueSource = { kind: 'library', id: 'likes', name: 'Likes' }
const SAMPLER: QueueSource = { kind: 'library', id: 'sampler', name: 'A first sampler' }

/** @summary Where one begins: what was left, what Live offers, what is new, what one likes, and radios. */
export class SlipstreamListenView extends LitElement {
  static override styles = [sharedStyles, viewStyles, listenStyles]

  readonly #act = new RunningAct(this)

  readonly #player = new FromContext(this, playerContext, ({ now, paused, before, yours, suggestions }) =>
    [
      now?.entryId,
      paused,
      before.length,
      yours.length,
      ...suggestions.slice(0, LIVE_CARDS).map(({ trackId }) => trackId),
    ].join(' '),
  )
  readonly #library = new FromContext(this, libraryContext)
  readonly #opinions = new FromContext(this, opinionsContext)
  readonly #albums = new FetchedThing(
    this,
    () => 'albums',
    async (signal) => {
      const albums = await fetchNewestAlbums(ALBUMS, signal)
      return new WholeList<Card>(albums.map((album) => albumCard(album)))
    },
  )
  /** Where nothing is on an album. */
  readonly #added = new FetchedThing(
    this,
    () => String(this.#albums.value?.length === 0),
    async (signal) => {
      if (this.#albums.value?.length !== 0) return NO_ROWS
      return new WholeList((await fetchRecentTracks(0, SONGS, signal)).items)
    },
  )
  readonly #genres = new FetchedThing(
    this,
    () => 'genres',
    async (signal) => {
      const genres = await fetchGenres(signal)
      return [...genres].sort((a, b) => b.trackCount - a.trackCount).slice(0, GENRES)
    },
  )
  readonly #lately = new FetchedThing(
    this,
    () => 'lately',
    async (signal) => (await fetchHistory(null, signal)).items,
  )
  #liked = new NamedRows([], UNENDING)
  #forgotten = new NamedRows([], UNENDING)
  readonly #life = new Life(this)

  constructor() {
    super()
    // What is liked and cannot be read is left out.
    for (const rows of [() => this.#liked, () => this.#forgotten]) new Watch(this, rows)
  }

  protected override willUpdate(): void {
    const { liked } = this.#opinions.store.lists
    this.#liked = this.#rowsOf(this.#liked, liked.slice(0, SONGS))
    const lately = this.#lately.value
    this.#forgotten = this.#rowsOf(this.#forgotten, lately === null ? [] : notHeardLately(liked, lately, SONGS))
  }

  protected override render(): TemplateResult {
    const { progress } = this.#library.store
    const phase = importPhase(progress)
    return html`
      <div class="view-head">
        <h1>Listen</h1>
        <a class="icon-button settings" href=${paths.settings} aria-label="Settings">${icons.settings}</a>
      </div>
      ${this.#act.problem === '' ? nothing : html`<p class="problem" role="alert">${this.#act.problem}</p>`}
      ${
        phase === 'empty'
          ? emptyLibrary()
          : html`${progress !== null && (phase === 'found' || phase === 'analysing') ? this.#importing(progress) : nothing}
            ${this.#unread()} ${this.#isFirstVisit ? this.#welcome() : this.#continue()} ${this.#live()}
            ${this.#recent()} ${this.#songs('likes', 'Songs you like', this.#liked, paths.likes)}
            ${this.#songs('forgotten', 'Liked, and not heard for long', this.#forgotten, null)} ${this.#radios()}`
      }
    `
  }

  /** What was added cannot be read, as the rest cannot, most likely. */
  #unread(): TemplateResult | typeof nothing {
    const { problem } = this.#albums
    if (problem === null) return nothing
    return html`<p class="problem" role="alert">
      ${problem} <button class="button" @click=${() => this.#again()}>Try again</button>
    </p>`
  }

  #again(): void {
    for (const part of [this.#albums, this.#genres, this.#lately]) part.read()
    this.#liked = this.#forgotten = new NamedRows([], UNENDING)
    this.requestUpdate()
  }

  get #isFirstVisit(): boolean {
    const { now, before } = this.#player.store
    const lately = this.#lately.value
    return (
      now === null && before.length === 0 && (lately === null ? this.#lately.problem !== null : lately.length === 0)
    )
  }

  #rowsOf(rows: NamedRows, ids: readonly string[]): NamedRows {
    const isSame = rows.ids.length === ids.length && rows.ids.every((id, at) => id === ids[at])
    return isSame ? rows : new NamedRows(ids, UNENDING)
  }

  #importing(library: LibraryProgress): TemplateResult {
    return html`<a class="import" href=${paths.import}>
      <span>${importLine(library)}</span>
      <progress max="1" .value=${importShare(library)} aria-label="Import"></progress>
    </a>`
  }

  #welcome(): TemplateResult {
    const { progress } = this.#library.store
    const tracks = progress?.tracks ?? 0
    return html`<div class="welcome">
      <p class="large">${tracks === 0 ? 'Your music is here.' : `${counted(tracks)} songs are here.`}</p>
      <p class="lead">
        Begin with ten songs from all over your library. What you play, skip and like decides what comes next.
      </p>
      <p class="acts">
        <button class="button main start" ?disabled=${this.#act.isBusy} @click=${() => void this.#start()}>
          ${icons.play} Start listening
        </button>
        <a class="button" href=${paths.search}>Search</a>
        <a class="button" href=${paths.playlists}>Import playlists</a>
      </p>
    </div>`
  }

  #continue(): TemplateResult | typeof nothing {
    const player = this.#player.store
    const { now, yours } = player
    if (now === null) return nothing
    const { track } = now
    const left = yours.length === 0 ? '' : ` · ${counted(yours.length)} more in Yours`
    return html`<section aria-labelledby="continue">
      <h2 id="continue" class="section-head">${player.paused ? 'Continue' : 'Playing now'}</h2>
      <div class="continue">
        ${art(track, 240)}
        <div class="names">
          <a class="title" href=${paths.track(track.trackId)}>${track.title}</a>
          <span class="quiet">${artistOf(track)}</span>
          <span class="quiet">${player.paused ? `at ${clockTime(player.positionMs)}` : 'plays'}${left}</span>
        </div>
        <button class="button main" @click=${() => player.toggle()}>
          ${player.paused ? html`${icons.play} Continue` : html`${icons.pause} Pause`}
        </button>
      </div>
    </section>`
  }

  #live(): TemplateResult | typeof nothing {
    const player = this.#player.store
    const cards = player.suggestions.slice(0, LIVE_CARDS)
    if (cards.length === 0) return nothing
    return html`<section aria-labelledby="live">
      <h2 id="live" class="section-head">Live now</h2>
      <ul class="live">
        ${cards.map((suggestion) => {
          const { trackId, title, reason } = suggestion
          return html`<li>
            <button class="card-play" @click=${() => player.playSuggestion(trackId)}>
              ${art(suggestion, 160)}
              <span class="names">
                <span class="unseen">Play</span>
                <span class="title clipped">${title}</span>
                <span class="quiet clipped">${artistOf(suggestion)}</span>
              </span>
              <span class="reason">${reasonWords(suggestion, reason.seedTitle, null)}</span>
            </button>
            <button
              class="icon-button"
              aria-haspopup="menu"
              aria-label=${`More about ${title}`}
              @click=${({ currentTarget }: MouseEvent) =>
                currentTarget instanceof HTMLElement &&
                emit(this, 'thing-menu-wanted', {
                  subject: { kind: 'suggestion', track: suggestion },
                  source: { kind: 'recommendation', id: null, name: 'Live' },
                  anchor: currentTarget,
                })}
            >
              ${icons.more}
            </button>
          </li>`
        })}
      </ul>
    </section>`
  }

  #recent(): TemplateResult | typeof nothing {
    const albums = this.#albums.value
    if (albums === null) return nothing
    if (albums.length === 0) return this.#songs('recent', 'Recently added', this.#added.value ?? NO_ROWS, paths.recent)
    return html`<section aria-labelledby="recent">
      <div class="section-head">
        <h2 id="recent">Recently added</h2>
        <a class="link" href=${paths.recent}>All<span class="unseen"> that was added</span></a>
      </div>
      <slipstream-cover-grid label="Recently added albums" lines="2" .cards=${albums}></slipstream-cover-grid>
    </section>`
  }

  #songs(id: string, words: string, rows: RowSource<RowTrack>, more: string | null): TemplateResult | typeof nothing {
    if (rows.length === 0 || (rows instanceof NamedRows && rows.problem !== null)) return nothing
    return html`<section aria-labelledby=${id}>
      <div class="section-head">
        <h2 id=${id}>${words}</h2>
        ${more === null ? nothing : html`<a class="link" href=${more}>All<span class="unseen">: ${words}</span></a>`}
      </div>
      <slipstream-track-rows
        .rows=${rows}
        .source=${id === 'recent' ? ADDED : LIKES}
        label=${words}
      ></slipstream-track-rows>
    </section>`
  }

  #radios(): TemplateResult | typeof nothing {
    const genres = this.#genres.value
    if (genres === null || genres.length === 0) return nothing
    return html`<section aria-labelledby="radios">
      <h2 id="radios" class="section-head">Radios</h2>
      <ul class="radios">
        ${genres.map(
          (genre) =>
            html`<li>
              <button class="radio" ?disabled=${this.#act.isBusy} @click=${() => void this.#startRadio(genre)}>
                ${icons.play}
                <span class="names">
                  <span class="title clipped"><span class="unseen">Radio of </span>${genre.name}</span>
                  <span class="quiet">${counted(genre.trackCount)} songs</span>
                </span>
              </button>
            </li>`,
        )}
      </ul>
    </section>`
  }

  #start(): Promise<void> {
    return this.#act.run(async () => {
      const tracks = await fetchSampler(this.#life.signal)
      this.#player.store.playList(tracks, 0, SAMPLER)
    }, this.#life.signal)
  }

  /** Yours ends with the song, so that Live, which a radio is a matter of, goes on behind it. */
  #startRadio({ name }: Genre): Promise<void> {
    return this.#act.run(async () => {
      const track = await fetchOneOfGenre(name, this.#life.signal)
      const player = this.#player.store
      if (track === null) throw new RequestError('nothing', 0, `No song of ${name} is here now.`)
      player.playList([track], 0, { kind: 'radio', id: name, name })
      player.wish({ ...player.intent, radio: 'genre', genre: name })
    }, this.#life.signal)
  }
}

customElements.define('slipstream-listen-view', SlipstreamListenView)
