import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { DescribedTrack } from './data/tracks.ts'
import { fetchTrack } from './data/tracks.ts'

/** The tracks asked for longest ago make room. */
const MAX_TRACKS = 100

/** What the server says of single tracks, asked once for each. One that cannot be told stays unknown, and may be asked for again. */
export class DescribedTracks implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #tracks = new Map<string, DescribedTrack>()
  readonly #asked = new Set<string>()
  readonly #told: (track: DescribedTrack) => void
  #life = new AbortController()

  constructor(host: ReactiveControllerHost, told: (track: DescribedTrack) => void) {
    this.#host = host
    this.#told = told
    host.addController(this)
  }

  hostConnected(): void {
    this.#life = new AbortController()
  }

  hostDisconnected(): void {
    this.#life.abort()
  }

  get(trackId: string): DescribedTrack | null {
    return this.#tracks.get(trackId) ?? null
  }

  /** Asks for those not known, or not heard yet when they were asked for. */
  want(trackIds: readonly string[]): void {
    for (const trackId of trackIds) {
      if (this.#asked.has(trackId) || this.#tracks.get(trackId)?.state === 'heard') continue
      this.#asked.add(trackId)
      fetchTrack(trackId, this.#life.signal)
        .then(
          (track) => this.#learn(track),
          // Unknown it stays: its name is left out, and the audio tells by itself whether it can be played.
          () => undefined,
        )
        .finally(() => this.#asked.delete(trackId))
    }
  }

  #learn(track: DescribedTrack): void {
    this.#tracks.delete(track.trackId)
    this.#tracks.set(track.trackId, track)
    const [oldest] = this.#tracks.keys()
    if (this.#tracks.size > MAX_TRACKS && oldest !== undefined) this.#tracks.delete(oldest)
    this.#told(track)
    this.#host.requestUpdate()
  }
}
