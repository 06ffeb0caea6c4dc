import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { fetchTail } from '../data/insights.ts'
import type { TailPage } from '../data/insights.ts'
import { asRequestError } from '../data/requests.ts'
import { wallTime } from '../data/time-words.ts'
import { Life } from '../elements/life.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import { viewStyles } from '../views/view.styles.ts'
import { tailStyles } from './slipstream-tail.styles.ts'

/** Asked for so often: the server reads a topic on for five seconds. */
const EVERY_MS = 1_000
/** Lines that are shown, the newest first. */
const MOST_LINES = 50

/** @summary The newest records of a topic, as they come. */
export class SlipstreamTail extends LitElement {
  static override styles = [sharedStyles, viewStyles, tailStyles]
  static override properties = {
    topic: {},
    token: {},
    _lines: { state: true },
    _paused: { state: true },
    _problem: { state: true },
    _asked: { state: true },
  }

  declare topic: string
  declare token: string
  declare private _lines: TailPage['lines']
  declare private _paused: boolean
  declare private _problem: string
  /** Whether the topic has answered. */
  declare private _asked: boolean

  readonly #life = new Life(this)
  #timer: number | undefined
  #shown = ''

  constructor() {
    super()
    this.token = ''
    this._lines = []
    this._paused = false
    this._problem = ''
    this._asked = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#shown = ''
    this.requestUpdate()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    window.clearTimeout(this.#timer)
  }

  protected override willUpdate(): void {
    if (this.topic === this.#shown) return
    this.#shown = this.topic
    this._lines = []
    this._paused = false
    this._problem = ''
    this._asked = false
    this.#ask()
  }

  protected override render(): TemplateResult {
    const none = this._asked ? 'Nothing was written in the last ten minutes. What comes appears here.' : 'Reading…'
    return html`
      <div class="acts">
        <button class="button" @click=${() => this.#pause()}>${this._paused ? 'Go on' : 'Pause'}</button>
        <slot></slot>
      </div>
      ${this._problem === '' ? nothing : html`<p class="problem" role="alert">${this._problem}</p>`}
      ${
        this._lines.length === 0
          ? html`<p class="quiet">${none}</p>`
          : html`<div class="lines" role="region" aria-label=${`Records of ${this.topic}, newest first`} tabindex="0">
              <ol reversed>
                ${this._lines.map(
                  ({ partition, offset, timestamp, key, text }) =>
                    html`<li>
                      <span class="quiet">${wallTime(timestamp)} · ${partition}/${offset} · ${key}</span>
                      <code>${text}</code>
                    </li>`,
                )}
              </ol>
            </div>`
      }
    `
  }

  #pause(): void {
    this._paused = !this._paused
    if (!this._paused) this.#ask()
  }

  #ask(): void {
    window.clearTimeout(this.#timer)
    const { topic } = this
    const { signal } = this.#life
    if (document.hidden) {
      document.addEventListener('visibilitychange', () => this.#ask(), { once: true, signal })
      return
    }
    const isWanted = () => !signal.aborted && topic === this.topic && !this._paused
    fetchTail(topic, this._lines[0]?.at ?? 0, this.token, signal)
      .then(({ lines }) => {
        if (!isWanted()) return
        // After a pause the server has begun again, with some that were shown.
        const isShown = ({ partition, offset }: TailPage['lines'][number]) =>
          this._lines.some((line) => line.partition === partition && line.offset === offset)
        const come = lines.filter((line) => !isShown(line)).reverse()
        if (come.length > 0) this._lines = [...come, ...this._lines].slice(0, MOST_LINES)
        this._problem = ''
        this._asked = true
      })
      .catch((error: unknown) => {
        if (isWanted()) this._problem = asRequestError(error, 'The records cannot be shown. Reload the page.').message
      })
      .finally(() => {
        // Another topic, which may be shown by now, has the timer.
        if (!isWanted()) return
        window.clearTimeout(this.#timer)
        this.#timer = window.setTimeout(() => this.#ask(), EVERY_MS)
      })
  }
}

customElements.define('slipstream-tail', SlipstreamTail)
