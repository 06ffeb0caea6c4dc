import type { TemplateResult } from 'lit'
import { LitElement, css, html } from 'lit'
import { playerContext } from '../context.ts'
import { clockTime } from '../data/time-words.ts'
import { icons } from './icons.ts'
import { sharedStyles } from './shared.styles.ts'
import { FromContext, Watch } from './watch.ts'

const CHOICES = [15, 30, 45, 60, 90] as const

/** @summary A button that opens the choices of the sleep timer, and says how long it still plays. */
export class SlipstreamSleep extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        position: relative;
      }
      [popover] {
        margin: 0;
        inset: auto var(--space-4) calc(96px + env(safe-area-inset-bottom)) auto;
        padding: var(--space-2);
        color: var(--text);
        background: var(--surface);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        box-shadow: var(--shadow);
      }
      .icon-button[aria-pressed='false'] {
        color: var(--quiet);
      }
      h3 {
        margin: 0;
        padding: var(--space-1) var(--space-3);
        font-size: 0.875rem;
      }
      [popover] button {
        display: block;
        width: 100%;
        min-height: var(--target);
        padding-inline: var(--space-3);
      }
      [popover] button:hover {
        background: var(--raised);
      }
      [popover] [aria-pressed='true'] {
        color: var(--accent);
        font-weight: 600;
      }
    `,
  ]

  readonly #player = new FromContext(this, playerContext)

  constructor() {
    super()
    new Watch(this, () => this.#player.found?.clock)
  }

  protected override render(): TemplateResult {
    const { sleep } = this.#player.store
    const words =
      sleep === null
        ? 'Sleep timer'
        : sleep.kind === 'at'
          ? `Sleep timer: ${clockTime(Math.max(0, sleep.atMs - Date.now()))} left`
          : 'Sleep timer: at the end of this song'
    return html`
      <button
        class="icon-button"
        aria-label=${words}
        title=${words}
        aria-pressed=${sleep === null ? 'false' : 'true'}
        popovertarget="choices"
      >
        ${icons.sleep}
      </button>
      <div id="choices" popover role="group" aria-label="Sleep timer">
        <h3>Pause by itself</h3>
        ${this.#choice('Not at all', null, sleep === null)}
        ${this.#choice('At the end of this song', 'end-of-song', sleep?.kind === 'end-of-song')}
        ${CHOICES.map((minutes) => this.#choice(`In ${minutes} minutes`, minutes, false))}
      </div>
    `
  }

  #choice(words: string, choice: number | 'end-of-song' | null, checked: boolean): TemplateResult {
    return html`<button
      aria-pressed=${checked ? 'true' : 'false'}
      popovertarget="choices"
      popovertargetaction="hide"
      @click=${() => this.#player.store.setSleep(choice)}
    >
      ${words}
    </button>`
  }
}

customElements.define('slipstream-sleep', SlipstreamSleep)
