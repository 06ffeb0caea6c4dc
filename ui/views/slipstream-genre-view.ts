import type { PropertyValues, TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import type { ViewPlace } from '../router/place.ts'
import { playerContext } from '../context.ts'
import type { Card } from '../data/cards.ts'
import { countOf } from '../data/cards.ts'
import { restOfTracks } from '../data/entities.ts'
import type { FirstOf, GenrePage } from '../data/genre-page.ts'
import { fetchGenrePage } from '../data/genre-page.ts'
import { counted } from '../data/library.ts'
import { paths } from '../data/paths.ts'
import type { QueueSource } from '../data/queue.ts'
import type { ListedTrack } from '../data/tracks.ts'
import { WholeList } from '../data/windowed-list.ts'
import { FetchedThing } from '../elements/fetched.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import '../elements/slipstream-cover-grid.ts'
import '../elements/slipstream-track-rows.ts'
import { FromContext } from '../elements/watch.ts'
import { emit } from '../events.ts'
import { actsOf } from './acts.ts'
import { libraryViewStyles } from './library.styles.ts'
import { stateOfThing } from './thing-parts.ts'
import { viewStyles } from './view.styles.ts'

/** Songs that are shown; the link beside their heading leads to all. */
const FIRST_TRACKS = 10

/** What the page lists. */
interface Lists {
  readonly albums: WholeList<Card>
  readonly artists: WholeList<Card>
  readonly songs: WholeList<ListedTrack>
}

/** @summary One genre: albums, artists and songs. */
export class SlipstreamGenreView extends LitElement {
  static override styles = [sharedStyles, viewStyles, libraryViewStyles]
  static override properties = { place: { attribute: false } }

  declare place: ViewPlace

  readonly #player = new FromContext(this, playerContext, () => null)
  readonly #page = new FetchedThing(
    this,
    () => this.#name,
    (signal) => fetchGenrePage(this.#name, signal),
  )

  get #name(): string {
    return this.place.parameters['id'] ?? ''
  }

  #shown: GenrePage | null = null
  #lists: Lists | null = null

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('place')) emit(this, 'view-titled', { title: this.#name })
    const { value } = this.#page
    if (value === this.#shown) return
    this.#shown = value
    this.#lists = value === null ? null : listsOf(value)
  }

  protected override render(): TemplateResult {
    const { value: page } = this.#page
    if (page === null || this.#lists === null) return stateOfThing(this.#page, 'Genre')
    const { albums, artists, songs } = this.#lists
    const source: QueueSource = { kind: 'genre', id: this.#name, name: this.#name }
    const query = new URLSearchParams({ genre: this.#name }).toString()
    const rest = () => restOfTracks({ genre: this.#name }, page.tracks.items.length)
    return html`
      <div class="view-head">
        <h1>${this.#name}</h1>
        <p class="quiet">${countOf(page.tracks.total, 'track')} · ${countOf(page.albums.total, 'album')}</p>
      </div>
      ${actsOf({
        player: this.#player.store,
        tracks: page.tracks.items,
        source,
        rest,
        radio: { radio: 'genre', genre: this.#name },
      })}
      ${this.#section(
        'Albums',
        page.albums,
        `${paths.albums}?${query}`,
        html`<slipstream-cover-grid label="Albums" .cards=${albums}></slipstream-cover-grid>`,
      )}
      ${this.#section(
        'Artists',
        page.artists,
        `${paths.artists}?${query}`,
        html`<slipstream-cover-grid label="Artists" .cards=${artists}></slipstream-cover-grid>`,
      )}
      ${this.#section(
        'Songs',
        page.tracks,
        `${paths.tracks}?${query}`,
        html`<slipstream-track-rows
          .rows=${songs}
          .queued=${page.tracks.items}
          .rest=${rest}
          .source=${source}
          label="Songs"
        ></slipstream-track-rows>`,
      )}
    `
  }

  #section(
    title: string,
    { items, total }: FirstOf<unknown>,
    all: string,
    shown: TemplateResult,
  ): TemplateResult | typeof nothing {
    if (items.length === 0) return nothing
    return html`<section aria-labelledby=${title}>
      <div class="section-head">
        <h2 id=${title}>${title}</h2>
        ${total > (title === 'Songs' ? FIRST_TRACKS : items.length) ? html`<a class="link" href=${all}>All ${counted(total)}</a>` : nothing}
      </div>
      ${shown}
    </section>`
  }
}

function listsOf({ albums, artists, tracks }: GenrePage): Lists {
  return {
    albums: new WholeList(albums.items),
    artists: new WholeList(artists.items),
    songs: new WholeList(tracks.items.slice(0, FIRST_TRACKS)),
  }
}

customElements.define('slipstream-genre-view', SlipstreamGenreView)
