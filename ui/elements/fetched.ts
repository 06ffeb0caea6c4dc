import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { libraryContext } from '../context.ts'
import type { LibraryProgress } from '../data/library.ts'
import type { RequestError } from '../data/requests.ts'
import { asRequestError } from '../data/requests.ts'
import { FromContext } from './watch.ts'

/** While the library changes all the time, what is shown is read again at most that often. */
const REFRESH_MS = 1_500

/** Something that a view reads from the server, and again whenever the library has changed. */
export class FetchedThing<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement
  readonly #key: () => string
  readonly #fetch: (signal: AbortSignal) => Promise<T>
  readonly #library: FromContext<typeof libraryContext>
  #shownKey: string | null = null
  #value: T | null = null
  #error: RequestError | null = null
  #request: AbortController | null = null
  #changes: unknown = null
  #timer: number | undefined

  /** @param key what is read: another one is read at once, and what was shown is taken away */
  constructor(
    host: ReactiveControllerHost & HTMLElement,
    key: () => string,
    fetch: (signal: AbortSignal) => Promise<T>,
  ) {
    this.#host = host
    this.#key = key
    this.#fetch = fetch
    this.#library = new FromContext(host, libraryContext)
    host.addController(this)
  }

  /** Null until it was read. */
  get value(): T | null {
    return this.#value
  }

  /** Null, or why it cannot be shown, for people. */
  get problem(): string | null {
    return this.#error?.message ?? null
  }

  /** Of the library; null until it is known. */
  get progress(): LibraryProgress | null {
    return this.#library.store.progress
  }

  /** Whether there is no such thing. */
  get isUnknown(): boolean {
    return this.#error !== null && this.#error.code.startsWith('unknown-')
  }

  hostConnected(): void {
    if (this.#shownKey !== null) this.read()
  }

  hostUpdate(): void {
    const { changes } = this.#library.store
    if (this.#key() !== this.#shownKey) {
      this.#shownKey = this.#key()
      this.#value = null
      this.#error = null
      this.#changes = changes
      this.read()
    } else if (changes !== this.#changes) {
      this.#changes = changes
      this.#timer ??= window.setTimeout(() => this.read(), REFRESH_MS)
    }
  }

  hostDisconnected(): void {
    this.#request?.abort()
    this.#stopTimer()
  }

  /** Reads it again; what is shown stays until then. */
  read(): void {
    this.#stopTimer()
    this.#request?.abort()
    const request = new AbortController()
    this.#request = request
    this.#fetch(request.signal)
      .then(
        (value) => {
          if (request.signal.aborted) return
          this.#value = value
          this.#error = null
        },
        (error: unknown) => {
          if (request.signal.aborted) return
          this.#error = asRequestError(error, 'This cannot be shown. Reload the page.')
        },
      )
      .finally(() => this.#host.requestUpdate())
  }

  #stopTimer(): void {
    window.clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
