import { backoffMs } from '../data/backoff.ts'
import { probeAudio } from './audio-probe.ts'
import type { Deck } from './deck.ts'
import type { HeldFiles } from './held-files.ts'
import type { Sounding } from './sounding.ts'

/** So long without sound while there should be some means that the connection is lost. */
const STALLED_MS = 8_000

/** Finds out why there is no sound: the file, which is passed over, or the connection, which is waited for. */
export class LostSound {
  readonly #sound: Sounding
  readonly #held: HeldFiles
  #stallTimer: number | undefined
  #retryTimer: number | undefined
  #attempts = 0

  constructor(sound: Sounding, held: HeldFiles) {
    this.#sound = sound
    this.#held = held
  }

  /** It sounds again. */
  sounded(): void {
    window.clearTimeout(this.#stallTimer)
    this.#attempts = 0
  }

  /** Sound is missing. */
  waiting(deck: Deck): void {
    const sound = this.#sound
    if (deck !== sound.deck || !sound.wants || this.#goesOnFromHeld(deck)) return
    window.clearTimeout(this.#stallTimer)
    this.#stallTimer = window.setTimeout(() => {
      if (deck === sound.deck && sound.wants && deck.lacksSound) this.#examine(deck)
    }, STALLED_MS)
  }

  /** The deck that plays cannot go on. */
  failed(deck: Deck): void {
    if (deck === this.#sound.deck && !this.#goesOnFromHeld(deck)) this.#examine(deck)
  }

  /** The file is read again, or something else is loaded, or nothing is wanted any more. */
  stop(): void {
    window.clearTimeout(this.#stallTimer)
    window.clearTimeout(this.#retryTimer)
  }

  /** Goes on from the whole file, once that is here. */
  #goesOnFromHeld(deck: Deck): boolean {
    if (deck.isHeld || this.#sound.session === null || this.#held.urlOf(deck.path) === null) return false
    this.#sound.reload()
    return true
  }

  #examine(deck: Deck): void {
    const sound = this.#sound
    const { loads, listener } = sound
    const code = deck.audio.error?.code
    const isOfFile = code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED || code === MediaError.MEDIA_ERR_DECODE
    if (isOfFile && deck.hasBegun) {
      listener.failed('its file is damaged at this place', true)
      return
    }
    void probeAudio(deck.path, AbortSignal.timeout(STALLED_MS)).then((result) => {
      if (loads !== sound.loads || sound.session === null) return
      if (result.kind === 'unplayable') listener.failed(result.reason, false)
      else if (result.kind === 'login') this.#wait('login')
      else if (result.kind === 'away' || !isOfFile) this.#wait('away')
      else if (deck.isConverted) listener.failed('this browser does not play its format', false)
      else {
        deck.isConverted = true
        sound.reload()
      }
    })
  }

  #wait(obstacle: 'away' | 'login'): void {
    this.#attempts += 1
    this.stop()
    this.#retryTimer = window.setTimeout(() => this.#sound.retry(), backoffMs(this.#attempts, Math.random()))
    this.#sound.obstruct(obstacle)
  }
}
