import type { TemplateResult } from 'lit'
import { LitElement, css, html } from 'lit'
import { settingsContext } from '../context.ts'
import { icons } from './icons.ts'
import { sharedStyles } from './shared.styles.ts'
import { FromContext } from './watch.ts'

/**
 * @summary How loud it is: a button that mutes and a slider, or where there is no room, a button that opens both.
 * @cssprop --volume-here - `none` where there is no room for the slider
 * @cssprop --volume-opens - `inline-flex` where a button opens it instead
 */
export class SlipstreamVolume extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        position: relative;
      }
      .here,
      [popover]:popover-open {
        display: flex;
        align-items: center;
      }
      .here {
        display: var(--volume-here, flex);
      }
      .opens {
        display: var(--volume-opens, none);
      }
      .icon-button {
        color: var(--quiet);
      }
      .icon-button[aria-pressed='true'] {
        color: var(--accent);
      }
      .icon-button[aria-pressed='true'] svg {
        fill: none;
      }
      input {
        width: var(--volume-width, 92px);
        height: 24px;
        accent-color: var(--accent);
      }
      @media (pointer: coarse) {
        input {
          height: var(--target);
        }
      }
      [popover] {
        margin: 0;
        inset: auto var(--space-4) calc(96px + env(safe-area-inset-bottom)) auto;
        padding: var(--space-2) var(--space-3) var(--space-2) var(--space-2);
        color: var(--text);
        background: var(--surface);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        box-shadow: var(--shadow);
      }
      [popover] input {
        width: 180px;
        height: var(--target);
      }
    `,
  ]

  readonly #settings = new FromContext(this, settingsContext)

  protected override render(): TemplateResult {
    const { muted } = this.#settings.store.current
    return html`<div class="here">${this.#parts()}</div>
      <button class="icon-button opens" aria-label="Volume" title="Volume" popovertarget="parts">
        ${muted ? icons.muted : icons.loud}
      </button>
      <div id="parts" popover role="group" aria-label="Volume">${this.#parts()}</div>`
  }

  #parts(): TemplateResult {
    const { volume, muted } = this.#settings.store.current
    return html`<button
        class="icon-button"
        aria-label="Mute"
        title="Mute"
        aria-pressed=${muted ? 'true' : 'false'}
        @click=${() => this.#settings.store.set({ muted: !muted })}
      >
        ${muted ? icons.muted : icons.loud}
      </button>
      <input
        type="range"
        aria-label="Volume"
        aria-valuetext="${Math.round(volume * 100)} percent"
        min="0"
        max="1"
        step="0.05"
        .value=${String(volume)}
        @input=${(event: Event) => this.#choose(event)}
      />`
  }

  #choose({ currentTarget }: Event): void {
    if (currentTarget instanceof HTMLInputElement)
      this.#settings.store.set({ volume: currentTarget.valueAsNumber, muted: false })
  }
}

customElements.define('slipstream-volume', SlipstreamVolume)
