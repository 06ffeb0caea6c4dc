import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { libraryContext, liveContext, routerContext } from '../context.ts'
import { importChip } from '../data/import-progress.ts'
import { paths } from '../data/paths.ts'
import { icons } from '../elements/icons.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import { FromContext } from '../elements/watch.ts'
import type { PlayerPart } from '../router/place.ts'
import { matchOf, viewNamed } from './routes.ts'
import { navStyles } from './slipstream-nav.styles.ts'

/**
 * How the navigation looks: `sidebar` and `rail` lead to each view, `tabs` to the parts of the player, `chips` to
 * the views of the library.
 */
export type NavShape = 'sidebar' | 'rail' | 'tabs' | 'chips'

interface Leading {
  readonly name: string
  readonly path: string
  readonly icon: TemplateResult
}

/** Shown as far as there is such a view. */
const VIEWS: readonly Leading[] = [
  { name: 'listen', path: paths.listen, icon: icons.listen },
  { name: 'search', path: paths.search, icon: icons.search },
  { name: 'albums', path: paths.albums, icon: icons.albums },
  { name: 'artists', path: paths.artists, icon: icons.artists },
  { name: 'genres', path: paths.genres, icon: icons.genres },
  { name: 'tracks', path: paths.tracks, icon: icons.tracks },
  { name: 'recent', path: paths.recent, icon: icons.recent },
  { name: 'playlists', path: paths.playlists, icon: icons.playlists },
  { name: 'likes', path: paths.likes, icon: icons.like },
  { name: 'history', path: paths.history, icon: icons.history },
  { name: 'settings', path: paths.settings, icon: icons.settings },
  { name: 'insights', path: paths.insights, icon: icons.insights },
]
/** Where there is no room for all. */
const RAIL: ReadonlySet<string> = new Set(['listen', 'search', 'albums', 'artists', 'tracks', 'playlists', 'settings'])
const CHIPS: ReadonlySet<string> = new Set([
  'albums',
  'artists',
  'genres',
  'tracks',
  'recent',
  'playlists',
  'likes',
  'history',
])

const TABS: readonly (Leading & { readonly part: PlayerPart; readonly title: string })[] = [
  { name: 'listen', part: 'listen', title: 'Listen', path: paths.listen, icon: icons.listen },
  { name: 'albums', part: 'library', title: 'Library', path: paths.albums, icon: icons.library },
  { name: 'search', part: 'search', title: 'Search', path: paths.search, icon: icons.search },
  { name: 'queue', part: 'queue', title: 'Queue', path: paths.queue, icon: icons.queue },
]

/** @summary The links to the views of the player. */
export class SlipstreamNav extends LitElement {
  static override styles = [sharedStyles, navStyles]
  static override properties = { shape: { reflect: true } }

  declare shape: NavShape

  readonly #router = new FromContext(this, routerContext)
  readonly #library = new FromContext(this, libraryContext)
  readonly #live = new FromContext(this, liveContext, ({ watches }) => watches)

  constructor() {
    super()
    this.shape = 'sidebar'
  }

  /** The chip of the shown view is in sight, also on a narrow phone. */
  protected override updated(): void {
    if (this.shape !== 'chips') return
    const nav = this.renderRoot.querySelector('nav')
    const chip = nav?.querySelector<HTMLElement>('[aria-current]')
    if (nav != null && chip != null) nav.scrollLeft = chip.offsetLeft - (nav.clientWidth - chip.clientWidth) / 2
  }

  protected override render(): TemplateResult {
    return html`<nav aria-label=${this.shape === 'chips' ? 'Library' : 'Player'}>
      ${this.shape === 'tabs' ? this.#tabs() : this.#views()}<slot></slot>
    </nav>`
  }

  #tabs(): readonly TemplateResult[] {
    const { view } = this.#router.store.place
    return TABS.filter(({ path }) => matchOf(path) !== null).map(({ part, title, path, icon }) =>
      this.#link(path, title, icon, view.part === part),
    )
  }

  #views(): readonly TemplateResult[] {
    const shown = this.#router.store.place.view
    const leading =
      this.shape === 'sidebar' ? VIEWS : VIEWS.filter(({ name }) => (this.shape === 'rail' ? RAIL : CHIPS).has(name))
    const links = leading.flatMap(({ name, path, icon }) => {
      const view = viewNamed(name)
      if (view === undefined || (name === 'insights' && !this.#live.store.watches)) return []
      return [this.#link(path, view.title, icon, view === shown)]
    })
    // The sidebar tells of an import by itself; a phone has none.
    const words = this.shape === 'chips' ? importChip(this.#library.store.progress) : ''
    return words === '' ? links : [this.#link(paths.import, words, icons.library, shown.name === 'import'), ...links]
  }

  #link(path: string, title: string, icon: TemplateResult, isCurrent: boolean): TemplateResult {
    return html`<a href=${path} aria-current=${isCurrent ? 'page' : nothing}
      >${this.shape === 'chips' ? nothing : icon}<span>${title}</span></a
    >`
  }
}

customElements.define('slipstream-nav', SlipstreamNav)
