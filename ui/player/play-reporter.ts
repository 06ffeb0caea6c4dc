import type { KeyValueStore } from '../data/kept.ts'
import { keep, readKept } from '../data/kept.ts'
import type { Fact, PlaybackSession } from '../data/playback-session.ts'
import { factOf, playMessageOf } from '../data/playback-session.ts'
import type { SentPlay } from '../data/plays.ts'
import { playIdOf } from '../data/play-ids.ts'
import { generatedId, randomHex } from '../data/random.ts'
import { sessionIdOf } from '../data/session.ts'
import type { OwnSitting, SittingPart } from '../data/sitting.ts'
import {
  forgettableIn,
  leftPrivate,
  madePrivate,
  newSitting,
  sittingShape,
  withForgotten,
  withPlay,
} from '../data/sitting.ts'

const KEY = 'slipstream.sitting.state'

/** Sends what the listener does as plays of one sitting, each with an id and the time of this device. */
export class PlayReporter {
  readonly #store: KeyValueStore
  readonly #post: (play: SentPlay) => void
  #sitting: OwnSitting
  #generated = 0

  /** @param store of this tab: the sitting goes on after a reload */
  constructor(store: KeyValueStore, post: (play: SentPlay) => void) {
    this.#store = store
    this.#post = post
    this.#sitting = readKept(store, KEY, sittingShape) ?? newSitting(sessionIdOf(store), Date.now())
    this.#keep(this.#sitting)
  }

  get sessionId(): string {
    return this.#sitting.sessionId
  }

  get isPrivate(): boolean {
    return this.#sitting.isPrivate
  }

  /** What was played in this sitting while it counted, and can be forgotten; null: nothing. */
  get forgettable(): SittingPart | null {
    return forgettableIn(this.#sitting)
  }

  report(session: PlaybackSession, facts: readonly Fact[]): void {
    for (const fact of facts) {
      this.#retract(session)
      if (fact.event === 'started') this.#keep(withPlay(this.#sitting))
      this.#send(session, fact, this.sessionId)
    }
  }

  /** Begins private listening, or leaves it. @param session what plays; null: it is told with the next that does */
  setPrivate(on: boolean, session: PlaybackSession | null): void {
    const next = on ? madePrivate : leftPrivate
    this.#keep(next(this.#sitting, randomHex(), Date.now()))
    if (session !== null) this.#retract(session)
  }

  /** The server says whether this sitting counts. */
  counts(isPrivate: boolean): void {
    if (isPrivate !== this.isPrivate) this.#keep({ ...this.#sitting, isPrivate, isRetracted: isPrivate })
  }

  /** Takes back what was played in this sitting while it counted. */
  forget(session: PlaybackSession): void {
    const part = this.forgettable
    if (part === null) return
    this.#keep(withForgotten(this.#sitting, randomHex(), Date.now()))
    this.#send(session, factOf('sessionRetracted', session), part.sessionId)
  }

  /** A private sitting is retracted before anything is told in it. */
  #retract(session: PlaybackSession): void {
    if (!this.#sitting.isPrivate || this.#sitting.isRetracted) return
    this.#keep({ ...this.#sitting, isRetracted: true })
    this.#send(session, factOf('sessionRetracted', session), this.sessionId)
  }

  #send(session: PlaybackSession, fact: Fact, sessionId: string): void {
    const now = new Date()
    const identity = {
      playId: playIdOf(session.playbackId, fact.event) ?? generatedId(now.getTime(), this.#generated),
      sessionId,
      deviceTime: now.getTime(),
      timeZoneOffsetMinutes: 0 - now.getTimezoneOffset(),
      pageVisible: document.visibilityState === 'visible',
    }
    this.#generated += 1
    this.#post(playMessageOf(session, fact, identity))
  }

  #keep(sitting: OwnSitting): void {
    this.#sitting = sitting
    keep(this.#store, KEY, sitting)
  }
}
