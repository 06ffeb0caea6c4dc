import type { Announcements } from '../data/settings.ts'
import { Observable } from '../data/store.ts'

/**
 * `problem`: something does not work, which is always said. `act`: what follows from what the listener did. `event`: what happened
 * by itself.
 */
export type Said = 'problem' | 'act' | 'event'

const HEARD: Readonly<Record<Announcements, ReadonlySet<Said>>> = {
  off: new Set<Said>(['problem']),
  acts: new Set<Said>(['problem', 'act']),
  all: new Set<Said>(['problem', 'act', 'event']),
}

/** The one polite region of the page: every element says there what is not to be seen by looking at where one is. */
export class Announcer extends Observable {
  readonly #setting: () => Announcements
  #words = ''

  constructor(setting: () => Announcements) {
    super()
    this.#setting = setting
  }

  /** What the region holds. */
  get words(): string {
    return this.#words
  }

  say(words: string, said: Said): void {
    if (!HEARD[this.#setting()].has(said) || words === '') return
    this.#words = words
    this.changed()
  }
}
