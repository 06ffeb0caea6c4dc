import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { playerContext } from '../context.ts'
import { SEEK_STEP_MS } from '../data/shortcuts.ts'
import { clockTime, spokenTime } from '../data/time-words.ts'
import { barsOf } from '../data/waveform.ts'
import { Life } from './life.ts'
import { sharedStyles } from './shared.styles.ts'
import { seekStyles } from './slipstream-seek.styles.ts'
import { FromContext, Watch } from './watch.ts'

const BAR_PX = 3
const GAP_PX = 2

/**
 * @summary Where the track is: its waveform, with a slider over it, and the time under the pointer.
 */
export class SlipstreamSeek extends LitElement {
  static override styles = [sharedStyles, seekStyles]
  static override properties = {
    _draggedMs: { state: true },
    _hovered: { state: true },
  }

  /** Where the slider is held, while it is. */
  declare private _draggedMs: number | null
  /** Where the pointer is, as a share of the width; null: elsewhere. */
  declare private _hovered: number | null

  readonly #player = new FromContext(this, playerContext)
  readonly #canvas = createRef<HTMLCanvasElement>()
  readonly #resized = new ResizeObserver(() => this.#draw())
  readonly #life = new Life(this)

  constructor() {
    super()
    this._draggedMs = null
    this._hovered = null
    new Watch(this, () => this.#player.found?.clock)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#resized.observe(this)
    for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
      window.matchMedia(query).addEventListener('change', () => this.#draw(), { signal: this.#life.signal })
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#resized.disconnect()
  }

  protected override updated(): void {
    this.#draw()
  }

  protected override render(): TemplateResult {
    const { positionMs, durationMs } = this.#player.store
    const shownMs = this._draggedMs ?? positionMs
    return html`
      <span class="time" aria-hidden="true">${clockTime(shownMs)}</span>
      <span
        class="wave"
        @pointermove=${(event: PointerEvent) => this.#hover(event)}
        @pointerleave=${() => (this._hovered = null)}
      >
        ${this.#hoverTime(durationMs)}
        <canvas ${ref(this.#canvas)} aria-hidden="true"></canvas>
        <input
          type="range"
          aria-label="Position"
          aria-valuetext="${spokenTime(shownMs)} of ${spokenTime(durationMs)}"
          min="0"
          max=${Math.max(1, Math.round(durationMs))}
          step="1"
          .value=${String(Math.round(shownMs))}
          ?disabled=${durationMs <= 0}
          @input=${(event: Event) => (this._draggedMs = valueOf(event))}
          @change=${(event: Event) => this.#choose(valueOf(event))}
          @keydown=${(event: KeyboardEvent) => this.#step(event)}
        />
      </span>
      <span class="time" aria-hidden="true">${clockTime(durationMs)}</span>
    `
  }

  #choose(positionMs: number): void {
    this._draggedMs = null
    this.#player.store.seek(positionMs)
  }

  #hoverTime(durationMs: number): TemplateResult | typeof nothing {
    const share = this._hovered
    if (share === null || durationMs <= 0) return nothing
    const left = `left: ${(100 * share).toFixed(2)}%`
    return html`<span class="hover" aria-hidden="true" .style=${left}>${clockTime(share * durationMs)}</span>`
  }

  #hover({ clientX, currentTarget, pointerType }: PointerEvent): void {
    if (!(currentTarget instanceof HTMLElement) || pointerType === 'touch') return
    const { left, width } = currentTarget.getBoundingClientRect()
    this._hovered = Math.min(1, Math.max(0, (clientX - left) / width))
  }

  #step(event: KeyboardEvent): void {
    const back = event.key === 'ArrowLeft' || event.key === 'ArrowDown'
    const forward = event.key === 'ArrowRight' || event.key === 'ArrowUp'
    if (!back && !forward) return
    event.preventDefault()
    this.#player.store.seekBy(forward ? SEEK_STEP_MS : -SEEK_STEP_MS)
  }

  #draw(): void {
    const canvas = this.#canvas.value
    const context = canvas?.getContext('2d')
    if (!canvas || !context) return
    const { clientWidth: width, clientHeight: height } = canvas
    const scale = window.devicePixelRatio
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
    context.scale(scale, scale)
    const style = getComputedStyle(this)
    const [played, unplayed] = [style.getPropertyValue('--accent'), style.getPropertyValue('--unplayed')]
    const { peaks, positionMs, durationMs } = this.#player.store
    const bars = barsOf(peaks, Math.floor((width + GAP_PX) / (BAR_PX + GAP_PX)))
    const playedPx = durationMs > 0 ? (width * (this._draggedMs ?? positionMs)) / durationMs : 0
    bars.forEach((bar, index) => {
      const x = index * (BAR_PX + GAP_PX)
      context.fillStyle = x + BAR_PX / 2 <= playedPx ? played : unplayed
      context.beginPath()
      context.roundRect(x, (height * (1 - bar)) / 2, BAR_PX, height * bar, BAR_PX / 2)
      context.fill()
    })
  }
}

function valueOf(event: Event): number {
  return event.currentTarget instanceof HTMLInputElement ? event.currentTarget.valueAsNumber : 0
}

customElements.define('slipstream-seek', SlipstreamSeek)
