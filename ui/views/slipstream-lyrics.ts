import type { PropertyValues, TemplateResult } from 'lit'
import { LitElement, css, html, nothing } from 'lit'
import { playerContext } from '../context.ts'
import type { Lyrics } from '../data/lyrics.ts'
import { fetchLyrics, lineAt } from '../data/lyrics.ts'
import { asRequestError } from '../data/requests.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import { FromContext, Watch } from '../elements/watch.ts'

/** So long after the listener scrolled, the lines do not scroll by themselves. */
const REST_MS = 5_000

/** @summary The lyrics of a track; where their times are known, the line that is sung is marked, and kept in sight. */
export class SlipstreamLyrics extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      .line {
        display: block;
        width: 100%;
        min-height: 36px;
        padding: var(--space-1) var(--space-2);
        font-size: 1.125rem;
        color: var(--quiet);
      }
      .sung {
        color: var(--text);
        font-weight: 600;
      }
      .plain {
        min-height: 0;
        color: var(--text);
      }
      p {
        color: var(--quiet);
      }
    `,
  ]
  static override properties = { trackId: { attribute: false }, _lyrics: { state: true }, _problem: { state: true } }

  declare trackId: string
  declare private _lyrics: Lyrics | null
  declare private _problem: string

  readonly #player = new FromContext(this, playerContext)
  #asking: AbortController | null = null
  #sung = -1
  #scrolledAtMs = -Infinity

  constructor() {
    super()
    this.trackId = ''
    this._lyrics = null
    this._problem = ''
    new Watch(this, () => this.#player.found?.clock)
    for (const type of ['wheel', 'touchmove'] as const)
      this.addEventListener(type, () => (this.#scrolledAtMs = performance.now()), { passive: true })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#asking?.abort()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('trackId')) this.#ask()
  }

  protected override updated(): void {
    const sung = lineAt(this._lyrics?.items ?? [], this.#player.store.positionMs)
    if (sung === this.#sung) return
    this.#sung = sung
    if (performance.now() - this.#scrolledAtMs < REST_MS) return
    const behavior = window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth'
    this.renderRoot.querySelector('.sung')?.scrollIntoView({ block: 'center', behavior })
  }

  protected override render(): TemplateResult {
    if (this._problem !== '') return html`<p role="alert">${this._problem}</p>`
    if (this._lyrics === null) return html`<p>Looking for lyrics…</p>`
    const { items, form } = this._lyrics
    if (form === 'none')
      return html`<p>No lyrics: the file has none, and there is no .lrc file of its name beside it.</p>`
    const sung = lineAt(items, this.#player.store.positionMs)
    return html`<div>
      ${items.map(({ timeMs, text }, index) =>
        timeMs === null
          ? html`<span class="line plain">${text === '' ? ' ' : text}</span>`
          : html`<button
              class="line ${index === sung ? 'sung' : ''}"
              aria-current=${index === sung ? 'true' : nothing}
              @click=${() => this.#player.store.seek(timeMs)}
            >
              ${text === '' ? '♪' : text}
            </button>`,
      )}
    </div>`
  }

  #ask(): void {
    this.#asking?.abort()
    this.#asking = new AbortController()
    const { signal } = this.#asking
    this._lyrics = null
    this._problem = ''
    this.#sung = -1
    fetchLyrics(this.trackId, signal).then(
      (lyrics) => (this._lyrics = lyrics),
      (error: unknown) => {
        if (signal.aborted) return
        this._problem = asRequestError(error, 'The lyrics cannot be shown.').message
      },
    )
  }
}

customElements.define('slipstream-lyrics', SlipstreamLyrics)
