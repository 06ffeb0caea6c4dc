import type { TemplateResult } from 'lit'
import { LitElement, css, html } from 'lit'
import { settingsContext } from '../context.ts'
import { MAX_QUEUE_WIDTH, MIN_QUEUE_WIDTH } from '../data/settings.ts'
import { FromContext } from './watch.ts'

/** CSS pixels of one press of an arrow key. */
const STEP = 20
/** As the style of the panel has it. */
const DEFAULT_WIDTH = 360

/** @summary The edge of the queue panel: dragged, or moved with the arrow keys, it makes the panel wider or narrower. */
export class SlipstreamResizer extends LitElement {
  static override styles = css`
    :host {
      position: absolute;
      inset-block: 0;
      inset-inline-start: -4px;
      z-index: 2;
      width: 8px;
    }
    div {
      height: 100%;
      cursor: ew-resize;
      touch-action: none;
    }
    div:hover,
    div:focus-visible {
      outline: none;
      background: linear-gradient(to right, transparent 3px, var(--accent) 3px 6px, transparent 6px);
    }
  `

  readonly #settings = new FromContext(this, settingsContext)
  #drag: { readonly x: number; readonly width: number } | null = null

  protected override render(): TemplateResult {
    const width = this.#settings.store.current.queueWidth ?? DEFAULT_WIDTH
    return html`<div
      role="separator"
      tabindex="0"
      aria-orientation="vertical"
      aria-label="Width of the queue"
      aria-valuemin=${MIN_QUEUE_WIDTH}
      aria-valuemax=${MAX_QUEUE_WIDTH}
      aria-valuenow=${width}
      @keydown=${(event: KeyboardEvent) => this.#press(event)}
      @pointerdown=${(event: PointerEvent) => this.#take(event)}
      @pointermove=${({ clientX }: PointerEvent) => this.#drag && this.#set(this.#drag.width + this.#drag.x - clientX)}
      @pointerup=${() => (this.#drag = null)}
      @pointercancel=${() => (this.#drag = null)}
    ></div>`
  }

  get #width(): number {
    return this.parentElement?.offsetWidth ?? DEFAULT_WIDTH
  }

  #take(event: PointerEvent): void {
    if (event.button !== 0 || !(event.currentTarget instanceof HTMLElement)) return
    event.preventDefault()
    event.currentTarget.setPointerCapture(event.pointerId)
    this.#drag = { x: event.clientX, width: this.#width }
  }

  #press(event: KeyboardEvent): void {
    const by = event.key === 'ArrowLeft' ? STEP : event.key === 'ArrowRight' ? -STEP : 0
    if (by === 0) return
    event.preventDefault()
    event.stopPropagation()
    this.#set(this.#width + by)
  }

  #set(width: number): void {
    const queueWidth = Math.round(Math.min(MAX_QUEUE_WIDTH, Math.max(MIN_QUEUE_WIDTH, width)))
    this.#settings.store.set({ queueWidth })
  }
}

customElements.define('slipstream-resizer', SlipstreamResizer)
