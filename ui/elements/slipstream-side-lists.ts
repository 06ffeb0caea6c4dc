import type { TemplateResult } from 'lit'
import { LitElement, css, html, nothing } from 'lit'
import { libraryContext, playlistsContext, routerContext } from '../context.ts'
import { importPhase, importShare } from '../data/import-progress.ts'
import { counted, doneOf, reachableOf } from '../data/library.ts'
import { paths } from '../data/paths.ts'
import { sharedStyles } from './shared.styles.ts'
import { FromContext } from './watch.ts'

/** More are on their own page. */
const MAX_SHOWN = 40

/** @summary What the sidebar has below its links: the playlists, and how far an import is while it goes on. */
export class SlipstreamSideLists extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      h2 {
        padding: var(--space-3) var(--space-3) var(--space-1);
        font-size: 0.875rem;
        font-weight: 550;
        color: var(--quiet);
      }
      a {
        display: flex;
        align-items: center;
        min-height: 36px;
        padding-inline: var(--space-3);
        border-radius: var(--radius);
        color: var(--quiet);
        text-decoration: none;
      }
      a[aria-current] {
        color: var(--accent);
        background: var(--wash);
      }
      @media (hover: hover) {
        a:hover:not([aria-current]) {
          color: var(--text);
          background: var(--raised);
        }
      }
      .pill {
        display: grid;
        gap: var(--space-1);
        margin-block: var(--space-3);
        padding: var(--space-2) var(--space-3);
        border: 1px solid var(--line);
        font-size: 0.875rem;
        background: var(--surface);
      }
      progress {
        width: 100%;
        height: 6px;
        accent-color: var(--accent);
      }
    `,
  ]

  readonly #library = new FromContext(this, libraryContext)
  readonly #playlists = new FromContext(this, playlistsContext)
  readonly #router = new FromContext(this, routerContext)

  protected override firstUpdated(): void {
    this.#playlists.store.want()
  }

  protected override render(): TemplateResult {
    const { lists } = this.#playlists.store
    const { pathname } = this.#router.store.place
    return html`${this.#pill(pathname)}
    ${
      lists === null || lists.length === 0
        ? nothing
        : html`<h2 id="playlists">Playlists</h2>
            <ul aria-labelledby="playlists">
              ${lists.slice(0, MAX_SHOWN).map(({ playlistId, name }) => {
                const path = paths.playlist(playlistId)
                return html`<li>
                  <a href=${path} aria-current=${path === pathname ? 'page' : nothing}
                    ><span class="clipped" title=${name}>${name}</span></a
                  >
                </li>`
              })}
            </ul>`
    }`
  }

  #pill(pathname: string): TemplateResult | typeof nothing {
    const { progress } = this.#library.store
    const phase = importPhase(progress)
    if (progress === null || (phase !== 'found' && phase !== 'analysing') || pathname === paths.import) return nothing
    const percent = Math.floor(100 * importShare(progress))
    return html`<a class="pill" href=${paths.import}>
      <span
        >${phase === 'found' ? 'Looking at your files' : `Analysing: ${counted(doneOf(progress))} of ${counted(reachableOf(progress))}`}</span
      >
      <progress max="100" .value=${percent} aria-hidden="true"></progress>
    </a>`
  }
}

customElements.define('slipstream-side-lists', SlipstreamSideLists)
