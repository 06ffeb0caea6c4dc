import type { TemplateResult } from 'lit'
import { LitElement, html } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { albumOrders } from '../../schemas/http.ts'
import type { AlbumOrder } from '../../schemas/http.ts'
import type { ViewPlace } from '../router/place.ts'
import { routerContext } from '../context.ts'
import type { Card } from '../data/cards.ts'
import { albumCard } from '../data/cards.ts'
import { fetchAlbumLetters, fetchAlbumWindow } from '../data/entities.ts'
import { LongList } from '../elements/long-list.ts'
import { select } from '../elements/select.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import type { SlipstreamCoverGrid } from '../elements/slipstream-cover-grid.ts'
import '../elements/slipstream-cover-grid.ts'
import { FromContext } from '../elements/watch.ts'
import { libraryViewStyles } from './library.styles.ts'
import { headOfList, stateOfList } from './list-parts.ts'
import { viewStyles } from './view.styles.ts'

const ORDERS: Readonly<Record<AlbumOrder, string>> = {
  artist: 'Artist',
  title: 'Title',
  year: 'Year',
  added: 'Newest first',
}

/** @summary The albums of the library as covers; with `?genre=` those of one genre. */
export class SlipstreamAlbumsView extends LitElement {
  static override styles = [sharedStyles, viewStyles, libraryViewStyles]
  static override properties = { place: { attribute: false } }

  declare place: ViewPlace

  readonly #router = new FromContext(this, routerContext)
  readonly #grid = createRef<SlipstreamCoverGrid>()
  readonly #albums = new LongList<Card>(this, {
    key: () => `${this.#sort} ${this.#genre ?? ''}`,
    fetch: () => {
      const fetchAlbums = fetchAlbumWindow(this.#sort, { genre: this.#genre })
      return async (offset, limit, signal) => {
        const { items, total } = await fetchAlbums(offset, limit, signal)
        return { items: items.map((album) => albumCard(album)), total }
      }
    },
    letters: (signal) =>
      this.#sort === 'artist' || this.#sort === 'title'
        ? fetchAlbumLetters(this.#sort, { genre: this.#genre }, signal)
        : Promise.resolve(null),
  })

  get #sort(): AlbumOrder {
    const sort = this.place.query.get('sort')
    return albumOrders.find((order) => order === sort) ?? 'artist'
  }

  get #genre(): string | undefined {
    return this.place.query.get('genre') ?? undefined
  }

  protected override render(): TemplateResult {
    const { list } = this.#albums
    const title = this.#genre === undefined ? 'Albums' : `Albums of ${this.#genre}`
    return html`
      ${headOfList(
        title,
        list,
        'album',
        select('Sort by', ORDERS, this.#sort, (sort) =>
          this.#router.store.setQuery({ sort: sort === 'artist' ? null : sort }),
        ),
      )}
      ${stateOfList(this.#albums, 'albums', this.#genre)}
      ${this.#albums.withLetters(
        html`<slipstream-cover-grid ${ref(this.#grid)} .cards=${list} label=${title}></slipstream-cover-grid>`,
        (row) => this.#grid.value?.scrollToCard(row),
      )}
    `
  }
}

customElements.define('slipstream-albums-view', SlipstreamAlbumsView)
