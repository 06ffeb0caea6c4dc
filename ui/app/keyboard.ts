import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Settings } from '../data/settings.ts'
import type { KeyAct } from '../data/shortcuts.ts'
import { SECOND_KEY_MS, actionOf, actsWhileHeld, placeOf } from '../data/shortcuts.ts'
import { Life } from '../elements/life.ts'

/** Turns the keys that are pressed anywhere on the page into acts, as long as its element is in it. */
export class Keyboard implements ReactiveController {
  readonly #settings: () => Settings
  readonly #act: (action: KeyAct) => void
  readonly #life: Life
  /** What the pointer pressed last, innermost first. */
  #pointed: readonly EventTarget[] = []
  /** The key that is down and was a shortcut. */
  #taken: string | null = null
  /** When the first of two keys was pressed, by the clock of events; null: none was. */
  #firstAtMs: number | null = null

  constructor(host: ReactiveControllerHost, settings: () => Settings, act: (action: KeyAct) => void) {
    this.#settings = settings
    this.#act = act
    this.#life = new Life(host)
    host.addController(this)
  }

  hostConnected(): void {
    const { signal } = this.#life
    // The second of two keys is not one of the list that has the focus.
    window.addEventListener('keydown', (event) => this.#second(event), { signal, capture: true })
    window.addEventListener('keydown', (event) => this.#press(event, null), { signal })
    window.addEventListener('keyup', (event) => this.#release(event), { signal })
    window.addEventListener('pointerdown', (event) => this.#point(event), { signal, capture: true })
  }

  #point(event: PointerEvent): void {
    this.#pointed = event.composedPath()
    this.#firstAtMs = null
  }

  #second(event: KeyboardEvent): void {
    const atMs = this.#firstAtMs
    if (atMs === null || event.key === 'Shift' || event.repeat) return
    this.#firstAtMs = null
    if (event.timeStamp - atMs > SECOND_KEY_MS) return
    if (this.#press(event, 'go')) event.stopPropagation()
  }

  /** @returns whether the key was a shortcut */
  #press(event: KeyboardEvent, before: 'go' | null): boolean {
    if (event.key === 'Tab') this.#pointed = []
    if (event.defaultPrevented) return false
    const { characterKeys, keys } = this.#settings()
    const action = actionOf(event, placeOf(event.composedPath(), this.#pointed), characterKeys, keys, before)
    this.#taken = action === null ? null : event.key
    if (action === null) return false
    event.preventDefault()
    if (action === 'go') this.#firstAtMs = event.timeStamp
    else if (!event.repeat || actsWhileHeld(action)) this.#act(action)
    return true
  }

  /** Firefox presses a button when Space is let go. */
  #release(event: KeyboardEvent): void {
    if (event.key === this.#taken) event.preventDefault()
    this.#taken = null
  }
}
