/** What plays fades over so long before a sleep timer ends it. */
const FADE_MS = 15_000
const STEP_MS = 200

/** When playing pauses by itself. */
export type Sleep = { readonly kind: 'end-of-song' } | { readonly kind: 'at'; readonly atMs: number } | null

export interface SleepListener {
  changed(): void
  /** @param share from 1 to 0 */
  faded(share: number): void
  slept(): void
}

/** Pauses what plays after some time, having faded it, or at the end of the song. */
export class SleepTimer {
  readonly #listener: SleepListener
  #sleep: Sleep = null
  #timer: number | undefined

  constructor(listener: SleepListener) {
    this.#listener = listener
  }

  get sleep(): Sleep {
    return this.#sleep
  }

  /** @param choice minutes from now; null: not at all */
  set(choice: number | 'end-of-song' | null): void {
    window.clearTimeout(this.#timer)
    this.#listener.faded(1)
    if (typeof choice === 'number') this.#sleep = { kind: 'at', atMs: Date.now() + choice * 60_000 }
    else this.#sleep = choice === null ? null : { kind: choice }
    this.#wait()
    this.#listener.changed()
  }

  /** A song has ended. @returns whether playing is to end with it */
  isEnd(): boolean {
    if (this.#sleep?.kind !== 'end-of-song') return false
    this.#sleep = null
    return true
  }

  #wait(): void {
    if (this.#sleep?.kind !== 'at') return
    const leftMs = this.#sleep.atMs - Date.now()
    if (leftMs <= 0) {
      this.#sleep = null
      this.#listener.slept()
      this.#listener.faded(1)
      return
    }
    this.#listener.faded(fadeAt(leftMs))
    this.#timer = window.setTimeout(() => this.#wait(), leftMs > FADE_MS ? leftMs - FADE_MS : STEP_MS)
  }
}

/** How loud it is so long before the end. */
export function fadeAt(leftMs: number): number {
  return Math.min(1, Math.max(0, leftMs / FADE_MS))
}
