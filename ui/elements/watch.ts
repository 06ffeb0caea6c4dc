import type { Context, ContextType } from '@lit/context'
import { ContextConsumer } from '@lit/context'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Store } from '../data/store.ts'

/** Renders its element again whenever a store says that it changed, as long as the element is in the page. */
export class Watch implements ReactiveController {
  readonly #host: Host
  readonly #current: () => Store | undefined
  readonly #part: (() => unknown) | null
  #watched: Store | undefined
  #seen: unknown
  #end: (() => void) | undefined

  /**
   * @param current the store, which may be another one after an update of the element
   * @param part what the element shows of it: it is rendered again only when that is another value; left out: always
   */
  constructor(host: Host, current: () => Store | undefined, part: (() => unknown) | null = null) {
    this.#host = host
    this.#current = current
    this.#part = part
    host.addController(this)
  }

  hostConnected(): void {
    this.#follow(this.#current())
  }

  hostUpdate(): void {
    // An update may be pending when an element is removed; it would follow its store for ever.
    if (this.#host.isConnected && this.#current() !== this.#watched) this.#follow(this.#current())
  }

  hostDisconnected(): void {
    this.#follow(undefined)
  }

  #follow(store: Store | undefined): void {
    this.#end?.()
    this.#watched = store
    this.#seen = store === undefined ? undefined : this.#part?.()
    this.#end = store?.subscribe(() => this.#changed())
  }

  #changed(): void {
    if (this.#part !== null) {
      const seen = this.#part()
      if (seen === this.#seen) return
      this.#seen = seen
    }
    this.#host.requestUpdate()
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

  /** @param part what the element shows of the store: it is rendered again only when that is another value; left out: always */
  constructor(host: Host, context: C, part: ((store: ContextType<C>) => unknown) | null = null) {
    this.#host = host
    this.#consumer = new ContextConsumer(host, { context, subscribe: true })
    new Watch(host, () => this.#consumer.value, part === null ? null : () => part(this.store))
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
