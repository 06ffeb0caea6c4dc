import type { TemplateResult } from 'lit'
import { LitElement, html } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import { clockTime, spokenTime } from '../data/time-words.ts'
import { barsOf } from '../data/waveform.ts'
import { emit } from '../events.ts'
import { sharedStyles } from './shared.styles.ts'
import { seekStyles } from './slipstream-seek.styles.ts'

const BAR_PX = 3
const GAP_PX = 2
/** How far an arrow key moves the slider, which has its own keys while it has the focus. */
const KEY_STEP_MS = 5_000

/**
 * @summary Where the track is: its waveform, with a slider over it.
 * @event {{ positionMs }} position-chosen - the listener let go of the slider, or moved it with the keyboard
 */
export class SlipstreamSeek extends LitElement {
  static override styles = [sharedStyles, seekStyles]
  static override properties = {
    peaks: { attribute: false },
    positionMs: { attribute: false },
    durationMs: { attribute: false },
    _draggedMs: { state: true },
  }

  /** 0 to 255, equally long stretches; empty when not known. */
  declare peaks: readonly number[]
  declare positionMs: number
  /** 0 when nothing is loaded. */
  declare durationMs: number
  /** Where the slider is held, while it is. */
  declare private _draggedMs: number | null

  readonly #canvas = createRef<HTMLCanvasElement>()
  readonly #resized = new ResizeObserver(() => this.#draw())
  #life: AbortController | null = null

  constructor() {
    super()
    this.peaks = []
    this.positionMs = 0
    this.durationMs = 0
    this._draggedMs = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#resized.observe(this)
    this.#life = new AbortController()
    for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
      window.matchMedia(query).addEventListener('change', () => this.#draw(), { signal: this.#life.signal })
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#resized.disconnect()
    this.#life?.abort()
  }

  protected override updated(): void {
    this.#draw()
  }

  protected override render(): TemplateResult {
    const shownMs = this._draggedMs ?? this.positionMs
    const { durationMs } = this
    return html`
      <span class="time" aria-hidden="true">${clockTime(shownMs)}</span>
      <span class="wave">
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
    emit(this, 'position-chosen', { positionMs })
  }

  #step(event: KeyboardEvent): void {
    const back = event.key === 'ArrowLeft' || event.key === 'ArrowDown'
    const forward = event.key === 'ArrowRight' || event.key === 'ArrowUp'
    if (!back && !forward) return
    event.preventDefault()
    const to = this.positionMs + (forward ? KEY_STEP_MS : -KEY_STEP_MS)
    this.#choose(Math.min(Math.max(0, to), this.durationMs))
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
    const bars = barsOf(this.peaks, Math.floor((width + GAP_PX) / (BAR_PX + GAP_PX)))
    const playedPx = this.durationMs > 0 ? (width * (this._draggedMs ?? this.positionMs)) / this.durationMs : 0
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
