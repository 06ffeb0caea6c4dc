/** How long a finger rests on a row until its menu opens, and how far it may stray meanwhile. */
const LONG_PRESS_MS = 500
const LONG_PRESS_PX = 10

/**
 * A finger that rests opens the menu as the right mouse button does. Browsers that say so themselves are left to it; to the
 * others, as on iOS, the event `contextmenu` is given.
 */
export class LongPress {
  #timer: number | undefined
  #from: { readonly x: number; readonly y: number; readonly target: EventTarget } | null = null
  /** Lifting the finger is no click then. */
  #isOver = false

  start(host: HTMLElement, signal: AbortSignal): void {
    const on = (
      type: 'pointermove' | 'pointerup' | 'pointercancel' | 'contextmenu',
      act: (event: PointerEvent | MouseEvent) => void,
    ) => host.addEventListener(type, act, { signal, passive: true })
    host.addEventListener('pointerdown', (event) => this.#begin(event), { signal, passive: true })
    on('pointermove', ({ clientX, clientY }) => this.#stray(clientX, clientY))
    on('pointerup', () => this.#end())
    on('pointercancel', () => this.#end())
    on('contextmenu', () => this.#end())
    host.addEventListener('click', (event) => this.#click(event), { signal, capture: true })
    signal.addEventListener('abort', () => this.#end())
  }

  #begin(event: PointerEvent): void {
    this.#end()
    this.#isOver = false
    const [target] = event.composedPath()
    if (event.pointerType !== 'touch' || !event.isPrimary || target === undefined) return
    this.#from = { x: event.clientX, y: event.clientY, target }
    this.#timer = window.setTimeout(() => this.#press(), LONG_PRESS_MS)
  }

  #press(): void {
    const from = this.#from
    this.#end()
    if (from === null) return
    const at = { clientX: from.x, clientY: from.y }
    const event = new MouseEvent('contextmenu', { bubbles: true, composed: true, cancelable: true, ...at })
    // An element that opens a menu keeps the browser from opening its own.
    this.#isOver = !from.target.dispatchEvent(event)
  }

  #stray(x: number, y: number): void {
    if (this.#from !== null && Math.hypot(x - this.#from.x, y - this.#from.y) > LONG_PRESS_PX) this.#end()
  }

  #end(): void {
    window.clearTimeout(this.#timer)
    this.#from = null
  }

  #click(event: MouseEvent): void {
    if (!this.#isOver) return
    this.#isOver = false
    event.preventDefault()
    event.stopPropagation()
  }
}
