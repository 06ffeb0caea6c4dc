import { reasonOf } from './deadline.ts'

/** A counting semaphore: waiters are served in order of arrival, and one that aborts leaves the queue. */
export class Slots {
  #free: number
  readonly #waiting = new Set<() => void>()

  constructor(count: number) {
    this.#free = count
  }

  /** Resolves when the caller has a slot, which it must release. @throws the reason of `abort`. */
  async acquire(abort: AbortSignal): Promise<void> {
    abort.throwIfAborted()
    if (this.#free > 0) {
      this.#free -= 1
      return
    }
    await new Promise<void>((resolve, reject) => {
      const admit = () => {
        abort.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        this.#waiting.delete(admit)
        reject(reasonOf(abort))
      }
      this.#waiting.add(admit)
      abort.addEventListener('abort', leave, { once: true })
    })
  }

  /** Hands the slot to the first waiter. */
  release(): void {
    const [first] = this.#waiting
    if (first === undefined) {
      this.#free += 1
      return
    }
    this.#waiting.delete(first)
    first()
  }
}
