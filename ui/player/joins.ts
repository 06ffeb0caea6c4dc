import { crossfadeAt } from '../data/crossfade.ts'
import type { PlaybackSession } from '../data/playback-session.ts'
import { moved } from '../data/playback-session.ts'
import type { Track } from '../data/tracks.ts'
import type { Deck } from './deck.ts'
import type { Sounding } from './sounding.ts'

/** What comes next is loaded so long before the end, or at once where less is left. */
const PREPARE_MS = 20_000
/** What could not be loaded ahead is tried again after this. */
const PREPARE_AGAIN_MS = 3_000
/** Within this before the end the moment of the next track is waited for by a timer. */
const TIMED_MS = 1_500
/** A timer that fires so long before its moment counts as exact. */
const EARLY_MS = 10
/** How long a browser takes from `play` to sound, at first; measured from then on. */
const FIRST_LEAD_MS = 40
const MAX_LEAD_MS = 150
const LEAD_SHARE = 0.5
/** The track before sounds so much longer where its own end is not exactly known. */
const RING_OUT_MS = 150
const FADE_STEP_MS = 40

/** Joins a song to the next: loads it ahead, begins it in time, and lets the one before ring out or fade. */
export class Joins {
  readonly #sound: Sounding
  /** What the other deck has, and by which its amplitude is multiplied; null: nothing that comes next. */
  #ahead: { readonly trackId: string; readonly level: number } | null = null
  #preparesAfterMs = 0
  /** Whether what was loaded last had been read before. */
  #wasAhead = false
  #leadMs = FIRST_LEAD_MS
  #playedAtMs: number | null = null
  #dueTimer: number | undefined
  #ringTimer: number | undefined
  #fadeTimer: number | undefined

  constructor(sound: Sounding) {
    this.#sound = sound
    window.addEventListener('online', () => (this.#preparesAfterMs = 0))
  }

  /** The track that is loaded ahead. */
  get prepared(): string | null {
    return this.#ahead?.trackId ?? null
  }

  /** Whether it can begin at once. */
  isReady({ trackId }: Track): boolean {
    return this.prepared === trackId && !this.#sound.other.lacksSound
  }

  /** Loads what comes next; null: nothing does. @param level by which it is multiplied */
  prepare(track: Track | null, level: number): void {
    if ((track?.trackId ?? null) === this.prepared || this.#ringTimer !== undefined) return
    if (performance.now() < this.#preparesAfterMs && track !== null) return
    this.#ahead = track && { trackId: track.trackId, level }
    if (track === null) this.#sound.other.unload()
    else this.#sound.other.load(track, 0, 'auto')
  }

  /** Something is loaded. @returns by which its amplitude is multiplied, if the other deck has it already; null: it has not */
  takeAhead({ track, positionMs }: PlaybackSession): number | null {
    const ahead = this.#ahead
    this.#ahead = null
    const isAhead = ahead?.trackId === track.trackId && positionMs === 0 && this.#sound.other.audio.error === null
    this.#wasAhead = isAhead
    return isAhead ? ahead.level : null
  }

  /** What is loaded was told to play. */
  played(): void {
    this.#playedAtMs = this.#wasAhead ? performance.now() : null
    this.#wasAhead = false
  }

  /** The other deck could not load what comes next. */
  couldNotPrepare(): void {
    this.#ahead = null
    this.#preparesAfterMs = performance.now() + PREPARE_AGAIN_MS
  }

  /** The deck sounds. */
  sounded(): void {
    if (this.#playedAtMs === null) return
    const tookMs = Math.min(MAX_LEAD_MS, performance.now() - this.#playedAtMs)
    this.#leadMs += LEAD_SHARE * (tookMs - this.#leadMs)
    this.#playedAtMs = null
  }

  /** The position of what sounds changed. */
  moved(leftMs: number): void {
    const { deck, listener, fadeMs } = this.#sound
    if (leftMs <= PREPARE_MS + fadeMs) listener.nearing()
    if (leftMs > this.#overlapMs + TIMED_MS || this.#dueTimer !== undefined) return
    this.#waitForEnd(deck, this.#overlapMs, () => this.#isDue(deck))
  }

  /** How long the deck that ends is still heard beside the next one. */
  get ringMs(): number {
    const { fadeMs, deck } = this.#sound
    if (fadeMs > 0) return fadeMs
    return deck.isPart ? this.#leadMs : this.#leadMs + RING_OUT_MS
  }

  /** The deck before is heard until so much later, and fades where that is long. */
  ringOut(before: Deck, level: number, ringMs: number): void {
    const { fadeMs } = this.#sound
    const beganAtMs = performance.now()
    const step = () => {
      const { out, in: into } = crossfadeAt((performance.now() - beganAtMs) / ringMs)
      before.audio.volume = this.#sound.loudness(level, out)
      this.#sound.setShare(into)
    }
    if (ringMs >= fadeMs && fadeMs > 0) {
      step()
      this.#fadeTimer = window.setInterval(step, FADE_STEP_MS)
    }
    this.#ringTimer = window.setTimeout(() => this.#finishRing(), ringMs)
  }

  /** Another place of the track is played, or another track, or nothing. */
  stop(): void {
    this.forgetEnd()
    if (this.#ringTimer !== undefined) this.#finishRing()
  }

  /** The end is not as near as it was. */
  forgetEnd(): void {
    window.clearTimeout(this.#dueTimer)
    this.#dueTimer = undefined
  }

  /** Acts so long before the end of what sounds. While sound is missing the end does not come nearer. */
  #waitForEnd(deck: Deck, beforeMs: number, act: () => void): void {
    const waitMs = deck.durationMs - deck.positionMs - beforeMs
    this.#dueTimer = window.setTimeout(
      () => {
        this.#dueTimer = undefined
        if (!this.#isSounding(deck)) return
        if (deck.durationMs - deck.positionMs - beforeMs > EARLY_MS) this.#waitForEnd(deck, beforeMs, act)
        else act()
      },
      Math.max(0, waitMs),
    )
  }

  #isSounding(deck: Deck): boolean {
    const sound = this.#sound
    return deck === sound.deck && sound.session !== null && sound.wants && !deck.audio.paused
  }

  #isDue(deck: Deck): void {
    const sound = this.#sound
    if (sound.session === null) return
    // What is left of it is heard beside what begins now.
    sound.take(moved(sound.session, deck.durationMs))
    sound.listener.due()
    if (deck !== sound.deck || !deck.isPart) return
    // Nothing follows: the file goes on behind the end of the track.
    this.#waitForEnd(deck, 0, () => {
      deck.pause()
      sound.ended(deck)
    })
  }

  #finishRing(): void {
    window.clearInterval(this.#fadeTimer)
    window.clearTimeout(this.#ringTimer)
    this.#sound.other.unload()
    this.#fadeTimer = undefined
    this.#ringTimer = undefined
    this.#sound.setShare(1)
  }

  get #overlapMs(): number {
    return Math.max(this.#sound.fadeMs, this.#leadMs)
  }
}
