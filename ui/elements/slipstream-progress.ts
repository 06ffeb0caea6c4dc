import type { TemplateResult } from 'lit'
import { LitElement, css, html } from 'lit'
import { playerContext } from '../context.ts'
import { FromContext, Watch } from './watch.ts'

/** @summary A thin line that says how far the track is. What it says is said in words elsewhere. */
export class SlipstreamProgress extends LitElement {
  static override styles = css`
    :host {
      display: block;
      height: 2px;
      background: var(--line);
    }
    div {
      height: 100%;
      background: var(--accent);
      transform-origin: left;
    }
  `

  readonly #player = new FromContext(this, playerContext)

  constructor() {
    super()
    new Watch(this, () => this.#player.found?.clock)
  }

  protected override render(): TemplateResult {
    const { positionMs, durationMs } = this.#player.store
    const share = durationMs > 0 ? Math.min(1, positionMs / durationMs) : 0
    return html`<div aria-hidden="true" .style=${`transform: scaleX(${share.toFixed(4)})`}></div>`
  }
}

customElements.define('slipstream-progress', SlipstreamProgress)
