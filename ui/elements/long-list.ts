import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit'
import { html, nothing } from 'lit'
import { libraryContext } from '../context.ts'
import type { ListLetters } from '../data/entities.ts'
import type { LibraryProgress } from '../data/library.ts'
import type { LibraryChanges } from '../data/library-status.ts'
import type { FetchWindow } from '../data/list-rest.ts'
import { WindowedList } from '../data/windowed-list.ts'
import { FetchedThing } from './fetched.ts'
import { FromContext } from './watch.ts'

/** Shorter lists are read faster than letters are aimed at. */
const MIN_LETTERED_ROWS = 60

export interface LongListParts<T> {
  /** What is listed in which order: another one is another list. */
  key(): string
  /** How the list of this key is read. */
  fetch(): FetchWindow<T>
  /** Null: the list is in no order of names. */
  letters: (signal: AbortSignal) => Promise<ListLetters | null>
  /** A row after a change of the library, the same object where it is none of its; absent: the list is read again. */
  change?: (row: T, changes: LibraryChanges) => T
}

/** A long list of a view, with its letters; it follows the library. */
export class LongList<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement
  readonly #parts: LongListParts<T>
  readonly #library: FromContext<typeof libraryContext>
  readonly #letters: FetchedThing<ListLetters | null>
  #key: string | null = null
  #list: WindowedList<T>
  #end: (() => void) | null = null
  #changes: LibraryChanges | null = null
  #first = 0

  constructor(host: ReactiveControllerHost & HTMLElement, parts: LongListParts<T>) {
    this.#host = host
    this.#parts = parts
    this.#library = new FromContext(host, libraryContext)
    this.#letters = new FetchedThing(host, () => parts.key(), parts.letters)
    this.#list = new WindowedList(() => Promise.resolve({ items: [] }))
    host.addController(this)
  }

  get list(): WindowedList<T> {
    return this.#list
  }

  /** Of the library; null until it is known. */
  get progress(): LibraryProgress | null {
    return this.#library.store.progress
  }

  /** Reads what is in sight again, after a failure. */
  again(): void {
    this.#list.retry()
  }

  hostConnected(): void {
    this.#host.requestUpdate()
  }

  hostUpdate(): void {
    const { changes } = this.#library.store
    if (this.#parts.key() !== this.#key) {
      this.#key = this.#parts.key()
      this.#follow(new WindowedList(this.#parts.fetch()))
      this.#changes = changes
      this.#first = 0
    } else if (this.#end === null) {
      this.#follow(this.#list)
      this.#list.refresh()
    }
    if (changes === this.#changes || changes === null) return
    this.#changes = changes
    const { change } = this.#parts
    if (change !== undefined) this.#list.update((row) => change(row, changes))
    this.#list.refresh()
  }

  hostDisconnected(): void {
    this.#list.stop()
    this.#end?.()
    this.#end = null
  }

  /** The list with its letters at its side, which `scrollTo` is told of. */
  withLetters(list: TemplateResult, scrollTo: (row: number) => void): TemplateResult {
    const letters = this.#letters.value
    const hasLetters = letters !== null && letters.length > 1 && this.#list.length >= MIN_LETTERED_ROWS
    return html`<div
      class="long ${hasLetters ? 'lettered' : ''}"
      @letter-chosen=${(event: CustomEvent<{ readonly offset: number }>) => scrollTo(event.detail.offset)}
      @first-row-changed=${(event: CustomEvent<{ readonly first: number }>) => this.#scrolled(event.detail.first)}
    >
      ${list}
      ${
        hasLetters ? html`<slipstream-letters .letters=${letters} .first=${this.#first}></slipstream-letters>` : nothing
      }
    </div>`
  }

  #follow(list: WindowedList<T>): void {
    if (list !== this.#list) this.#list.stop()
    this.#end?.()
    this.#list = list
    this.#end = list.subscribe(() => this.#host.requestUpdate())
    if (!list.isKnown) list.want(0, 1)
  }

  #scrolled(first: number): void {
    this.#first = first
    this.#host.requestUpdate()
  }
}
