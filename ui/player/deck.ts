import type { Track } from '../data/tracks.ts'
import { audioPath } from '../data/tracks.ts'

const MS_PER_SECOND = 1000

/** What a deck tells the sound. */
export interface DeckListener {
  playing(deck: Deck): void
  /** The position, the length or whether it plays changed. */
  moved(deck: Deck): void
  /** The browser paused it, nobody here. */
  stopped(deck: Deck): void
  ended(deck: Deck): void
  /** Sound is missing. */
  waiting(deck: Deck): void
  failed(deck: Deck): void
}

const anAudio = document.createElement('audio')
/** Whether a track is asked for as every browser plays it, as this one does not play its file. */
export const isConverted = ({ mediaType }: Track): boolean =>
  mediaType !== undefined && anAudio.canPlayType(mediaType) === ''

/** One audio element and the track in it, which may be a part of a file. Positions are milliseconds in the track. */
export class Deck {
  readonly audio = document.createElement('audio')
  track: Track | null = null
  /** Whether the file is asked for as every browser plays it. */
  isConverted = false
  /** Whether the browser has read the beginning of what is loaded, and the position is the one that is wanted. */
  hasBegun = false
  /** Whether it plays from a file that is here whole. */
  isHeld = false
  #startMs = 0
  #isPausedHere = true
  readonly #urlOf: (path: string) => string | null

  /** @param urlOf the address of a file that is here whole */
  constructor(listener: DeckListener, urlOf: (path: string) => string | null) {
    this.#urlOf = urlOf
    const on = (type: keyof HTMLMediaElementEventMap, tell: (deck: Deck) => void) =>
      this.audio.addEventListener(type, () => this.track !== null && tell(this))
    on('loadedmetadata', () => this.#toStart())
    on('playing', (deck) => listener.playing(deck))
    for (const type of ['play', 'durationchange', 'timeupdate', 'progress'] as const)
      on(type, (deck) => listener.moved(deck))
    on('waiting', (deck) => listener.waiting(deck))
    // The event comes after the pause: by then it may play again.
    const isPausedElsewhere = () => this.audio.paused && !this.#isPausedHere && !this.audio.ended && !this.audio.error
    on('pause', (deck) => isPausedElsewhere() && listener.stopped(deck))
    on('ended', (deck) => listener.ended(deck))
    on('error', (deck) => listener.failed(deck))
  }

  /** Where the file lies. */
  get path(): string {
    return audioPath(this.track?.trackId ?? '', this.isConverted)
  }

  get positionMs(): number {
    if (!this.hasBegun) return this.#startMs
    const positionMs = Math.max(0, this.audio.currentTime * MS_PER_SECOND - this.offsetMs)
    // Until it is paused the file sounds a little behind the end of a part.
    return this.isPart ? Math.min(positionMs, this.durationMs) : positionMs
  }

  get durationMs(): number {
    const { durationMs = 0 } = this.track ?? {}
    const { duration } = this.audio
    if (this.#endMs !== null) return this.#endMs - this.offsetMs
    return Number.isFinite(duration) ? duration * MS_PER_SECOND - this.offsetMs : (durationMs ?? 0)
  }

  /** Whether the file goes on behind the end of the track. */
  get isPart(): boolean {
    return this.#endMs !== null
  }

  /** Whether what is loaded has sounded to its end. */
  get ended(): boolean {
    return this.audio.ended || (this.isPart && this.audio.paused && this.positionMs >= this.durationMs)
  }

  /** Whether the position is one of sound, and not sought for. */
  get isSettled(): boolean {
    return this.hasBegun && !this.audio.seeking && this.audio.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA
  }

  /** Whether it would have to wait for sound. */
  get lacksSound(): boolean {
    return this.audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA
  }

  /** @param preload how much the browser should read before it plays */
  load(track: Track, positionMs: number, preload: 'metadata' | 'auto'): void {
    this.isConverted = isConverted(track)
    this.track = track
    this.audio.preload = preload
    this.reload(positionMs)
  }

  /** Reads the file again, as after a lost connection. */
  reload(positionMs: number): void {
    this.hasBegun = false
    this.#startMs = positionMs
    this.#isPausedHere = true
    const held = this.#urlOf(this.path)
    this.isHeld = held !== null
    this.audio.src = held ?? this.path
  }

  unload(): void {
    this.pause()
    this.track = null
    this.audio.removeAttribute('src')
    this.audio.load()
  }

  /** @returns a promise that rejects when the browser refuses, or something else was loaded meanwhile */
  play(): Promise<void> {
    this.#isPausedHere = false
    return this.audio.play()
  }

  pause(): void {
    this.#isPausedHere = true
    this.audio.pause()
  }

  seek(positionMs: number): void {
    if (!this.hasBegun) this.#startMs = positionMs
    else this.audio.currentTime = (positionMs + this.offsetMs) / MS_PER_SECOND
  }

  /** Where the track begins in what is played: what the server converts is the track alone. */
  get offsetMs(): number {
    return this.isConverted ? 0 : (this.track?.startMs ?? 0)
  }

  get #endMs(): number | null {
    return this.isConverted ? null : (this.track?.endMs ?? null)
  }

  #toStart(): void {
    this.hasBegun = true
    const atMs = this.#startMs + this.offsetMs
    if (atMs > 0) this.audio.currentTime = atMs / MS_PER_SECOND
  }
}
