import type { TemplateResult } from 'lit'
import { LitElement, css, html } from 'lit'
import { classMap } from 'lit/directives/class-map.js'
import type { ListLetters } from '../data/entities.ts'
import { emit } from '../events.ts'
import { sharedStyles } from './shared.styles.ts'

/** What a letter is called where it stands for no letter. */
const NAMES: Readonly<Record<string, string>> = {
  '#': 'digits and signs',
  '?': 'no name',
  '': 'not here now',
}

/**
 * @summary The letters of a long list in a column, to jump to: one slider, by pointer, touch and arrow keys.
 * @event {{ offset }} letter-chosen - the list is to be scrolled to this row
 */
export class SlipstreamLetters extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        position: sticky;
        top: 0;
        width: 28px;
        height: min(100cqh, 44rem);
        touch-action: none;
        user-select: none;
      }
      [role='slider'] {
        display: flex;
        flex-direction: column;
        justify-content: space-evenly;
        height: 100%;
        padding-block: var(--space-2);
        border-radius: 14px;
        cursor: pointer;
        color: var(--quiet);
        font-size: 0.75rem;
        line-height: 1;
        text-align: center;
      }
      .here {
        color: var(--accent);
        font-weight: 700;
      }
      [role='slider']:focus-visible {
        outline-offset: -3px;
      }
      @media (hover: hover) {
        [role='slider']:hover {
          color: var(--text);
          background: var(--raised);
        }
      }
    `,
  ]
  static override properties = { letters: { attribute: false }, first: { attribute: false } }

  declare letters: ListLetters
  /** The first row in sight. */
  declare first: number

  constructor() {
    super()
    this.letters = []
    this.first = 0
  }

  protected override render(): TemplateResult {
    const at = this.#at
    const letter = this.letters[at]
    return html`<div
      role="slider"
      tabindex="0"
      aria-label="Letter"
      aria-orientation="vertical"
      aria-valuemin="1"
      aria-valuemax=${this.letters.length}
      aria-valuenow=${at + 1}
      aria-valuetext=${letter === undefined ? '' : (NAMES[letter.letter] ?? letter.letter)}
      @keydown=${(event: KeyboardEvent) => this.#step(event)}
      @pointerdown=${(event: PointerEvent) => this.#grab(event)}
      @pointermove=${(event: PointerEvent) => this.#drag(event)}
    >
      ${this.letters.map(
        (each, index) =>
          html`<span class=${classMap({ here: index === at })} aria-hidden="true">${each.letter || '·'}</span>`,
      )}
    </div>`
  }

  /** The letter of the first row in sight. */
  get #at(): number {
    return Math.max(
      0,
      this.letters.findLastIndex(({ offset }) => offset <= this.first),
    )
  }

  #step(event: KeyboardEvent): void {
    const at = this.#at
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at - 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: this.letters.length - 1,
    }
    const typed = this.letters.findIndex(({ letter }) => letter === event.key.toUpperCase())
    const to = steps[event.key] ?? (event.shiftKey && typed >= 0 ? typed : undefined)
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    this.#choose(to)
  }

  #grab(event: PointerEvent): void {
    if (event.button !== 0) return
    if (event.currentTarget instanceof HTMLElement) event.currentTarget.setPointerCapture(event.pointerId)
    this.#chooseAt(event)
  }

  #drag(event: PointerEvent): void {
    if (event.buttons !== 0) this.#chooseAt(event)
  }

  #chooseAt({ clientY }: PointerEvent): void {
    const { top, height } = this.getBoundingClientRect()
    this.#choose(Math.floor(((clientY - top) / height) * this.letters.length))
  }

  #choose(to: number): void {
    const letter = this.letters[Math.min(Math.max(0, to), this.letters.length - 1)]
    if (letter === undefined) return
    // The list scrolls a moment later: the next step already begins here.
    this.first = letter.offset
    emit(this, 'letter-chosen', { offset: letter.offset })
  }
}

customElements.define('slipstream-letters', SlipstreamLetters)
