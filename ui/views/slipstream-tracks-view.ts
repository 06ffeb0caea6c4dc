import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { ViewPlace } from '../router/place.ts'
import { playerContext, routerContext } from '../context.ts'
import { fetchTrackLetters, fetchTrackWindow } from '../data/entities.ts'
import type { QueueSource } from '../data/queue.ts'
import type { ListedTrack } from '../data/tracks.ts'
import { icons } from '../elements/icons.ts'
import { Life } from '../elements/life.ts'
import { LongList } from '../elements/long-list.ts'
import { RunningAct } from '../elements/running-act.ts'
import { select } from '../elements/select.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import type { Density, SlipstreamTrackRows } from '../elements/slipstream-track-rows.ts'
import '../elements/slipstream-track-rows.ts'
import { FromContext } from '../elements/watch.ts'
import { libraryViewStyles } from './library.styles.ts'
import { headOfList, stateOfList } from './list-parts.ts'
import { viewStyles } from './view.styles.ts'

const DENSITIES: Readonly<Record<Density, string>> = { comfortable: 'Comfortable', compact: 'Compact' }

/** @summary All tracks in the order of the library; with `?genre=` or `?artistId=` those of one genre or artist. */
export class SlipstreamTracksView extends LitElement {
  static override styles = [sharedStyles, viewStyles, libraryViewStyles]
  static override properties = { place: { attribute: false } }

  declare place: ViewPlace

  readonly #router = new FromContext(this, routerContext)
  readonly #player = new FromContext(this, playerContext, () => null)
  readonly #act = new RunningAct(this)
  readonly #life = new Life(this)
  readonly #rows = createRef<SlipstreamTrackRows>()
  readonly #tracks = new LongList<ListedTrack>(this, {
    key: () => JSON.stringify(this.#filter),
    fetch: () => fetchTrackWindow(this.#filter),
    letters: (signal) => fetchTrackLetters(this.#filter, signal),
    change: (track, { tracks }) => tracks.find(({ trackId }) => trackId === track.trackId) ?? track,
  })

  get #filter(): { readonly genre: string | undefined; readonly artistId: string | undefined } {
    const { query } = this.place
    return { genre: query.get('genre') ?? undefined, artistId: query.get('artistId') ?? undefined }
  }

  get #density(): Density {
    return this.place.query.get('density') === 'compact' ? 'compact' : 'comfortable'
  }

  /** Whose tracks these are; undefined: all. */
  get #of(): string | undefined {
    const { genre, artistId } = this.#filter
    return artistId === undefined ? genre : (this.place.query.get('name') ?? 'one artist')
  }

  /** The words of the link that led here. */
  get #title(): string {
    if (this.#of === undefined) return 'Tracks'
    return `Tracks ${this.#filter.artistId === undefined ? 'of' : 'by'} ${this.#of}`
  }

  get #source(): QueueSource {
    const { genre, artistId } = this.#filter
    if (genre !== undefined) return { kind: 'genre', id: genre, name: genre }
    if (artistId !== undefined) return { kind: 'artist', id: artistId, name: this.place.query.get('name') ?? '' }
    return { kind: 'library', id: null, name: 'All tracks' }
  }

  #shuffle(): Promise<void> {
    const { signal } = this.#life
    const { length } = this.#tracks.list
    return this.#act.run(async () => {
      const { shuffleAll } = await import('./shuffle-all.ts')
      const list = { fetch: fetchTrackWindow(this.#filter), length, source: this.#source }
      await shuffleAll(list, this.#player.store, signal)
    }, signal)
  }

  protected override render(): TemplateResult {
    const { list } = this.#tracks
    return html`
      ${headOfList(
        this.#title,
        list,
        'track',
        html`<button class="button" ?disabled=${this.#act.isBusy} @click=${() => void this.#shuffle()}>
            ${icons.shuffle} <span class="spoken">Shuffle all</span></button
          >${select('Rows', DENSITIES, this.#density, (density) =>
            this.#router.store.setQuery({ density: density === 'compact' ? density : null }),
          )}`,
      )}
      ${this.#act.problem === '' ? nothing : html`<p class="problem" role="alert">${this.#act.problem}</p>`}
      ${stateOfList(this.#tracks, 'tracks', this.#of)}
      ${this.#tracks.withLetters(
        html`<slipstream-track-rows
          ${ref(this.#rows)}
          .rows=${list}
          .source=${this.#source}
          density=${this.#density}
          label=${this.#title}
        ></slipstream-track-rows>`,
        (row) => this.#rows.value?.scrollToRow(row),
      )}
    `
  }
}

customElements.define('slipstream-tracks-view', SlipstreamTracksView)
