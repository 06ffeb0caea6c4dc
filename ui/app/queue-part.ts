import { Observable } from '../data/store.ts'

/** Of a server that does not answer, the page does not wait longer than this before it asks for more. */
const LATEST_MS = 2_000

/**
 * The code of the queue, which the first view does without: it comes behind the first list, or at once when it is wanted. Browsers
 * ask once for each file of code in the life of a page: after a failure only another page can have it.
 */
export class QueuePart extends Observable {
  readonly #load: () => Promise<unknown>
  #coming: Promise<void> | null = null
  #failed = false

  constructor(load: () => Promise<unknown>) {
    super()
    this.#load = load
  }

  /** Whether it could not be loaded. */
  get failed(): boolean {
    return this.#failed
  }

  /** @param quiet fulfilled when the server was asked for nothing more */
  async comeAfter(quiet: Promise<unknown>): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise((resolve) => (timer = setTimeout(resolve, LATEST_MS)))
    await Promise.race([quiet, late])
    clearTimeout(timer)
    await this.come()
  }

  come(): Promise<void> {
    this.#coming ??= this.#load().then(
      () => undefined,
      () => {
        this.#failed = true
        this.changed()
      },
    )
    return this.#coming
  }
}
