import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Fact, SessionStep, PlaybackSession } from './data/playback-session.ts'
import { finished, moved, sought, sounded } from './data/playback-session.ts'
import { audioPath } from './data/tracks.ts'

const MS_PER_SECOND = 1000

export interface PlaybackListener {
  /** Facts of the session are to be sent. */
  happened(session: PlaybackSession, facts: readonly Fact[]): void
  ended(): void
  /** The audio cannot be played, for whatever reason. */
  failed(): void
}

/** The audio element and the session that plays on it. Positions are milliseconds. */
export class PlaybackController implements ReactiveController {
  readonly audio = document.createElement('audio')
  session: PlaybackSession | null = null
  /** Null, or why there is no sound, for people. */
  problem: string | null = null
  readonly #host: ReactiveControllerHost
  readonly #listener: PlaybackListener
  #life: AbortController | null = null
  #startMs = 0

  constructor(host: ReactiveControllerHost, listener: PlaybackListener) {
    this.#host = host
    this.#listener = listener
    this.audio.preload = 'metadata'
    host.addController(this)
  }

  get paused(): boolean {
    return this.audio.paused
  }

  get durationMs(): number {
    const { duration } = this.audio
    return Number.isFinite(duration) ? duration * MS_PER_SECOND : (this.session?.track.durationMs ?? 0)
  }

  hostConnected(): void {
    this.#life = new AbortController()
    const { signal } = this.#life
    const on = (type: keyof HTMLMediaElementEventMap, react: () => void) => {
      const update = () => {
        react()
        this.#host.requestUpdate()
      }
      this.audio.addEventListener(type, update, { signal })
    }
    const nothing = () => undefined
    for (const type of ['play', 'pause', 'durationchange', 'volumechange', 'waiting'] as const) on(type, nothing)
    on('loadedmetadata', () => this.#toStart())
    on('playing', () => this.session && this.#take(sounded(this.session)))
    on('timeupdate', () => this.#moved())
    on('ended', () => this.#ended())
    on('error', () => this.#failed())
  }

  hostDisconnected(): void {
    this.#life?.abort()
    this.audio.pause()
  }

  /** Loads a session at its position, silent until `play`. */
  load(session: PlaybackSession): void {
    this.session = session
    this.problem = null
    this.#startMs = session.positionMs
    this.audio.src = audioPath(session.track.trackId)
    this.#host.requestUpdate()
  }

  /** What is known of the track changed; nothing else may have. */
  describe(track: PlaybackSession['track']): void {
    if (this.session?.track.trackId === track.trackId) this.session = { ...this.session, track }
  }

  play(): void {
    if (this.session === null) return
    // After an error an element stays silent until it is loaded anew.
    if (this.problem !== null) this.load(this.session)
    this.audio.play().catch((error: unknown) => {
      // Refused until the listener presses play; or another track was loaded meanwhile; or unplayable, which `error` tells.
      if (!(error instanceof DOMException)) throw error
      this.#host.requestUpdate()
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
    this.#host.requestUpdate()
  }

  #toStart(): void {
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
    this.#take(finished(this.session, this.audio.currentTime * MS_PER_SECOND))
    this.#listener.ended()
  }

  #failed(): void {
    if (this.session === null) return
    const { title } = this.session.track
    const unplayable = this.audio.error?.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED
    this.problem = unplayable
      ? `“${title}” cannot be played: its file is gone, or this browser does not know its format.`
      : `“${title}” stopped: the connection was lost. Press play to go on.`
    this.#listener.failed()
  }

  #take({ session, facts }: SessionStep): void {
    this.session = session
    if (facts.length > 0) this.#listener.happened(session, facts)
  }
}
