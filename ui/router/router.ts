import { randomHex } from '../data/random.ts'
import { Observable } from '../data/store.ts'
import type { ArrivedBy, Routes, ViewPlace } from './place.ts'

/** The address of the page and its history. */
export class Router extends Observable {
  #place: ViewPlace
  #arrival: ArrivedBy = 'back'
  readonly #routes: Routes

  constructor(routes: Routes) {
    super()
    this.#routes = routes
    history.scrollRestoration = 'manual'
    this.#place = this.#placed(keyOf(history.state))
    history.replaceState({ key: this.#place.key }, '')
  }

  get place(): ViewPlace {
    return this.#place
  }

  get arrival(): ArrivedBy {
    return this.#arrival
  }

  /** Follows links and the history until the signal. */
  start(signal: AbortSignal): void {
    window.addEventListener('popstate', ({ state }) => this.#arrive(keyOf(state), 'back'), { signal })
    window.addEventListener('click', (event) => this.#follow(event), { signal })
  }

  /** Goes to an address of the player. */
  go(path: string): void {
    const key = randomHex()
    history.pushState({ key }, '', path)
    this.#arrive(key, 'link')
  }

  /** Changes the query of this place, such as an order: no new entry in the history. Null takes a parameter away. */
  setQuery(changes: Readonly<Record<string, string | null>>): void {
    const query = new URLSearchParams(this.#place.query)
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) query.delete(name)
      else query.set(name, value)
    }
    const text = query.toString()
    history.replaceState({ key: this.#place.key }, '', `${this.#place.pathname}${text === '' ? '' : `?${text}`}`)
    this.#place = { ...this.#place, query }
    this.changed()
  }

  back(): void {
    history.back()
  }

  #arrive(key: string | null, arrival: ArrivedBy): void {
    this.#arrival = arrival
    this.#place = this.#placed(key)
    this.changed()
  }

  #placed(key: string | null): ViewPlace {
    const { pathname, search } = location
    const match = this.#routes.matchOf(pathname) ?? { view: this.#routes.lost, parameters: {} }
    return { ...match, pathname, query: new URLSearchParams(search), key: key ?? randomHex() }
  }

  /** A plain click on a link to a view stays in the page; every other one is the browser's. */
  #follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement)
    if (link === undefined || link.target !== '' || link.hasAttribute('download') || link.origin !== location.origin)
      return
    if (link.hash !== '' || this.#routes.matchOf(link.pathname) === null) return
    event.preventDefault()
    if (link.href !== location.href) this.go(`${link.pathname}${link.search}`)
  }
}

function keyOf(state: unknown): string | null {
  if (typeof state !== 'object' || state === null || !('key' in state)) return null
  return typeof state.key === 'string' ? state.key : null
}
