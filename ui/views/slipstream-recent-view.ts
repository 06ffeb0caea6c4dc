import type { TemplateResult } from 'lit'
import { LitElement, css, html, nothing } from 'lit'
import type { ViewPlace } from '../router/place.ts'
import { routerContext } from '../context.ts'
import type { Card } from '../data/cards.ts'
import { albumCard } from '../data/cards.ts'
import { arrivalDay } from '../data/days.ts'
import { fetchAlbumWindow, fetchRecentTracks } from '../data/entities.ts'
import type { FetchWindow } from '../data/list-rest.ts'
import type { QueueSource } from '../data/queue.ts'
import type { ListedTrack } from '../data/tracks.ts'
import { LongList } from '../elements/long-list.ts'
import { select } from '../elements/select.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import '../elements/slipstream-cover-grid.ts'
import '../elements/slipstream-track-rows.ts'
import { FromContext } from '../elements/watch.ts'
import { libraryViewStyles } from './library.styles.ts'
import { headOfList, stateOfList } from './list-parts.ts'
import { viewStyles } from './view.styles.ts'

const SHOWN = { albums: 'Albums', tracks: 'Tracks' } as const
const SOURCE: QueueSource = { kind: 'library', id: null, name: 'Recently added' }

interface ArrivedCard extends Card {
  readonly addedAt: number | null
}

/** @summary What came into the library, the newest first: albums, or with `?show=tracks` tracks. The day of what is in sight is told. */
export class SlipstreamRecentView extends LitElement {
  static override styles = [
    sharedStyles,
    viewStyles,
    libraryViewStyles,
    css`
      .day.sticky {
        position: sticky;
        inset-block-start: 0;
        z-index: 1;
        margin-block: 0;
        padding-block: var(--space-2);
        background: var(--canvas);
      }
    `,
  ]
  static override properties = { place: { attribute: false }, _first: { state: true }, _hasNoAlbums: { state: true } }

  declare place: ViewPlace
  /** The first row or card in sight. */
  declare private _first: number
  /** Whether it was found that no track is on an album: tracks are shown then. */
  declare private _hasNoAlbums: boolean

  readonly #router = new FromContext(this, routerContext)
  readonly #arrived = new LongList<ArrivedCard | ListedTrack>(this, {
    key: () => this.#show,
    fetch: () => (this.#show === 'albums' ? fetchArrived : fetchRecentTracks),
    letters: () => Promise.resolve(null),
  })

  constructor() {
    super()
    this._first = 0
    this._hasNoAlbums = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this._hasNoAlbums = false
  }

  get #show(): keyof typeof SHOWN {
    return this._hasNoAlbums || this.place.query.get('show') === 'tracks' ? 'tracks' : 'albums'
  }

  protected override updated(): void {
    const { list, progress } = this.#arrived
    const hasTracks = progress !== null && progress.tracks > 0
    if (this.#show === 'albums' && list.isKnown && list.length === 0 && hasTracks) this._hasNoAlbums = true
  }

  protected override render(): TemplateResult {
    const show = this.#show
    const { list } = this.#arrived
    const first = list.get(this._first) ?? list.get(0)
    return html`
      ${headOfList(
        'Recently added',
        list,
        show === 'albums' ? 'album' : 'track',
        this._hasNoAlbums
          ? nothing
          : select('Show', SHOWN, show, (chosen) => {
              this._first = 0
              this.#router.store.setQuery({ show: chosen === 'tracks' ? chosen : null })
            }),
      )}
      ${stateOfList(this.#arrived, 'tracks')}
      ${first === undefined ? nothing : html`<h2 class="day sticky">${arrivalDay(first, Date.now())}</h2>`}
      <div @first-row-changed=${({ detail }: CustomEvent<{ readonly first: number }>) => (this._first = detail.first)}>
        ${
          show === 'albums'
            ? html`<slipstream-cover-grid label="Recently added" .cards=${list}></slipstream-cover-grid>`
            : html`<slipstream-track-rows
                label="Recently added"
                .rows=${list}
                .source=${SOURCE}
              ></slipstream-track-rows>`
        }
      </div>
    `
  }
}

const fetchArrived: FetchWindow<ArrivedCard> = async (offset, limit, signal) => {
  const { items, total } = await fetchAlbumWindow('added', {})(offset, limit, signal)
  return { items: items.map((album) => ({ ...albumCard(album), addedAt: album.addedAt })), total }
}

customElements.define('slipstream-recent-view', SlipstreamRecentView)
