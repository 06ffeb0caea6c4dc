/** What elements read and are told of when it changes. */
export interface Store {
  /** @returns what ends the subscription */
  subscribe(listener: () => void): () => void
}

/** A store whose listeners are called, in the order they came, whenever it says so. */
export class Observable implements Store {
  readonly #listeners = new Set<() => void>()

  subscribe(listener: () => void): () => void {
    const own = () => listener()
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }

  protected get isObserved(): boolean {
    return this.#listeners.size > 0
  }

  /** A listener that is added or removed by another one counts from the next time on. */
  protected changed(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}
