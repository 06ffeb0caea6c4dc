/** How long it is told that a track was passed over. */
export const NOTICE_MS = 6_000

/** Told to people: what happened, and what pressing the button does. */
export interface PlaybackProblem {
  readonly words: string
  readonly retry: { readonly words: string; readonly run: () => void } | null
}

/** The last thing that people are told of playing, for a while. */
export class Notices {
  readonly #changed: () => void
  #notice: PlaybackProblem | null = null
  #timer: number | undefined

  constructor(changed: () => void) {
    this.#changed = changed
  }

  get current(): PlaybackProblem | null {
    return this.#notice
  }

  /** @param forMs null: until something else plays */
  tell(notice: PlaybackProblem | null, forMs: number | null = NOTICE_MS): void {
    window.clearTimeout(this.#timer)
    this.#notice = notice
    if (notice !== null && forMs !== null) this.#timer = window.setTimeout(() => this.tell(null), forMs)
    this.#changed()
  }
}
