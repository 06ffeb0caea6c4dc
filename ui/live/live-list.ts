import type { Recommendation, Suggestion } from '../data/recommendations.ts'
import { Observable } from '../data/store.ts'
import type { ChangeWords } from './change-words.ts'
import { changeWords } from './change-words.ts'
import type { Hold } from './hold.ts'
import { endsAtMs, isHeld, notHeld, scrolled, touched } from './hold.ts'
import type { PostedPlay, Suggestions } from './suggestions.ts'
import {
  arrived,
  attended,
  committed,
  dueAtMs,
  noSuggestions,
  playPosted,
  released,
  shownIfDue,
  waitingChanges,
} from './suggestions.ts'

/** A clock that only goes forward. */
export interface Clock {
  /** Milliseconds. */
  now(): number
  /** Calls once, later. @returns what prevents that */
  after(ms: number, run: () => void): () => void
}

export const pageClock: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = window.setTimeout(run, ms)
    return () => window.clearTimeout(timer)
  },
}

/** A song that was taken from Live, with the list that had it. */
export interface TakenSong {
  readonly item: Suggestion
  readonly offered: Recommendation
}

/** What Live shows and why it is still: the state machine of `suggestions.ts` in real time. */
export class LiveList extends Observable {
  readonly #clock: Clock
  #state: Suggestions = noSuggestions
  #hold: Hold = notHeld
  #taken: TakenSong | null = null
  #cancel: (() => void) | null = null

  constructor(clock: Clock, pinned: boolean) {
    super()
    this.#clock = clock
    this.#hold = { ...notHeld, pinned }
    this.#state = attended(noSuggestions, pinned, clock.now())
  }

  get state(): Suggestions {
    return this.#state
  }

  /** The list as it is shown; null: none has come yet. */
  get shown(): Recommendation | null {
    return this.#state.shown
  }

  /** Null: nothing has changed yet. */
  get change(): ChangeWords | null {
    return changeWords(this.#state)
  }

  /** Changes that wait, as the list is held. */
  get waiting(): number {
    return this.#state.held ? waitingChanges(this.#state) : 0
  }

  get held(): boolean {
    return this.#state.held
  }

  get pinned(): boolean {
    return this.#hold.pinned
  }

  posted(play: PostedPlay): void {
    this.#set(playPosted(this.#state, play, this.#clock.now()))
  }

  arrived(recommendation: Recommendation): void {
    this.#set(arrived(this.#state, recommendation, this.#clock.now()))
  }

  /** The first row is loaded ahead; null: none is. */
  commit(trackId: string | null): void {
    if (trackId !== this.#state.committed) this.#set(committed(this.#state, trackId, this.#clock.now()))
  }

  /** What plays, where it was taken from Live since the page was opened; it is replaced by what plays next. */
  get taken(): TakenSong | null {
    return this.#taken
  }

  /** Something else plays. @param recommendationId of the list that it was taken from; null: it was not */
  plays(trackId: string, recommendationId: string | null): void {
    const { shown } = this
    const item = shown?.items.find((each) => each.trackId === trackId)
    const isOfShown = shown !== null && item !== undefined && shown.recommendationId === recommendationId
    this.#taken = isOfShown ? { item, offered: shown } : null
  }

  point(pointed: boolean): void {
    this.#attend({ ...this.#hold, pointed })
  }

  focus(focused: boolean): void {
    this.#attend({ ...this.#hold, focused })
  }

  /** @param fingers how many are on the list now */
  touch(fingers: number): void {
    this.#attend(touched(this.#hold, fingers, this.#clock.now()))
  }

  scrolled(): void {
    this.#attend(scrolled(this.#hold, this.#clock.now()))
  }

  pin(pinned: boolean): void {
    this.#attend({ ...this.#hold, pinned })
  }

  /** Shows what waits, though the list is held. */
  release(): void {
    this.#set(released(this.#state, this.#clock.now()))
  }

  #attend(hold: Hold): void {
    const was = this.#hold
    this.#hold = hold
    const now = this.#clock.now()
    const next = attended(this.#state, isHeld(hold, now), now)
    this.#set(next)
    if (was.pinned !== hold.pinned) this.changed()
  }

  #set(state: Suggestions): void {
    const changed = state !== this.#state
    this.#state = state
    this.#arm()
    if (changed) this.changed()
  }

  /** Looks again when something waits for a moment that is known. */
  #arm(): void {
    this.#cancel?.()
    this.#cancel = null
    const now = this.#clock.now()
    const moments = [dueAtMs(this.#state), endsAtMs(this.#hold, now)].filter((at) => at !== null)
    if (moments.length === 0) return
    this.#cancel = this.#clock.after(Math.max(0, Math.min(...moments) - now), () => this.#look())
  }

  #look(): void {
    const now = this.#clock.now()
    this.#set(shownIfDue(attended(this.#state, isHeld(this.#hold, now), now), now))
  }
}
