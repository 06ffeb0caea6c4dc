import type { TemplateResult } from 'lit'
import { LitElement, css, html, nothing } from 'lit'
import { createRef, ref } from 'lit/directives/ref.js'
import type { Action, ChosenKeys, Shortcut } from '../data/shortcuts.ts'
import { canBeChosen, labelOf, shortcutWords, withKey } from '../data/shortcut-words.ts'
import { isCharacter, isLive, liveActions, shortcuts } from '../data/shortcuts.ts'
import { emit } from '../events.ts'
import { icons } from './icons.ts'
import { sharedStyles } from './shared.styles.ts'

/**
 * @summary The dialog that shows the keyboard shortcuts, where those of a single character can be switched off (WCAG 2.1.4).
 * @event {{ on }} character-keys-chosen
 */
export class SlipstreamShortcuts extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      dialog {
        width: min(26rem, calc(100vw - 2 * var(--space-4)));
        max-height: calc(100dvh - 2 * var(--space-4));
        padding: var(--space-4) var(--space-5) var(--space-5);
        border: 1px solid var(--line);
        border-radius: 16px;
        color: var(--text);
        background: var(--surface);
        box-shadow: var(--shadow);
      }
      dialog::backdrop {
        background: rgb(6 10 14 / 50%);
      }
      .top {
        display: flex;
        justify-content: space-between;
        align-items: center;
      }
      h2 {
        font-size: 1.125rem;
      }
      dl {
        display: grid;
        gap: var(--space-2);
        margin: var(--space-3) 0 var(--space-4);
      }
      dd {
        margin: 0;
      }
      dl div {
        display: grid;
        grid-template-columns: 5.5rem 1fr;
        align-items: baseline;
      }
      @media (min-width: 900px) {
        dialog {
          width: 52rem;
        }
        dl {
          display: block;
          columns: 2;
          column-gap: var(--space-5);
        }
        dl div {
          break-inside: avoid;
          padding-block: 3px;
        }
      }
      @media (min-width: 1280px) {
        dialog {
          width: 76rem;
        }
        dl {
          columns: 3;
        }
      }
      .off {
        color: var(--quiet);
        text-decoration: line-through;
      }
      .key,
      kbd {
        display: inline-block;
        min-width: 2.2em;
        padding: 1px 8px;
        border: 1px solid var(--edge);
        border-radius: 6px;
        font: inherit;
        min-height: 32px;
        font-size: 0.875rem;
        line-height: 28px;
        text-align: center;
      }
      @media (hover: hover) {
        .key:hover {
          background: var(--raised);
        }
      }
      label {
        display: flex;
        gap: var(--space-3);
        align-items: center;
        min-height: var(--target);
      }
      input {
        width: 22px;
        height: 22px;
        accent-color: var(--accent);
      }
    `,
  ]
  static override properties = {
    characterKeys: { attribute: false },
    keys: { attribute: false },
    _changing: { state: true },
    _isEachOfLive: { state: true },
  }

  /** Whether shortcuts of a single character work. */
  declare characterKeys: boolean
  declare keys: ChosenKeys
  /** The action whose key is being chosen. */
  declare private _changing: Action | null
  /** Whether the keys of Live have a line each, to be changed: they are as many as the songs. */
  declare private _isEachOfLive: boolean

  readonly #dialog = createRef<HTMLDialogElement>()

  constructor() {
    super()
    this.characterKeys = true
    this.keys = {}
    this._changing = null
    this._isEachOfLive = false
  }

  /** The browser gives the focus back to where it was, once the dialog is closed. */
  show(): void {
    this.#dialog.value?.showModal()
  }

  protected override render(): TemplateResult {
    return html`<dialog ${ref(this.#dialog)} aria-labelledby="title">
      <div class="top">
        <h2 id="title">Keyboard shortcuts</h2>
        <button class="icon-button" aria-label="Close" @click=${() => this.#dialog.value?.close()}>
          ${icons.close}
        </button>
      </div>
      <dl>
        ${this.#shown.map((shortcut) => {
          const { action, isFixed = false } = shortcut
          const words = shortcutWords(shortcut)
          const label = labelOf(shortcut, this.keys)
          const isOff = isCharacter(shortcut, this.keys) && !this.characterKeys
          return html`<div>
            <dt>${isFixed ? html`<kbd>${label}</kbd>` : this.#key(action, words, label)}</dt>
            <dd class=${isOff ? 'off' : ''}>${words}</dd>
          </div>`
        })}
        ${this.#isLiveOneLine ? this.#ofLive() : nothing}
      </dl>
      <label>
        <input type="checkbox" .checked=${this.characterKeys} @change=${(event: Event) => this.#choose(event)} />
        Use shortcuts of a single letter or sign
      </label>
    </dialog>`
  }

  get #isLiveOneLine(): boolean {
    return !this._isEachOfLive && !liveActions.some((action) => action in this.keys)
  }

  get #shown(): readonly Shortcut[] {
    return this.#isLiveOneLine ? shortcuts.filter(({ action }) => !isLive(action)) : shortcuts
  }

  /** One line in the place of eight that differ by their number; pressed, it gives way to them. */
  #ofLive(): TemplateResult {
    const last = liveActions.length
    return html`<div>
      <dt>
        <button
          class="key"
          aria-label="Play the song of Live that stands there: 1 to ${last}. Change them"
          @click=${() => void this.#openLive()}
        >
          1 – ${last}
        </button>
      </dt>
      <dd class=${this.characterKeys ? '' : 'off'}>Play that song of Live</dd>
    </div>`
  }

  async #openLive(): Promise<void> {
    this._isEachOfLive = true
    await this.updateComplete
    this.renderRoot
      .querySelector<HTMLElement>(`dl div:nth-child(${shortcuts.length - liveActions.length + 1}) .key`)
      ?.focus()
  }

  /** Pressed, it waits for another key: Escape leaves it as it is, Delete takes it away. */
  #key(action: Action, words: string, label: string): TemplateResult {
    const isChanging = this._changing === action
    return html`<button
      class="key"
      aria-label="${words}: ${isChanging ? 'press the new key' : `${label || 'no key'}. Change`}"
      @click=${() => (this._changing = action)}
      @blur=${() => (this._changing = null)}
      @keydown=${(event: KeyboardEvent) => this.#change(event, action)}
    >
      ${isChanging ? '…' : label || '–'}
    </button>`
  }

  #change(event: KeyboardEvent, action: Action): void {
    if (this._changing !== action || event.key === 'Tab' || event.key === 'Shift') return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Delete' || event.key === 'Backspace')
      emit(this, 'keys-chosen', { keys: { ...this.keys, [action]: '' } })
    else if (canBeChosen(event.key)) emit(this, 'keys-chosen', { keys: { ...withKey(this.keys, action, event.key) } })
    else if (event.key !== 'Escape') return
    this._changing = null
  }

  #choose(event: Event): void {
    if (event.currentTarget instanceof HTMLInputElement) {
      emit(this, 'character-keys-chosen', { on: event.currentTarget.checked })
    }
  }
}

customElements.define('slipstream-shortcuts', SlipstreamShortcuts)
