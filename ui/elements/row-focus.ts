import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** What a list tells of its rows. */
export interface FocusRows {
  count(): number
  /** Puts a row into the page, where it is not, and in sight. */
  reveal?(index: number): void
}

type Host = ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment }

/**
 * One tab stop for a list: ↑, ↓, Home and End go through its rows, → and ← through the buttons of a row. Each row is an element
 * with `data-index`, its first button is the row itself.
 */
export class RowFocus implements ReactiveController {
  readonly #host: Host
  readonly #rows: FocusRows
  #active = 0

  constructor(host: Host, rows: FocusRows) {
    this.#host = host
    this.#rows = rows
    host.addController(this)
  }

  hostUpdate(): void {
    this.#active = Math.max(0, Math.min(this.#active, this.#rows.count() - 1))
  }

  /** The row that Tab leads to. */
  get active(): number {
    return this.#active
  }

  tabIndex(index: number): 0 | -1 {
    return index === this.#active ? 0 : -1
  }

  /** The focus came to a row, by a click too. */
  entered(index: number): void {
    if (index === this.#active) return
    this.#active = index
    this.#host.requestUpdate()
  }

  async focus(index: number): Promise<void> {
    this.#active = Math.max(0, Math.min(index, this.#rows.count() - 1))
    this.#rows.reveal?.(this.#active)
    this.#host.requestUpdate()
    await this.#host.updateComplete
    this.#buttonsOf(this.#active)[0]?.focus()
  }

  /** Rows may have moved since the focus came to one of them. @returns whether the key was one that moves the focus */
  press(event: KeyboardEvent): boolean {
    const row = event.composedPath().find((node) => node instanceof HTMLElement && node.dataset['index'] !== undefined)
    if (row instanceof HTMLElement) this.#active = Number(row.dataset['index'])
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false
    const to = this.#rowFor(event.key)
    if (to !== null) void this.focus(to)
    else if (!this.#moveInRow(event)) return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }

  #rowFor(key: string): number | null {
    switch (key) {
      case 'ArrowDown':
        return this.#active + 1
      case 'ArrowUp':
        return this.#active - 1
      case 'Home':
        return 0
      case 'End':
        return this.#rows.count() - 1
      default:
        return null
    }
  }

  #moveInRow({ key, target }: KeyboardEvent): boolean {
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return false
    const buttons = this.#buttonsOf(this.#active)
    const at = buttons.findIndex((button) => button === target)
    buttons[at + step]?.focus()
    return at >= 0
  }

  #buttonsOf(index: number): readonly HTMLElement[] {
    const row = this.#host.renderRoot.querySelector(`[data-index="${index}"]`)
    return [...(row?.querySelectorAll<HTMLElement>('button, a[href]') ?? [])]
  }
}
