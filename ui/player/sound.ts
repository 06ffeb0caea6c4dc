import type { PlaybackSession, SessionStep } from '../data/playback-session.ts'
import { moved, sought, sounded } from '../data/playback-session.ts'
import type { Track } from '../data/tracks.ts'
import { Deck } from './deck.ts'
import type { HeldFiles } from './held-files.ts'
import type { Joins } from './joins.ts'
import type { LostSound } from './lost-sound.ts'
import type { Obstacle, SoundListener, Sounding } from './sounding.ts'

/** What only a song that goes on needs. */
interface Parts {
  readonly joins: Joins
  readonly lost: LostSound
  readonly held: HeldFiles
}

/**
 * Two decks, one of which plays while the other has what comes next. It wants to play until it is told to pause: a lost
 * connection is waited for, and playing goes on where it was.
 *
 * A press sounds by what is here: browsers let a page sound in answer to a press, and not some time after it. What joins songs and
 * what waits for a connection is code that comes behind the first list, or with the first song.
 */
export class Sound implements Sounding {
  session: PlaybackSession | null = null
  wants = false
  obstacle: Obstacle = null
  fadeMs = 0
  loads = 0
  /** Both elements, always in this order. */
  readonly elements: readonly HTMLAudioElement[]
  readonly listener: SoundListener
  #deck: Deck
  #other: Deck
  #volume = 1
  #level = 1
  #share = 1
  /** Of the sleep timer. */
  #master = 1
  #parts: Parts | null = null
  #coming: Promise<void> | null = null

  constructor(listener: SoundListener) {
    this.listener = listener
    const reactions = {
      playing: (deck: Deck) => this.#playing(deck),
      moved: (deck: Deck) => this.#moved(deck),
      stopped: (deck: Deck) => deck === this.#deck && this.pause(),
      ended: (deck: Deck) => this.ended(deck),
      waiting: (deck: Deck) => this.#parts?.lost.waiting(deck),
      failed: (deck: Deck) => this.#failed(deck),
    }
    const urlOf = (path: string) => this.#parts?.held.urlOf(path) ?? null
    this.#deck = new Deck(reactions, urlOf)
    this.#other = new Deck(reactions, urlOf)
    this.elements = [this.#deck.audio, this.#other.audio]
    window.addEventListener('online', () => this.retry())
  }

  get deck(): Deck {
    return this.#deck
  }

  get other(): Deck {
    return this.#other
  }

  get durationMs(): number {
    return this.#deck.durationMs
  }

  /** Whether what is loaded has sounded to its end. */
  get isOver(): boolean {
    return this.session !== null && this.#deck.ended
  }

  /** Whether this track is here, so that it can begin at once. */
  isReady(track: Track): boolean {
    return this.#parts !== null && (this.#parts.held.has(track) || this.#parts.joins.isReady(track))
  }

  /** The track that is loaded ahead. */
  get prepared(): string | null {
    return this.#parts?.joins.prepared ?? null
  }

  /** How long the song that ends is still heard beside the next one. */
  get ringMs(): number {
    return this.#parts?.joins.ringMs ?? 0
  }

  /** Loads what comes next; null: nothing does. @param level by which its amplitude is multiplied */
  prepare(track: Track | null, level: number): void {
    this.#parts?.joins.prepare(track, level)
  }

  /** Asks for the code of the parts. Without it, songs play with a gap between them. */
  complete(): Promise<void> {
    this.#coming ??= Promise.all([import('./joins.ts'), import('./lost-sound.ts'), import('./held-files.ts')]).then(
      ([{ Joins }, { LostSound }, { HeldFiles }]) => {
        const held = new HeldFiles()
        this.#parts = { held, joins: new Joins(this), lost: new LostSound(this, held) }
        if (this.#deck.lacksSound) this.#parts.lost.waiting(this.#deck)
      },
      () => undefined,
    )
    return this.#coming
  }

  /**
   * Another session, silent until `play`. The deck before is heard until `ringMs` later, and fades where that is long.
   * @param level by which the amplitude is multiplied
   */
  load(session: PlaybackSession, level: number, ringMs = 0): void {
    this.#stop()
    const aheadLevel = this.#parts?.joins.takeAhead(session) ?? null
    if (aheadLevel === null) this.#other.load(session.track, session.positionMs, this.wants ? 'auto' : 'metadata')
    const before = this.#deck
    const levelBefore = this.#level
    this.#deck = this.#other
    this.#other = before
    this.#level = aheadLevel ?? level
    this.session = session
    this.obstacle = null
    this.loads += 1
    this.#applyVolume()
    if (ringMs > 0) this.#parts?.joins.ringOut(before, levelBefore, ringMs)
    else before.unload()
    this.listener.changed()
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
    const { loads } = this
    this.#parts?.joins.played()
    this.#deck.play().catch((error: unknown) => {
      if (!(error instanceof DOMException)) throw error
      // Refused until the listener presses play. Anything else: another track was loaded, or `error` tells.
      if (error.name === 'NotAllowedError' && loads === this.loads) this.pause()
    })
    void this.complete()
    this.listener.changed()
  }

  pause(): void {
    this.wants = false
    this.#stop()
    this.#deck.pause()
    this.listener.changed()
  }

  seek(positionMs: number): void {
    if (this.session === null) return
    const to = Math.min(Math.max(0, positionMs), this.durationMs)
    this.take(this.#reached(this.session))
    this.session = sought(this.session, to)
    this.#parts?.joins.forgetEnd()
    this.#deck.seek(to)
    this.listener.ticked()
  }

  /** Reads the file again after a lost connection, and goes on where it was. */
  retry(): void {
    if (this.obstacle === null && this.#deck.audio.error === null) return
    this.#parts?.lost.stop()
    this.reload()
    this.#parts?.lost.waiting(this.#deck)
  }

  reload(): void {
    if (this.session === null) return
    this.#deck.reload(this.session.positionMs)
    if (this.wants) this.#deck.play().catch(() => undefined)
  }

  obstruct(obstacle: Exclude<Obstacle, null>): void {
    this.obstacle = obstacle
    this.listener.changed()
  }

  take({ session, facts }: SessionStep): void {
    this.session = session
    if (facts.length > 0) this.listener.happened(session, facts)
  }

  ended(deck: Deck): void {
    if (deck !== this.#deck || this.session === null) return
    this.take(this.#reached(this.session))
    this.#stop()
    this.listener.ended()
  }

  // --------------------------------------------------------------------------------------------------------- loudness

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

  setShare(share: number): void {
    this.#share = share
    this.#applyVolume()
  }

  loudness(level: number, share: number): number {
    return Math.min(1, this.#volume * level * this.#master * share)
  }

  #applyVolume(): void {
    this.#deck.audio.volume = this.loudness(this.#level, this.#share)
  }

  // ---------------------------------------------------------------------------------------------------------- inside

  #playing(deck: Deck): void {
    if (deck !== this.#deck || this.session === null) return
    this.#parts?.joins.sounded()
    this.#parts?.lost.sounded()
    this.obstacle = null
    this.take(sounded(this.session))
    this.listener.changed()
  }

  #moved(deck: Deck): void {
    if (deck !== this.#deck || this.session === null) return
    if (deck.isSettled) this.take(this.#reached(this.session))
    this.listener.ticked()
    const { durationMs } = deck
    if (this.#parts === null || !this.wants || durationMs <= 0 || deck.audio.paused) return
    const leftMs = durationMs - deck.positionMs
    const { playedMs } = this.session
    this.#parts.held.hold({ deck, other: this.#other, leftMs, playedMs }, () => this.listener.following())
    this.#parts.joins.moved(leftMs)
  }

  #failed(deck: Deck): void {
    if (deck !== this.#deck) this.#parts?.joins.couldNotPrepare()
    else if (this.#parts !== null) this.#parts.lost.failed(deck)
    else
      void this.complete().then(() => {
        if (this.#parts === null) this.obstruct('away')
        else this.#parts.lost.failed(deck)
      })
  }

  #reached(session: PlaybackSession): SessionStep {
    return this.#deck.isSettled ? moved(session, this.#deck.positionMs) : { session, facts: [] }
  }

  #stop(): void {
    this.#parts?.joins.stop()
    this.#parts?.lost.stop()
  }
}
