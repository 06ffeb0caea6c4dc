import type { PropertyValues, TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import type { ViewPlace } from '../router/place.ts'
import { routerContext } from '../context.ts'
import { albumCard, artistCard } from '../data/cards.ts'
import type { Card } from '../data/cards.ts'
import { correctedQuery } from '../data/did-you-mean.ts'
import { counted } from '../data/library.ts'
import { paths } from '../data/paths.ts'
import type { QueueSource } from '../data/queue.ts'
import { LiveSearch } from '../data/live-search.ts'
import type { SearchAddress, SearchResults, SearchRoom } from '../data/search.ts'
import { foundIn, foundWords, namesIn, searchAddressOf, searchPath, searchRooms } from '../data/search.ts'
import type { ListedTrack } from '../data/tracks.ts'
import { artistOf } from '../data/tracks.ts'
import { WholeList } from '../data/windowed-list.ts'
import { art } from '../elements/art.ts'
import { icons } from '../elements/icons.ts'
import { Life } from '../elements/life.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import '../elements/slipstream-cover-grid.ts'
import '../elements/slipstream-search-field.ts'
import '../elements/slipstream-track-rows.ts'
import { FromContext, Watch } from '../elements/watch.ts'
import type { MenuRequest } from '../events.ts'
import { emit } from '../events.ts'
import { searchStyles } from './slipstream-search-view.styles.ts'
import { problemBlock, stateBlock } from './state-block.ts'
import { viewStyles } from './view.styles.ts'

const ROOM_WORDS: Readonly<Record<SearchRoom, string>> = {
  all: 'Everything',
  artists: 'Artists',
  albums: 'Albums',
  tracks: 'Songs',
  playlists: 'Playlists',
}

/** What a group of results is made of, once for each answer. */
interface Shown {
  readonly results: SearchResults
  readonly artists: WholeList<Card>
  readonly albums: WholeList<Card>
  readonly tracks: WholeList<ListedTrack>
}

/** @summary What fits the query of its address best, by kind. */
export class SlipstreamSearchView extends LitElement {
  static override styles = [sharedStyles, viewStyles, searchStyles]
  static override properties = { place: { attribute: false } }

  declare place: ViewPlace

  readonly #router = new FromContext(this, routerContext, () => null)
  readonly #search = new LiveSearch()
  readonly #life = new Life(this)
  #shown: Shown | null = null

  constructor() {
    super()
    new Watch(this, () => this.#search)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    window.addEventListener('search-left', () => this.#enter(), { signal: this.#life.signal })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#search.stop()
  }

  /** Puts the keyboard into the view's own field. */
  focusField(): void {
    this.renderRoot.querySelector<HTMLElement>('slipstream-search-field')?.focus()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('place')) this.#search.ask(this.#address)
    const { results } = this.#search
    if (results === this.#shown?.results) return
    this.#shown = results && {
      results,
      artists: new WholeList(results.artists.map(artistCard)),
      albums: new WholeList(results.albums.map((album) => albumCard(album))),
      tracks: new WholeList(results.tracks),
    }
  }

  protected override render(): TemplateResult {
    const { q } = this.#address
    const { problem } = this.#search
    return html`
      <div class="view-head"><h1>Search</h1></div>
      <slipstream-search-field class="own"></slipstream-search-field>
      ${q.trim() === '' ? nothing : this.#rooms()}
      <p class="unseen" role="status">${this.#told()}</p>
      ${
        problem === null
          ? nothing
          : problemBlock({ picture: icons.search, title: 'The search has no answer', words: problem }, () =>
              this.#search.again(),
            )
      }
      ${q.trim() === '' ? this.#invitation() : this.#shown === null ? nothing : this.#found(this.#shown)}
    `
  }

  get #address(): SearchAddress {
    return searchAddressOf(this.place.query)
  }

  /** What was found, once the answer is that to what is typed. */
  #told(): string {
    const { results, isFresh } = this.#search
    return results === null || !isFresh || this.#address.q.trim() === '' ? '' : foundWords(results)
  }

  #invitation(): TemplateResult {
    return stateBlock({
      picture: icons.search,
      title: 'Find your music',
      words: 'Songs, artists, albums and playlists, by the beginnings of their words. One wrong letter is forgiven.',
      act: html`<a class="button" href=${paths.genres}>Browse genres</a>`,
    })
  }

  #rooms(): TemplateResult {
    const { room } = this.#address
    return html`<nav class="rooms" aria-label="Search in">
      ${searchRooms.map(
        (each) =>
          html`<a
            class="chip"
            href=${searchPath({ q: this.#address.q, room: each })}
            aria-current=${each === room ? 'true' : nothing}
            @click=${(event: MouseEvent) => this.#choose(event, each)}
            >${ROOM_WORDS[each]}</a
          >`,
      )}
    </nav>`
  }

  /** Another room of the same search is no new place. */
  #choose(event: MouseEvent, room: SearchRoom): void {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return
    event.preventDefault()
    this.#router.store.setQuery({ in: room === 'all' ? null : room })
  }

  #found(shown: Shown): TemplateResult {
    const { room } = this.#address
    if (foundIn(shown.results, room) === 0) return this.#nothing()
    const meant = correctedQuery(this.#search.answered, namesIn(shown.results))
    return html`
      ${meant === null ? nothing : html`<p class="meant">Did you mean ${this.#searchLink(meant)}?</p>`}
      ${room === 'all' ? this.#top(shown) : nothing}
      ${this.#group(
        'tracks',
        html`<slipstream-track-rows
          .rows=${shown.tracks}
          .source=${this.#source}
          label="Songs"
        ></slipstream-track-rows>`,
      )}
      ${this.#group('artists', html`<slipstream-cover-grid label="Artists" .cards=${shown.artists}></slipstream-cover-grid>`)}
      ${this.#group('albums', html`<slipstream-cover-grid label="Albums" .cards=${shown.albums}></slipstream-cover-grid>`)}
      ${this.#group('playlists', this.#playlists(shown.results))}
    `
  }

  get #source(): QueueSource {
    const { q } = this.#address
    return { kind: 'search', id: null, name: q }
  }

  #group(kind: Exclude<SearchRoom, 'all'>, content: TemplateResult): TemplateResult | typeof nothing {
    const { room, q } = this.#address
    const count = this.#shown === null ? 0 : foundIn(this.#shown.results, kind)
    if (count === 0 || (room !== 'all' && room !== kind)) return nothing
    return html`<section aria-labelledby=${kind}>
      <div class="section-head">
        <h2 id=${kind}>${ROOM_WORDS[kind]}</h2>
        ${
          room === 'all'
            ? html`<a
                class="link"
                href=${searchPath({ q, room: kind })}
                @click=${(event: MouseEvent) => this.#choose(event, kind)}
                >More<span class="unseen"> ${ROOM_WORDS[kind].toLowerCase()}</span></a
              >`
            : nothing
        }
      </div>
      ${content}
    </section>`
  }

  #playlists({ playlists }: SearchResults): TemplateResult {
    return html`<ul class="rows">
      ${playlists.map(
        ({ playlistId, name, trackCount }) =>
          html`<li>
            <a class="row" href=${paths.playlist(playlistId)}>
              <span class="icon-tile" aria-hidden="true">${icons.playlists}</span>
              <span class="names">
                <span class="title clipped">${name}</span>
                <span class="quiet">${counted(trackCount)} ${trackCount === 1 ? 'song' : 'songs'}</span>
              </span>
            </a>
          </li>`,
      )}
    </ul>`
  }

  /** The best of all, large. */
  #top({ results }: Shown): TemplateResult | typeof nothing {
    const top = topOf(results)
    if (top === null) return nothing
    return html`<section aria-labelledby="top">
      <h2 id="top" class="unseen">Top result</h2>
      <div class="top ${top.isRound ? 'round' : ''}">
        <a class="top-link" href=${top.href} @contextmenu=${(event: MouseEvent) => this.#menu(event, top)}>
          ${top.picture}
          <span class="names">
            <span class="quiet">Top result · ${top.kind}</span>
            <span class="title">${top.title}</span>
            <span class="quiet clipped">${top.below}</span>
          </span>
        </a>
        <button
          class="icon-button"
          aria-haspopup="menu"
          aria-label=${`More about ${top.title}`}
          @click=${(event: MouseEvent) => this.#menu(event, top)}
        >
          ${icons.more}
        </button>
      </div>
    </section>`
  }

  #menu(event: MouseEvent, { subject }: TopResult): void {
    if (!(event.currentTarget instanceof HTMLElement)) return
    event.preventDefault()
    emit(this, 'thing-menu-wanted', { subject, source: this.#source, anchor: event.currentTarget })
  }

  #nothing(): TemplateResult {
    const { q, room } = this.#address
    const { nearest } = this.#search
    return stateBlock({
      picture: icons.search,
      title: `Nothing ${room === 'all' ? '' : `among your ${ROOM_WORDS[room].toLowerCase()} `}is called “${q}”`,
      words:
        nearest.length === 0
          ? 'Fewer letters, or the beginning of another word, may find it.'
          : html`Did you mean
            ${nearest.map((name, at) => html`${at === 0 ? '' : at === nearest.length - 1 ? ' or ' : ', '}${this.#searchLink(name)}`)}?`,
      act: html`${
          room === 'all'
            ? nothing
            : html`<button class="button main" @click=${() => this.#router.store.setQuery({ in: null })}>
                Search everything
              </button>`
        }<button class="button" @click=${() => this.#clear()}>Clear the search</button>`,
    })
  }

  #searchLink(q: string): TemplateResult {
    return html`<a
      class="link"
      href=${searchPath({ q, room: this.#address.room })}
      @click=${(event: MouseEvent) => {
        event.preventDefault()
        this.#router.store.setQuery({ q })
      }}
      >${q}</a
    >`
  }

  #clear(): void {
    this.#router.store.setQuery({ q: null, in: null })
    this.renderRoot.querySelector<HTMLElement>('h1')?.focus()
  }

  /** The keyboard goes from the field to the first thing that was found. */
  #enter(): void {
    this.renderRoot
      .querySelector<HTMLElement>('.top-link, slipstream-track-rows, slipstream-cover-grid, .rows a, .state a')
      ?.focus()
  }
}

interface TopResult {
  readonly kind: string
  readonly href: string
  readonly title: string
  readonly below: string
  readonly picture: TemplateResult
  readonly isRound: boolean
  readonly subject: MenuRequest['subject']
}

/** Pixels of the cover of the top result on a screen of two device pixels to each. */
const TOP_PIXELS = 240

function topOf({ top, artists, albums, tracks, playlists }: SearchResults): TopResult | null {
  switch (top?.kind) {
    case 'artist': {
      const artist = artists.find(({ artistId }) => artistId === top.id)
      return artist === undefined ? null : topCard('Artist', artistCard(artist), 'artist')
    }
    case 'album': {
      const album = albums.find(({ albumId }) => albumId === top.id)
      return album === undefined ? null : topCard('Album', albumCard(album), 'album')
    }
    case 'track': {
      const track = tracks.find(({ trackId }) => trackId === top.id)
      if (track === undefined) return null
      const { trackId, title } = track
      const subject = { kind: 'tracks', tracks: [track] } as const
      const below = track.album === '' ? artistOf(track) : `${artistOf(track)} · ${track.album}`
      return {
        kind: 'Song',
        href: paths.track(trackId),
        title,
        below,
        picture: art(track, TOP_PIXELS),
        isRound: false,
        subject,
      }
    }
    case 'playlist': {
      const list = playlists.find(({ playlistId }) => playlistId === top.id)
      if (list === undefined) return null
      const { playlistId: id, name, trackCount } = list
      const below = `${counted(trackCount)} ${trackCount === 1 ? 'song' : 'songs'}`
      const picture = html`<span class="icon-tile large" aria-hidden="true">${icons.playlists}</span>`
      const subject = { kind: 'playlist', id, name } as const
      return { kind: 'Playlist', href: paths.playlist(id), title: name, below, picture, isRound: false, subject }
    }
    case undefined:
      return null
  }
}

function topCard(
  words: string,
  { id, href, title, below, art: shown, isRound }: Card,
  kind: 'artist' | 'album',
): TopResult {
  return {
    kind: words,
    href,
    title,
    below,
    picture: art(shown, TOP_PIXELS),
    isRound,
    subject: { kind, id, name: title },
  }
}

customElements.define('slipstream-search-view', SlipstreamSearchView)
