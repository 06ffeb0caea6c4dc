import type { ReactiveController, ReactiveControllerHost } from 'lit'

/**
 * The time that an element is in the page, as a signal: its requests and its listeners elsewhere end when it leaves.
 * Make it before the controllers that ask for the signal when the element is put into the page.
 */
export class Life implements ReactiveController {
  #life = new AbortController()

  constructor(host: ReactiveControllerHost) {
    host.addController(this)
  }

  /** Another one after each return into the page: keep the signal itself to know whether what began then is still wanted. */
  get signal(): AbortSignal {
    return this.#life.signal
  }

  hostConnected(): void {
    if (this.signal.aborted) this.#life = new AbortController()
  }

  hostDisconnected(): void {
    this.#life.abort()
  }
}
