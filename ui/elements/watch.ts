import type { Context, ContextType } from '@lit/context'
import { ContextConsumer } from '@lit/context'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Store } from '../data/store.ts'

/** Renders its element again whenever a store says that it changed, as long as the element is in the page. */
export class Watch implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #current: () => Store | undefined
  #watched: Store | undefined
  #end: (() => void) | undefined

  /** @param current the store, which may be another one after an update of the element */
  constructor(host: ReactiveControllerHost, current: () => Store | undefined) {
    this.#host = host
    this.#current = current
    host.addController(this)
  }

  hostConnected(): void {
    this.#follow(this.#current())
  }

  hostUpdate(): void {
    if (this.#current() !== this.#watched) this.#follow(this.#current())
  }

  hostDisconnected(): void {
    this.#follow(undefined)
  }

  #follow(store: Store | undefined): void {
    this.#end?.()
    this.#watched = store
    this.#end = store?.subscribe(() => this.#host.requestUpdate())
  }
}

type Host = ReactiveControllerHost & HTMLElement

/**
 * A store that an element gets by context and watches: `readonly #player = new FromContext(this, playerContext)`, then
 * `this.#player.store`.
 */
export class FromContext<C extends Context<unknown, Store>> {
  readonly #consumer: ContextConsumer<C, Host>
  readonly #host: Host

  constructor(host: Host, context: C) {
    this.#host = host
    this.#consumer = new ContextConsumer(host, { context, subscribe: true })
    new Watch(host, () => this.#consumer.value)
  }

  /** Undefined until the element is in the page. */
  get found(): ContextType<C> | undefined {
    return this.#consumer.value
  }

  /** @throws when the element is outside of the shell, which provides every store */
  get store(): ContextType<C> {
    const { value } = this.#consumer
    if (value === undefined) throw new Error(`<${this.#host.localName}> is not inside of <slipstream-app>.`)
    return value
  }
}
