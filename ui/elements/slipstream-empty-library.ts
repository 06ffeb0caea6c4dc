import type { TemplateResult } from 'lit'
import { LitElement, css, html } from 'lit'
import { buttonStyles, stateStyles } from './state.styles.ts'
import { icons } from './icons.ts'
import { sharedStyles } from './shared.styles.ts'

/** Ways in: what each brings, and the command for it. */
const WAYS = [
  ['Give it a folder of yours when you start it', 'npm start -- --music ~/Music'],
  ['Make it look at its folders now', 'npx slipstream library rescan'],
] as const

/** @summary What is said where the library has no music yet: the way in. */
export class SlipstreamEmptyLibrary extends LitElement {
  static override styles = [
    sharedStyles,
    buttonStyles,
    stateStyles,
    css`
      .state {
        max-width: 56ch;
      }
      dl {
        display: grid;
        gap: var(--space-3);
        width: 100%;
        margin: var(--space-4) 0 0;
        text-align: start;
      }
      dl div {
        padding: var(--space-3) var(--space-4);
        border: 1px solid var(--line);
        border-radius: var(--radius-large);
        background: var(--surface);
      }
      dt {
        font-weight: 550;
      }
      dd {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        margin: 0;
      }
      pre {
        flex: 1;
        margin: 0;
        padding-block: var(--space-2);
        overflow-x: auto;
        color: var(--quiet);
      }
    `,
  ]
  static override properties = { _copied: { state: true } }

  /** The command that was copied last; empty: none was. */
  declare private _copied: string

  constructor() {
    super()
    this._copied = ''
  }

  protected override render(): TemplateResult {
    return html`<div class="state">
      <span class="picture" aria-hidden="true">${icons.library}</span>
      <h2>There is no music yet</h2>
      <p>Slipstream watches its library folders: what is put there appears here by itself.</p>
      <dl>
        ${WAYS.map(
          ([words, command]) =>
            html`<div>
              <dt>${words}</dt>
              <dd>
                <pre tabindex="0" aria-label="Command">${command}</pre>
                <button class="button" aria-label=${`Copy ${command}`} @click=${() => void this.#copy(command)}>
                  ${this._copied === command ? 'Copied' : 'Copy'}
                </button>
              </dd>
            </div>`,
        )}
      </dl>
      <p class="unseen" role="status">${this._copied === '' ? '' : 'The command is copied'}</p>
    </div>`
  }

  /** Where the browser does not let it, as without HTTPS, the command is selected. */
  async #copy(command: string): Promise<void> {
    const line = [...this.renderRoot.querySelectorAll('pre')].find(({ textContent }) => textContent === command)
    if (line !== undefined) getSelection()?.selectAllChildren(line)
    const { clipboard } = navigator as { readonly clipboard?: Clipboard }
    await clipboard?.writeText(command).then(
      () => (this._copied = command),
      () => undefined,
    )
  }
}

customElements.define('slipstream-empty-library', SlipstreamEmptyLibrary)
