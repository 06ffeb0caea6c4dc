import type { TemplateResult } from 'lit'
import { LitElement, css, html } from 'lit'
import { sharedStyles } from '../elements/shared.styles.ts'
import '../elements/slipstream-queue.ts'

/** @summary The queue over the whole width: the tab of a phone. */
export class SlipstreamQueueView extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        max-width: 1100px;
        padding-inline: var(--space-2);
      }
      h1 {
        padding: var(--space-3) var(--space-2) 0;
        font-size: 1.25rem;
        outline: none;
      }
    `,
  ]

  protected override render(): TemplateResult {
    return html`<h1>Queue</h1>
      <slipstream-queue></slipstream-queue>`
  }
}

customElements.define('slipstream-queue-view', SlipstreamQueueView)
