import type { TemplateResult } from 'lit'
import { LitElement, html } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { artistOrders } from '../../schemas/http.ts'
import type { ArtistOrder } from '../../schemas/http.ts'
import type { ViewPlace } from '../router/place.ts'
import { routerContext } from '../context.ts'
import type { Card } from '../data/cards.ts'
import { artistCard } from '../data/cards.ts'
import { fetchArtistLetters, fetchArtistWindow } from '../data/entities.ts'
import { LongList } from '../elements/long-list.ts'
import { select } from '../elements/select.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import type { SlipstreamCoverGrid } from '../elements/slipstream-cover-grid.ts'
import '../elements/slipstream-cover-grid.ts'
import { FromContext } from '../elements/watch.ts'
import { libraryViewStyles } from './library.styles.ts'
import { headOfList, stateOfList } from './list-parts.ts'
import { viewStyles } from './view.styles.ts'

const ORDERS: Readonly<Record<ArtistOrder, string>> = { name: 'Name', added: 'Newest first' }

/** @summary The artists of the library; with `?genre=` those of one genre. */
export class SlipstreamArtistsView extends LitElement {
  static override styles = [sharedStyles, viewStyles, libraryViewStyles]
  static override properties = { place: { attribute: false } }

  declare place: ViewPlace

  readonly #router = new FromContext(this, routerContext)
  readonly #grid = createRef<SlipstreamCoverGrid>()
  readonly #artists = new LongList<Card>(this, {
    key: () => `${this.#sort} ${this.#genre ?? ''}`,
    fetch: () => {
      const fetchArtists = fetchArtistWindow(this.#sort, { genre: this.#genre })
      return async (offset, limit, signal) => {
        const { items, total } = await fetchArtists(offset, limit, signal)
        return { items: items.map(artistCard), total }
      }
    },
    letters: (signal) =>
      this.#sort === 'name' ? fetchArtistLetters({ genre: this.#genre }, signal) : Promise.resolve(null),
  })

  get #sort(): ArtistOrder {
    const sort = this.place.query.get('sort')
    return artistOrders.find((order) => order === sort) ?? 'name'
  }

  get #genre(): string | undefined {
    return this.place.query.get('genre') ?? undefined
  }

  protected override render(): TemplateResult {
    const { list } = this.#artists
    const title = this.#genre === undefined ? 'Artists' : `Artists of ${this.#genre}`
    return html`
      ${headOfList(
        title,
        list,
        'artist',
        select('Sort by', ORDERS, this.#sort, (sort) =>
          this.#router.store.setQuery({ sort: sort === 'name' ? null : sort }),
        ),
      )}
      ${stateOfList(this.#artists, 'artists', this.#genre)}
      ${this.#artists.withLetters(
        html`<slipstream-cover-grid ${ref(this.#grid)} .cards=${list} label=${title}></slipstream-cover-grid>`,
        (row) => this.#grid.value?.scrollToCard(row),
      )}
    `
  }
}

customElements.define('slipstream-artists-view', SlipstreamArtistsView)
