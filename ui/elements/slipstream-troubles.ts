import type { TemplateResult } from 'lit'
import { LitElement, html } from 'lit'
import type { TroublesMessage } from '../../schemas/live.ts'
import { sharedStyles } from './shared.styles.ts'
import { troublesStyles } from './slipstream-troubles.styles.ts'

/** @summary The banner that says what the server cannot do at the moment, and why. Empty, it takes no room. */
export class SlipstreamTroubles extends LitElement {
  static override styles = [sharedStyles, troublesStyles]
  static override properties = { troubles: { attribute: false } }

  declare troubles: TroublesMessage['processors']

  constructor() {
    super()
    this.troubles = []
  }

  protected override render(): TemplateResult {
    // The status is always there: a screen reader announces only what changes in one that it knows.
    return html`<div role="status">
      ${this.troubles.map(
        ({ processor, missed, why }) =>
          html`<p>
            ${missed} for now.
            <span>${processor} crashes again and again${why === '' ? '' : html`: <bdi>${why}</bdi>`}</span>
          </p>`,
      )}
    </div>`
  }
}

customElements.define('slipstream-troubles', SlipstreamTroubles)
