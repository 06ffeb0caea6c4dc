import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { libraryContext } from '../context.ts'
import type { ImportSample } from '../data/import-pace.ts'
import { importSampleOf, leftWords, timeLeftMs, withSample } from '../data/import-pace.ts'
import { importLine, importPhase, importResult, importShare } from '../data/import-progress.ts'
import type { FailedFiles, LibraryProgress } from '../data/library.ts'
import { absenceWords, counted, failedOf, fetchFailedFiles, spokenProgress } from '../data/library.ts'
import { asRequestError } from '../data/requests.ts'
import { Life } from '../elements/life.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import { FromContext } from '../elements/watch.ts'
import { emptyLibrary } from './empty-library.ts'
import { importStyles } from './slipstream-import-view.styles.ts'
import { viewStyles } from './view.styles.ts'

/** @summary How far the import is, what it brought, and which files are of no use, each with the reason. */
export class SlipstreamImportView extends LitElement {
  static override styles = [sharedStyles, viewStyles, importStyles]
  static override properties = { _failed: { state: true }, _problem: { state: true } }

  declare private _failed: FailedFiles | null
  declare private _problem: string

  readonly #library = new FromContext(this, libraryContext)
  #samples: readonly ImportSample[] = []
  #sampled: LibraryProgress | null = null
  /** How many had failed when the files were asked for. */
  #askedFor = -1
  readonly #life = new Life(this)

  constructor() {
    super()
    this._failed = null
    this._problem = ''
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#askedFor = -1
  }

  protected override willUpdate(): void {
    const { progress } = this.#library.store
    if (progress === null || progress === this.#sampled) return
    this.#sampled = progress
    this.#samples = withSample(this.#samples, importSampleOf(progress, performance.now()))
    this.#askFor(failedOf(progress))
  }

  protected override render(): TemplateResult {
    const { progress } = this.#library.store
    return html`
      <div class="view-head"><h1>Import</h1></div>
      <p class="unseen" role="status">${progress === null ? '' : spokenProgress(progress)}</p>
      ${progress === null ? html`<p class="quiet">Asking how far it is…</p>` : this.#progress(progress)}
      ${this.#files()}
    `
  }

  #progress(library: LibraryProgress): TemplateResult {
    const phase = importPhase(library)
    if (phase === 'empty') return emptyLibrary()
    const isGoingOn = phase === 'found' || phase === 'analysing'
    const left = isGoingOn ? leftWords(timeLeftMs(this.#samples)) : ''
    const result = importResult(library)
    const absent = absenceWords(library)
    return html`<div class="card">
      <label class="going-on">
        <span class="line"><span>${importLine(library)}</span><span class="quiet">${left}</span></span>
        <progress max="1" .value=${importShare(library)}></progress>
      </label>
      ${
        isGoingOn && library.scan?.current
          ? html`<p class="quiet current"><span class="unseen">Present file: </span>${library.scan.current}</p>`
          : nothing
      }
      ${result === '' ? nothing : html`<p>${isGoingOn ? 'So far' : 'The last look at your folders'}: ${result}.</p>`}
      ${absent === '' ? nothing : html`<p class="quiet">${absent}</p>`}
    </div>`
  }

  #askFor(count: number, isAgain = false): void {
    if (count === this.#askedFor && !isAgain) return
    this.#askedFor = count
    if (count === 0) {
      this._failed = null
      return
    }
    const { signal } = this.#life
    fetchFailedFiles(signal).then(
      (files) => {
        this._failed = files
        this._problem = ''
      },
      (error: unknown) => {
        if (signal.aborted) return
        this._problem = asRequestError(error, 'The files cannot be listed. Reload the page.').message
      },
    )
  }

  #files(): TemplateResult | typeof nothing {
    if (this._problem !== '')
      return html`<p class="problem" role="alert">
        ${this._problem} <button class="button" @click=${() => this.#askFor(this.#askedFor, true)}>Try again</button>
      </p>`
    if (this._failed === null || this._failed.total === 0) return nothing
    const { items, total } = this._failed
    return html`<section aria-labelledby="failed">
      <h2 id="failed">${total === 1 ? '1 file' : `${counted(total)} files`} of no use</h2>
      <ul class="files">
        ${items.map(
          ({ path, why }) =>
            html`<li>
              <span class="title">${path === '' ? 'A library folder' : path}</span>
              <span class="quiet">${why}</span>
            </li>`,
        )}
      </ul>
      ${total > items.length ? html`<p class="quiet">and ${counted(total - items.length)} more</p>` : nothing}
    </section>`
  }
}

customElements.define('slipstream-import-view', SlipstreamImportView)
