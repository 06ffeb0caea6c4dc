import type { Fact, PlaybackSession } from '../data/playback-session.ts'
import { playMessageOf } from '../data/playback-session.ts'
import type { SentPlay } from '../data/plays.ts'
import { generatedId } from '../data/random.ts'

/** Sends what the listener does as plays of one sitting, each with an id and the time of this device. */
export class PlayReporter {
  readonly #sessionId: string
  readonly #post: (play: SentPlay) => void
  #generated = 0

  constructor(sessionId: string, post: (play: SentPlay) => void) {
    this.#sessionId = sessionId
    this.#post = post
  }

  report(session: PlaybackSession, facts: readonly Fact[]): void {
    for (const fact of facts) {
      const now = new Date()
      const identity = {
        playId: generatedId(now.getTime(), this.#generated),
        sessionId: this.#sessionId,
        deviceTime: now.getTime(),
        timeZoneOffsetMinutes: 0 - now.getTimezoneOffset(),
        pageVisible: document.visibilityState === 'visible',
      }
      this.#generated += 1
      this.#post(playMessageOf(session, fact, identity))
    }
  }
}
