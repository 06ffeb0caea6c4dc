import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { Unheard } from '../data/library.ts'
import { counted, fetchUnheard } from '../data/library.ts'
import { icons } from './icons.ts'
import { sharedStyles } from './shared.styles.ts'
import { unheardStyles } from './slipstream-unheard.styles.ts'

/** @summary The dialog that names the files that could not be read or heard, each with what to do about it. */
export class SlipstreamUnheard extends LitElement {
  static override styles = [sharedStyles, unheardStyles]
  static override properties = { _unheard: { state: true }, _problem: { state: true } }

  /** Null while it is being asked for. */
  declare private _unheard: Unheard | null
  declare private _problem: string | null

  readonly #dialog = createRef<HTMLDialogElement>()
  #asking: AbortController | null = null

  constructor() {
    super()
    this._unheard = null
    this._problem = null
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#asking?.abort()
  }

  /** The browser gives the focus back to where it was, once the dialog is closed. */
  show(): void {
    this.#asking?.abort()
    this.#asking = new AbortController()
    this._problem = null
    fetchUnheard(this.#asking.signal).then(
      (unheard) => (this._unheard = unheard),
      (error: unknown) => (this._problem = error instanceof Error ? error.message : String(error)),
    )
    this.#dialog.value?.showModal()
  }

  protected override render(): TemplateResult {
    return html`<dialog ${ref(this.#dialog)} aria-labelledby="title">
      <div class="top">
        <h2 id="title">Files that could not be heard</h2>
        <button class="icon-button" aria-label="Close" @click=${() => this.#dialog.value?.close()}>
          ${icons.close}
        </button>
      </div>
      ${this._problem === null ? nothing : html`<p role="alert">${this._problem}</p>`} ${this.#files()}
    </dialog>`
  }

  #files(): TemplateResult {
    if (this._unheard === null) return html`<p class="quiet" role="status">Asking for them…</p>`
    const { items, total } = this._unheard
    if (total === 0) return html`<p>Everything could be heard.</p>`
    const more = total - items.length
    return html`<ul>
        ${items.map(
          ({ path, why }) =>
            html`<li>
              <span class="path">${path === '' ? 'A library folder' : path}</span>
              <span class="quiet">${why}</span>
            </li>`,
        )}
      </ul>
      ${more > 0 ? html`<p class="quiet">and ${counted(more)} more</p>` : nothing}`
  }
}

customElements.define('slipstream-unheard', SlipstreamUnheard)
