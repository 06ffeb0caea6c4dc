import type { Fact, SessionStep, PlaybackSession } from '../data/playback-session.ts'
import { left, moved, sought, sounded } from '../data/playback-session.ts'
import { audioPath } from '../data/tracks.ts'

const MS_PER_SECOND = 1000

export interface PlaybackListener {
  /** Something that is shown changed. */
  changed(): void
  /** Facts of the session are to be sent. */
  happened(session: PlaybackSession, facts: readonly Fact[]): void
  ended(): void
  /** The audio cannot be played. @param isDamaged whether it could until here. */
  failed(isDamaged: boolean): void
}

/** The audio element and the session that plays on it. Positions are milliseconds. */
export class Playback {
  readonly audio = document.createElement('audio')
  session: PlaybackSession | null = null
  /** Null, or why there is no sound, for people. */
  problem: string | null = null
  /** What became of the track before, if that was cut short, for people. */
  notice: string | null = null
  readonly #listener: PlaybackListener
  #startMs = 0
  /** Whether the file is asked for as every browser plays it. */
  #isPlayable = false
  /** Whether the browser has read the beginning of what is loaded. */
  #hasBegun = false

  constructor(listener: PlaybackListener) {
    this.#listener = listener
    this.audio.preload = 'metadata'
    const on = (type: keyof HTMLMediaElementEventMap, react: () => void) =>
      this.audio.addEventListener(type, () => {
        react()
        this.#listener.changed()
      })
    const nothing = () => undefined
    for (const type of ['play', 'pause', 'durationchange', 'volumechange', 'waiting'] as const) on(type, nothing)
    on('loadedmetadata', () => this.#toStart())
    on('playing', () => this.session && this.#take(sounded(this.session)))
    on('timeupdate', () => this.#moved())
    on('ended', () => this.#ended())
    on('error', () => this.#failed())
  }

  get paused(): boolean {
    return this.audio.paused
  }

  get durationMs(): number {
    const { duration } = this.audio
    return Number.isFinite(duration) ? duration * MS_PER_SECOND : (this.session?.track.durationMs ?? 0)
  }

  /** Loads a session at its position, silent until `play`. */
  load(session: PlaybackSession): void {
    this.session = session
    this.problem = null
    this.notice = null
    this.#hasBegun = false
    this.#startMs = session.positionMs
    const { trackId, mediaType } = session.track
    this.#isPlayable = mediaType !== undefined && this.audio.canPlayType(mediaType) === ''
    this.audio.src = audioPath(trackId, this.#isPlayable)
    this.#listener.changed()
  }

  /** What is known of the track changed; nothing else may have. */
  describe(track: PlaybackSession['track']): void {
    if (this.session?.track.trackId === track.trackId) this.session = { ...this.session, track }
  }

  play(): void {
    if (this.session === null) return
    // After an error an element stays silent until it is loaded again.
    if (this.problem !== null) this.load(this.session)
    this.audio.play().catch((error: unknown) => {
      // Refused until the listener presses play; or another track was loaded meanwhile; or unplayable, which `error` tells.
      if (!(error instanceof DOMException)) throw error
      this.#listener.changed()
    })
  }

  pause(): void {
    this.audio.pause()
  }

  seek(positionMs: number): void {
    if (this.session === null) return
    const to = Math.min(Math.max(0, positionMs), this.durationMs)
    this.#moved()
    this.session = sought(this.session, to)
    if (this.audio.readyState === HTMLMediaElement.HAVE_NOTHING) this.#startMs = to
    else this.audio.currentTime = to / MS_PER_SECOND
    this.#listener.changed()
  }

  #toStart(): void {
    this.#hasBegun = true
    if (this.#startMs > 0) this.audio.currentTime = this.#startMs / MS_PER_SECOND
    this.#startMs = 0
  }

  #moved(): void {
    if (this.session === null || this.audio.seeking || this.audio.readyState < HTMLMediaElement.HAVE_CURRENT_DATA)
      return
    this.#take(moved(this.session, this.audio.currentTime * MS_PER_SECOND))
  }

  #ended(): void {
    if (this.session === null) return
    this.#take(moved(this.session, this.audio.currentTime * MS_PER_SECOND))
    this.#listener.happened(this.session, left(this.session, 'ended', this.durationMs))
    this.#listener.ended()
  }

  #failed(): void {
    if (this.session === null) return
    const { trackId, title } = this.session.track
    const code = this.audio.error?.code
    const isOfFile = code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED || code === MediaError.MEDIA_ERR_DECODE
    const isDamaged = isOfFile && this.#hasBegun
    if (isOfFile && !isDamaged && !this.#isPlayable) {
      this.#isPlayable = true
      const { paused } = this.audio
      this.audio.src = audioPath(trackId, true)
      if (!paused) this.audio.play().catch(() => undefined)
      return
    }
    if (isDamaged) this.problem = `“${title}” stopped: its file is damaged at this place.`
    else if (isOfFile)
      this.problem = `“${title}” cannot be played: its file is gone or damaged, or of an unknown format.`
    else this.problem = `“${title}” stopped: the connection was lost. Press play to go on.`
    this.#listener.failed(isDamaged)
  }

  #take({ session, facts }: SessionStep): void {
    this.session = session
    if (facts.length > 0) this.#listener.happened(session, facts)
  }
}
