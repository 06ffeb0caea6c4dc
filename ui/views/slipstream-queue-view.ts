import type { TemplateResult } from 'lit'
import { LitElement, css, html } from 'lit'
import { sharedStyles } from '../elements/shared.styles.ts'
import '../elements/slipstream-queue.ts'

/** @summary The queue as a view of its own. */
export class SlipstreamQueueView extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        padding-inline: var(--space-2);
      }
      slipstream-queue {
        max-width: 1100px;
      }
    `,
  ]

  protected override render(): TemplateResult {
    return html`<h1 class="unseen">Queue</h1>
      <slipstream-queue></slipstream-queue>`
  }
}

customElements.define('slipstream-queue-view', SlipstreamQueueView)
