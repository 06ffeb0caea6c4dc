import type { PropertyValues, TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import type { ViewPlace } from '../router/place.ts'
import { playerContext } from '../context.ts'
import type { Card } from '../data/cards.ts'
import { albumCard, artistCard, countOf } from '../data/cards.ts'
import { fetchAlbumWindow, fetchArtistWindow, fetchTrackWindow } from '../data/entities.ts'
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

/** What is shown of each list; the link beside its heading leads to all. */
const FIRST_CARDS = 12
const FIRST_TRACKS = 10
/** Tracks that the buttons play. */
const PLAYED_TRACKS = 500

interface Shown<T> {
  readonly list: WholeList<T>
  readonly total: number
}

interface GenrePage {
  readonly albums: Shown<Card>
  readonly artists: Shown<Card>
  readonly tracks: readonly ListedTrack[]
  readonly songs: Shown<ListedTrack>
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
    (signal) => fetchPage(this.#name, signal),
  )

  get #name(): string {
    return this.place.parameters['id'] ?? ''
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('place')) emit(this, 'view-titled', { title: this.#name })
  }

  protected override render(): TemplateResult {
    const { value: page } = this.#page
    if (page === null) return stateOfThing(this.#page, this.#name)
    const source: QueueSource = { kind: 'genre', id: this.#name, name: this.#name }
    const query = new URLSearchParams({ genre: this.#name }).toString()
    return html`
      <div class="view-head">
        <h1>${this.#name}</h1>
        <p class="quiet">${countOf(page.songs.total, 'track')} · ${countOf(page.albums.total, 'album')}</p>
      </div>
      ${actsOf({
        player: this.#player.store,
        tracks: page.tracks,
        source,
        radio: { radio: 'genre', genre: this.#name },
      })}
      ${this.#section(
        'Albums',
        page.albums,
        `${paths.albums}?${query}`,
        html`<slipstream-cover-grid label="Albums" .cards=${page.albums.list}></slipstream-cover-grid>`,
      )}
      ${this.#section(
        'Artists',
        page.artists,
        `${paths.artists}?${query}`,
        html`<slipstream-cover-grid label="Artists" .cards=${page.artists.list}></slipstream-cover-grid>`,
      )}
      ${this.#section(
        'Songs',
        page.songs,
        `${paths.tracks}?${query}`,
        html`<div class="text-list">
          <slipstream-track-rows
            .rows=${page.songs.list}
            .queued=${page.tracks}
            .source=${source}
            label="Songs"
          ></slipstream-track-rows>
        </div>`,
      )}
    `
  }

  #section(
    title: string,
    { list, total }: Shown<unknown>,
    all: string,
    shown: TemplateResult,
  ): TemplateResult | typeof nothing {
    if (list.length === 0) return nothing
    return html`<section aria-labelledby=${title}>
      <div class="section-head">
        <h2 id=${title}>${title}</h2>
        ${total > list.length ? html`<a class="link" href=${all}>All ${total}</a>` : nothing}
      </div>
      ${shown}
    </section>`
  }
}

async function fetchPage(genre: string, signal: AbortSignal): Promise<GenrePage> {
  const [albums, artists, tracks] = await Promise.all([
    fetchAlbumWindow('artist', { genre })(0, FIRST_CARDS, signal),
    fetchArtistWindow('name', { genre })(0, FIRST_CARDS, signal),
    fetchTrackWindow({ genre })(0, PLAYED_TRACKS, signal),
  ])
  return {
    albums: { list: new WholeList(albums.items.map((album) => albumCard(album))), total: albums.total ?? 0 },
    artists: { list: new WholeList(artists.items.map(artistCard)), total: artists.total ?? 0 },
    tracks: tracks.items,
    songs: { list: new WholeList(tracks.items.slice(0, FIRST_TRACKS)), total: tracks.total ?? tracks.items.length },
  }
}

customElements.define('slipstream-genre-view', SlipstreamGenreView)
