import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { FailedFiles } from '../data/library.ts'
import { counted, fetchFailedFiles } from '../data/library.ts'
import { icons } from './icons.ts'
import { sharedStyles } from './shared.styles.ts'
import { failedFilesStyles } from './slipstream-failed-files.styles.ts'

/** @summary The dialog that names the files that could not be read or analysed, each with what to do about it. */
export class SlipstreamFailedFiles extends LitElement {
  static override styles = [sharedStyles, failedFilesStyles]
  static override properties = { _files: { state: true }, _problem: { state: true } }

  /** Null while it is being asked for. */
  declare private _files: FailedFiles | null
  declare private _problem: string | null

  readonly #dialog = createRef<HTMLDialogElement>()
  #asking: AbortController | null = null

  constructor() {
    super()
    this._files = null
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
    fetchFailedFiles(this.#asking.signal).then(
      (files) => (this._files = files),
      (error: unknown) => (this._problem = error instanceof Error ? error.message : String(error)),
    )
    this.#dialog.value?.showModal()
  }

  protected override render(): TemplateResult {
    return html`<dialog ${ref(this.#dialog)} aria-labelledby="title">
      <div class="top">
        <h2 id="title">Files that could not be analysed</h2>
        <button class="icon-button" aria-label="Close" @click=${() => this.#dialog.value?.close()}>
          ${icons.close}
        </button>
      </div>
      ${this._problem === null ? nothing : html`<p role="alert">${this._problem}</p>`} ${this.#files()}
    </dialog>`
  }

  #files(): TemplateResult {
    if (this._files === null) return html`<p class="quiet" role="status">Asking for them…</p>`
    const { items, total } = this._files
    if (total === 0) return html`<p>Everything could be analysed.</p>`
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

customElements.define('slipstream-failed-files', SlipstreamFailedFiles)
