import type { TemplateResult } from 'lit'
import { LitElement, html } from 'lit'
import { paths } from '../data/paths.ts'
import { icons } from '../elements/icons.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import { stateBlock } from './state-block.ts'
import { viewStyles } from './view.styles.ts'

/** @summary What an address shows that leads to no view. */
export class SlipstreamLostView extends LitElement {
  static override styles = [sharedStyles, viewStyles]

  protected override render(): TemplateResult {
    return stateBlock({
      picture: icons.search,
      title: 'Nothing here',
      words: 'This address leads to no view of the player.',
      act: html`<a class="button main" href=${paths.listen}>Go to Listen</a>`,
      isView: true,
    })
  }
}

customElements.define('slipstream-lost-view', SlipstreamLostView)
