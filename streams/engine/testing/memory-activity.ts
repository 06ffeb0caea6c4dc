/** Counts work that is under way, and waits for its end without polling. */
export class MemoryActivity {
  #active = 0
  #waiting: (() => void)[] = []

  begin(): void {
    this.#active += 1
  }

  end(): void {
    this.#active -= 1
    this.wake()
  }

  /** Conditions of `until` are looked at again. */
  wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  /**
   * Resolves once nothing is under way and `condition` holds, also after a turn of the event loop in which what has ended may
   * have begun something else.
   */
  async until(condition: () => boolean = () => true): Promise<void> {
    for (;;) {
      const isMet = () => this.#active === 0 && condition()
      if (isMet()) await new Promise((resolve) => setImmediate(resolve))
      if (isMet()) return
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }
}
