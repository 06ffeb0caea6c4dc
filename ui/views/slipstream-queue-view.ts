import type { TemplateResult } from 'lit'
import { LitElement, css, html } from 'lit'
import { sharedStyles } from '../elements/shared.styles.ts'
import '../elements/slipstream-queue.ts'
import type { SlipstreamQueue } from '../elements/slipstream-queue.ts'
import { viewStyles } from './view.styles.ts'

/** @summary The queue as a view of its own. */
export class SlipstreamQueueView extends LitElement {
  static override styles = [
    sharedStyles,
    viewStyles,
    css`
      slipstream-queue {
        max-width: 1200px;
        margin-inline: calc(-1 * var(--space-2));
      }
    `,
  ]

  get queue(): SlipstreamQueue | null {
    // A view that was left stays in the page for a while.
    return this.checkVisibility() ? this.renderRoot.querySelector<SlipstreamQueue>('slipstream-queue') : null
  }

  protected override render(): TemplateResult {
    return html`<h1 tabindex="-1">Queue</h1>
      <slipstream-queue wide></slipstream-queue>`
  }
}

customElements.define('slipstream-queue-view', SlipstreamQueueView)
