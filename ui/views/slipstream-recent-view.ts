import type { TemplateResult } from 'lit'
import { LitElement, html } from 'lit'
import type { ViewPlace } from '../router/place.ts'
import { routerContext } from '../context.ts'
import type { Card } from '../data/cards.ts'
import { albumCard } from '../data/cards.ts'
import type { Day } from '../data/days.ts'
import { groupedByDay } from '../data/days.ts'
import { fetchRecentAlbums, fetchRecentTracks } from '../data/entities.ts'
import type { QueueSource } from '../data/queue.ts'
import type { ListedTrack } from '../data/tracks.ts'
import type { RowSource } from '../data/windowed-list.ts'
import { WholeList } from '../data/windowed-list.ts'
import { FetchedThing } from '../elements/fetched.ts'
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

/** What came on one day, as it is shown. */
type ShownDay =
  | { readonly name: string; readonly albums: RowSource<Card> }
  | { readonly name: string; readonly tracks: RowSource<ListedTrack> }

interface RecentPage {
  readonly count: number
  readonly days: readonly ShownDay[]
  readonly tracks: readonly ListedTrack[]
}

/** @summary What came into the library, by day, the newest first: albums, or with `?show=tracks` tracks. */
export class SlipstreamRecentView extends LitElement {
  static override styles = [sharedStyles, viewStyles, libraryViewStyles]
  static override properties = { place: { attribute: false } }

  declare place: ViewPlace

  readonly #router = new FromContext(this, routerContext)
  readonly #page = new FetchedThing<RecentPage>(
    this,
    () => this.#show,
    (signal) => (this.#show === 'albums' ? albumPage(signal) : trackPage(signal)),
  )

  get #show(): keyof typeof SHOWN {
    return this.place.query.get('show') === 'tracks' ? 'tracks' : 'albums'
  }

  protected override render(): TemplateResult {
    const { value, problem } = this.#page
    const list = { length: value?.count ?? 0, isKnown: value !== null, problem }
    return html`
      ${headOfList(
        'Recently added',
        list,
        this.#show === 'albums' ? 'album' : 'track',
        select('Show', SHOWN, this.#show, (show) =>
          this.#router.store.setQuery({ show: show === 'tracks' ? show : null }),
        ),
      )}
      ${stateOfList(list, 'Nothing yet. As music is found in the library folders, it appears here.')}
      ${value?.days.map((day) => this.#day(day, value.tracks))}
    `
  }

  #day(day: ShownDay, tracks: readonly ListedTrack[]): TemplateResult {
    return html`<section aria-label=${day.name}>
      <h2 class="day">${day.name}</h2>
      ${
        'albums' in day
          ? html`<slipstream-cover-grid label=${day.name} .cards=${day.albums}></slipstream-cover-grid>`
          : html`<div class="text-list">
              <slipstream-track-rows
                label=${day.name}
                .rows=${day.tracks}
                .queued=${tracks}
                .source=${SOURCE}
              ></slipstream-track-rows>
            </div>`
      }
    </section>`
  }
}

async function albumPage(signal: AbortSignal): Promise<RecentPage> {
  const albums = await fetchRecentAlbums(signal)
  const days = groupedByDay(albums, Date.now()).map(({ name, items }) => ({
    name,
    albums: new WholeList(items.map((album) => albumCard(album))),
  }))
  return { count: albums.length, days, tracks: [] }
}

async function trackPage(signal: AbortSignal): Promise<RecentPage> {
  const tracks = await fetchRecentTracks(signal)
  const days = groupedByDay(tracks, Date.now()).map(({ name, items }: Day<ListedTrack>) => ({
    name,
    tracks: new WholeList(items),
  }))
  return { count: tracks.length, days, tracks }
}

customElements.define('slipstream-recent-view', SlipstreamRecentView)
