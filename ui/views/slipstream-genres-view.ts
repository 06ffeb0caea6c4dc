import type { TemplateResult } from 'lit'
import { LitElement, css, html } from 'lit'
import type { ViewPlace } from '../router/place.ts'
import { routerContext } from '../context.ts'
import { countOf } from '../data/cards.ts'
import type { Genre } from '../data/entities.ts'
import { fetchGenres } from '../data/entities.ts'
import { paths } from '../data/paths.ts'
import { FetchedThing } from '../elements/fetched.ts'
import { icons } from '../elements/icons.ts'
import { select } from '../elements/select.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import { FromContext } from '../elements/watch.ts'
import { emit } from '../events.ts'
import { libraryViewStyles } from './library.styles.ts'
import { headOfList, stateOfList } from './list-parts.ts'
import { viewStyles } from './view.styles.ts'

const ORDERS = { name: 'Name', size: 'Most tracks' } as const

/** @summary The genres of the library as tiles with counts. */
export class SlipstreamGenresView extends LitElement {
  static override styles = [
    sharedStyles,
    viewStyles,
    libraryViewStyles,
    css`
      .tiles {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(200px, 100%), 1fr));
        gap: var(--space-3);
      }
      .tile {
        display: grid;
        align-content: center;
        min-height: 72px;
        padding: var(--space-3) var(--space-4);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }
      .tile .name {
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .with-menu {
        position: relative;
      }
      .with-menu .tile {
        padding-inline-end: calc(var(--target) + var(--space-2));
      }
      .with-menu .icon-button {
        position: absolute;
        inset-block-start: calc(50% - var(--target) / 2);
        inset-inline-end: var(--space-1);
      }
      @media (hover: hover) {
        .with-menu:not(:hover, :focus-within) .icon-button {
          opacity: 0;
        }
        .tile:hover {
          border-color: var(--edge);
          background: var(--raised);
        }
      }
    `,
  ]
  static override properties = { place: { attribute: false } }

  declare place: ViewPlace

  readonly #router = new FromContext(this, routerContext)
  readonly #genres = new FetchedThing(
    this,
    () => 'genres',
    (signal) => fetchGenres(signal),
  )

  protected override render(): TemplateResult {
    const { value, problem } = this.#genres
    const isBySize = this.place.query.get('sort') === 'size'
    const genres = isBySize ? [...(value ?? [])].sort((a, b) => b.trackCount - a.trackCount) : (value ?? [])
    const list = { length: genres.length, isKnown: value !== null, problem }
    return html`
      ${headOfList(
        'Genres',
        list,
        'genre',
        select('Sort by', ORDERS, isBySize ? 'size' : 'name', (sort) =>
          this.#router.store.setQuery({ sort: sort === 'size' ? sort : null }),
        ),
      )}
      ${stateOfList({ list, progress: this.#genres.progress, again: () => this.#genres.read() }, 'genres')}
      <ul class="tiles" aria-label="Genres">
        ${genres.map((genre) => this.#tile(genre))}
      </ul>
    `
  }

  #tile({ name, trackCount, albumCount }: Genre): TemplateResult {
    return html`<li class="with-menu" @contextmenu=${(event: MouseEvent) => this.#openMenu(event, name)}>
      <a class="tile" href=${paths.genre(name)}>
        <span class="name">${name}</span>
        <span class="quiet">${countOf(trackCount, 'track')} · ${countOf(albumCount, 'album')}</span>
      </a>
      <button
        class="icon-button"
        aria-label="More about ${name}"
        aria-haspopup="menu"
        title="More"
        @click=${(event: MouseEvent) => this.#openMenu(event, name)}
      >
        ${icons.more}
      </button>
    </li>`
  }

  /** By its button, right click, a long press, or Shift and F10. */
  #openMenu(event: MouseEvent, name: string): void {
    const tile = event.currentTarget
    if (!(tile instanceof HTMLElement)) return
    event.preventDefault()
    const thing = { kind: 'genre', id: name, name } as const
    emit(this, 'thing-menu-wanted', { subject: thing, source: thing, anchor: tile.querySelector('a') ?? tile })
  }
}

customElements.define('slipstream-genres-view', SlipstreamGenresView)
