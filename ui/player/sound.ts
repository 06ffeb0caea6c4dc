import { backoffMs } from '../data/backoff.ts'
import { crossfadeAt } from '../data/levelling.ts'
import type { Fact, PlaybackSession, SessionStep } from '../data/playback-session.ts'
import { moved, sought, sounded } from '../data/playback-session.ts'
import type { Track } from '../data/tracks.ts'
import { probeAudio } from './audio-probe.ts'
import { Deck } from './deck.ts'
import type { HeldFiles } from './held-files.ts'

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
/** So long without sound while there should be some means that the connection is lost. */
const STALLED_MS = 8_000

export interface SoundListener {
  /** Whether it plays, what plays, or why it does not has changed. */
  changed(): void
  /** The position changed. */
  ticked(): void
  /** Facts of the session are to be sent. */
  happened(session: PlaybackSession, facts: readonly Fact[]): void
  /** What comes next, as far as that is known. */
  following(): Track | null
  /** The end is near: what comes next may be prepared. */
  nearing(): void
  /** What comes next has to begin now for the two to join without a gap. */
  due(): void
  ended(): void
  /** The file cannot be played, for a reason in words. @param isDamaged whether it could until here. */
  failed(reason: string, isDamaged: boolean): void
}

/** What stands in the way of sound, other than the file. */
export type Obstacle = 'away' | 'login' | null

/**
 * Two decks, one of which plays while the other has what comes next. It wants to play until it is told to pause: a lost
 * connection is waited for, and playing goes on where it was.
 */
export class Sound {
  session: PlaybackSession | null = null
  /** Whether there should be sound. */
  wants = false
  obstacle: Obstacle = null
  /** From one track to the next, ms; the two are heard together for so long. */
  fadeMs = 0
  /** Both elements, always in this order. */
  readonly elements: readonly HTMLAudioElement[]
  readonly #listener: SoundListener
  #deck: Deck
  #other: Deck
  #prepared: string | null = null
  #preparesAfterMs = 0
  #volume = 1
  #level = 1
  #otherLevel = 1
  /** Of the deck that plays, below 1 while it fades in. */
  #share = 1
  /** Of the sleep timer. */
  #master = 1
  #leadMs = FIRST_LEAD_MS
  #playedAtMs: number | null = null
  /** Whether what was loaded last had been read before. */
  #isAhead = false
  #dueTimer: number | undefined
  #ringTimer: number | undefined
  #fadeTimer: number | undefined
  #stallTimer: number | undefined
  #retryTimer: number | undefined
  #attempts = 0
  #loads = 0
  #held: HeldFiles | null = null
  #loadHeld: Promise<unknown> | null = null

  constructor(listener: SoundListener) {
    this.#listener = listener
    const reactions = {
      playing: (deck: Deck) => this.#playing(deck),
      moved: (deck: Deck) => this.#moved(deck),
      stopped: (deck: Deck) => deck === this.#deck && this.pause(),
      ended: (deck: Deck) => this.#ended(deck),
      waiting: (deck: Deck) => this.#waiting(deck),
      failed: (deck: Deck) => this.#failed(deck),
    }
    const urlOf = (path: string) => this.#held?.urlOf(path) ?? null
    this.#deck = new Deck(reactions, urlOf)
    this.#other = new Deck(reactions, urlOf)
    this.elements = [this.#deck.audio, this.#other.audio]
    window.addEventListener('online', () => {
      this.#preparesAfterMs = 0
      this.retry()
    })
  }

  get durationMs(): number {
    return this.#deck.durationMs
  }

  get ended(): boolean {
    return this.session !== null && this.#deck.ended
  }

  /** Whether this track is here, so that it can begin at once. */
  isReady(track: Track): boolean {
    if (this.#held?.has(track) === true) return true
    return this.#prepared === track.trackId && this.#other.audio.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA
  }

  get prepared(): string | null {
    return this.#prepared
  }

  /** Loads what comes next; null: nothing does. @param level by which it is multiplied */
  prepare(track: Track | null, level: number): void {
    if (track?.trackId === this.#prepared || this.#ringTimer !== undefined) return
    if (performance.now() < this.#preparesAfterMs && track !== null) return
    this.#prepared = track?.trackId ?? null
    if (track === null) this.#other.unload()
    else this.#other.load(track, 0, 'auto')
    this.#otherLevel = level
  }

  /**
   * Another session, silent until `play`. The deck before is heard until `ringMs` later, and fades where that is long.
   * @param level by which the amplitude is multiplied
   */
  load(session: PlaybackSession, level: number, ringMs = 0): void {
    this.#stopTimers()
    const { track, positionMs } = session
    const isPrepared = this.#prepared === track.trackId && positionMs === 0 && this.#other.audio.error === null
    if (!isPrepared) this.#other.load(track, positionMs, this.wants ? 'auto' : 'metadata')
    const before = this.#deck
    const levelBefore = this.#level
    this.#deck = this.#other
    this.#other = before
    this.#level = isPrepared ? this.#otherLevel : level
    this.#prepared = null
    this.#isAhead = isPrepared
    this.session = session
    this.obstacle = null
    this.#loads += 1
    this.#applyVolume()
    if (ringMs > 0) this.#ringOut(before, levelBefore, ringMs)
    else before.unload()
    this.#listener.changed()
  }

  /** What is known of the track changed; nothing else may have. */
  describe(track: Track): void {
    if (this.session?.track.trackId === track.trackId) this.session = { ...this.session, track }
  }

  play(): void {
    if (this.session === null) return
    this.wants = true
    if (this.obstacle !== null || this.#deck.audio.error !== null) {
      this.retry()
      return
    }
    const loads = this.#loads
    this.#playedAtMs = this.#isAhead ? performance.now() : null
    this.#isAhead = false
    this.#deck.play().catch((error: unknown) => {
      if (!(error instanceof DOMException)) throw error
      // Refused until the listener presses play. Anything else: another track was loaded, or `error` tells.
      if (error.name === 'NotAllowedError' && loads === this.#loads) this.pause()
    })
    this.#listener.changed()
  }

  pause(): void {
    this.wants = false
    this.#stopTimers()
    this.#finishRing()
    this.#deck.pause()
    this.#listener.changed()
  }

  seek(positionMs: number): void {
    if (this.session === null) return
    const to = Math.min(Math.max(0, positionMs), this.durationMs)
    this.#take(this.#reached(this.session))
    this.session = sought(this.session, to)
    window.clearTimeout(this.#dueTimer)
    this.#dueTimer = undefined
    this.#deck.seek(to)
    this.#listener.ticked()
  }

  /** @param volume 0 to 1 */
  setVolume(volume: number, muted: boolean): void {
    this.#volume = volume
    for (const element of this.elements) element.muted = muted
    this.#applyVolume()
  }

  setLevel(level: number): void {
    this.#level = level
    this.#applyVolume()
  }

  setMaster(master: number): void {
    this.#master = master
    this.#applyVolume()
  }

  /** Reads the file again after a lost connection, and goes on where it was. */
  retry(): void {
    if (this.session === null || (this.obstacle === null && this.#deck.audio.error === null)) return
    window.clearTimeout(this.#retryTimer)
    this.#deck.reload(this.session.positionMs)
    if (!this.wants) return
    this.#deck.play().catch(() => undefined)
    this.#waiting(this.#deck)
  }

  // ---------------------------------------------------------------------------------------------------------- inside

  #playing(deck: Deck): void {
    if (deck !== this.#deck || this.session === null) return
    if (this.#playedAtMs !== null) {
      const tookMs = Math.min(MAX_LEAD_MS, performance.now() - this.#playedAtMs)
      this.#leadMs += LEAD_SHARE * (tookMs - this.#leadMs)
      this.#playedAtMs = null
    }
    window.clearTimeout(this.#stallTimer)
    this.#attempts = 0
    this.obstacle = null
    this.#take(sounded(this.session))
    this.#listener.changed()
  }

  #moved(deck: Deck): void {
    if (deck !== this.#deck || this.session === null) return
    if (deck.isSettled) this.#take(this.#reached(this.session))
    this.#listener.ticked()
    const { durationMs } = deck
    if (!this.wants || durationMs <= 0 || deck.audio.paused) return
    const leftMs = durationMs - deck.positionMs
    this.#hold(leftMs)
    if (leftMs <= PREPARE_MS + this.fadeMs) this.#listener.nearing()
    if (leftMs > this.#overlapMs + TIMED_MS || this.#dueTimer !== undefined) return
    this.#waitForEnd(deck, this.#overlapMs, () => this.#isDue(deck))
  }

  /** Acts so long before the end of what sounds. While sound is missing the end does not come nearer. */
  #waitForEnd(deck: Deck, beforeMs: number, act: () => void): void {
    const waitMs = deck.durationMs - deck.positionMs - beforeMs
    this.#dueTimer = window.setTimeout(
      () => {
        this.#dueTimer = undefined
        if (deck !== this.#deck || this.session === null || !this.wants || deck.audio.paused) return
        if (deck.durationMs - deck.positionMs - beforeMs > EARLY_MS) this.#waitForEnd(deck, beforeMs, act)
        else act()
      },
      Math.max(0, waitMs),
    )
  }

  #isDue(deck: Deck): void {
    if (this.session === null) return
    // What is left of it is heard beside what begins now.
    this.#take(moved(this.session, deck.durationMs))
    this.#listener.due()
    if (deck !== this.#deck || !deck.isPart) return
    // Nothing follows: the file goes on behind the end of the track.
    this.#waitForEnd(deck, 0, () => {
      deck.pause()
      this.#ended(deck)
    })
  }

  #ended(deck: Deck): void {
    if (deck !== this.#deck || this.session === null) return
    this.#take(this.#reached(this.session))
    this.#stopTimers()
    this.#listener.ended()
  }

  #reached(session: PlaybackSession): SessionStep {
    return this.#deck.isSettled ? moved(session, this.#deck.positionMs) : { session, facts: [] }
  }

  #take({ session, facts }: SessionStep): void {
    this.session = session
    if (facts.length > 0) this.#listener.happened(session, facts)
  }

  // ------------------------------------------------------------------------------------------------ lost connections

  /** What is read whole is decided by a part of its own, which the first view need not have. */
  #hold(leftMs: number): void {
    this.#loadHeld ??= import('./held-files.ts').then(
      ({ HeldFiles }) => (this.#held = new HeldFiles()),
      () => (this.#loadHeld = null),
    )
    const { playedMs = 0 } = this.session ?? {}
    this.#held?.hold({ deck: this.#deck, other: this.#other, leftMs, playedMs }, () => this.#listener.following())
  }

  /** Goes on from the whole file, once that is here. */
  #goesOnFromHeld(deck: Deck): boolean {
    if (deck.isHeld || this.session === null || (this.#held?.urlOf(deck.path) ?? null) === null) return false
    deck.reload(this.session.positionMs)
    if (this.wants) deck.play().catch(() => undefined)
    return true
  }

  #waiting(deck: Deck): void {
    if (deck !== this.#deck || !this.wants || this.#goesOnFromHeld(deck)) return
    window.clearTimeout(this.#stallTimer)
    this.#stallTimer = window.setTimeout(() => {
      const lacksSound = deck.audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA
      if (deck === this.#deck && this.wants && lacksSound) this.#examine(deck)
    }, STALLED_MS)
  }

  #failed(deck: Deck): void {
    if (deck === this.#deck) {
      if (!this.#goesOnFromHeld(deck)) this.#examine(deck)
    } else {
      this.#prepared = null
      this.#preparesAfterMs = performance.now() + PREPARE_AGAIN_MS
    }
  }

  #examine(deck: Deck): void {
    const loads = this.#loads
    const code = deck.audio.error?.code
    const isOfFile = code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED || code === MediaError.MEDIA_ERR_DECODE
    if (isOfFile && deck.hasBegun) {
      this.#listener.failed('its file is damaged at this place', true)
      return
    }
    void probeAudio(deck.path, AbortSignal.timeout(STALLED_MS)).then((result) => {
      if (loads !== this.#loads || this.session === null) return
      if (result.kind === 'unplayable') this.#listener.failed(result.reason, false)
      else if (result.kind === 'login') this.#wait('login')
      else if (result.kind === 'away' || !isOfFile) this.#wait('away')
      else if (deck.isConverted) this.#listener.failed('this browser does not play its format', false)
      else {
        deck.isConverted = true
        deck.reload(this.session.positionMs)
        if (this.wants) deck.play().catch(() => undefined)
      }
    })
  }

  #wait(obstacle: Exclude<Obstacle, null>): void {
    this.obstacle = obstacle
    this.#attempts += 1
    window.clearTimeout(this.#stallTimer)
    window.clearTimeout(this.#retryTimer)
    this.#retryTimer = window.setTimeout(() => this.retry(), backoffMs(this.#attempts, Math.random()))
    this.#listener.changed()
  }

  // --------------------------------------------------------------------------------------------------------- loudness

  #applyVolume(): void {
    this.#deck.audio.volume = Math.min(1, this.#volume * this.#level * this.#master * this.#share)
  }

  #ringOut(before: Deck, levelBefore: number, ringMs: number): void {
    const beganAtMs = performance.now()
    const isFade = ringMs >= this.fadeMs && this.fadeMs > 0
    const step = () => {
      const { out, in: into } = crossfadeAt((performance.now() - beganAtMs) / ringMs)
      before.audio.volume = Math.min(1, this.#volume * levelBefore * this.#master * out)
      this.#share = into
      this.#applyVolume()
    }
    if (isFade) {
      step()
      this.#fadeTimer = window.setInterval(step, FADE_STEP_MS)
    }
    this.#ringTimer = window.setTimeout(() => this.#finishRing(), ringMs)
  }

  #finishRing(): void {
    window.clearInterval(this.#fadeTimer)
    window.clearTimeout(this.#ringTimer)
    if (this.#ringTimer !== undefined) this.#other.unload()
    this.#fadeTimer = undefined
    this.#ringTimer = undefined
    this.#share = 1
    this.#applyVolume()
  }

  get #overlapMs(): number {
    return Math.max(this.fadeMs, this.#leadMs)
  }

  /** How long the deck that ends is still heard beside the next one. */
  get ringMs(): number {
    if (this.fadeMs > 0) return this.fadeMs
    return this.#deck.isPart ? this.#leadMs : this.#leadMs + RING_OUT_MS
  }

  #stopTimers(): void {
    for (const timer of [this.#dueTimer, this.#stallTimer, this.#retryTimer]) window.clearTimeout(timer)
    this.#dueTimer = undefined
    if (this.#ringTimer !== undefined) this.#finishRing()
  }
}
