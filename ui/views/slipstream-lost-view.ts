import type { TemplateResult } from 'lit'
import { LitElement, html } from 'lit'
import { paths } from '../data/paths.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import { viewStyles } from './view.styles.ts'

/** @summary What an address shows that leads to no view. */
export class SlipstreamLostView extends LitElement {
  static override styles = [sharedStyles, viewStyles]

  protected override render(): TemplateResult {
    return html`<h1>Nothing here</h1>
      <p class="nothing">
        This address leads to no view of the player. <a class="link" href=${paths.listen}>Go to Listen</a>
      </p>`
  }
}

customElements.define('slipstream-lost-view', SlipstreamLostView)
