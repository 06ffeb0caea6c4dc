import type { DescribedTrack } from '../data/tracks.ts'
import { fetchTrack } from '../data/tracks.ts'

/** The tracks asked for longest ago make room. */
const MAX_TRACKS = 100

/** Single tracks as the server describes them, requested once each. One whose request failed may be requested again. */
export class DescribedTracks {
  readonly #tracks = new Map<string, DescribedTrack>()
  readonly #asked = new Set<string>()
  readonly #onTrack: (track: DescribedTrack) => void
  readonly #life = new AbortController()
  /** Counts what was learnt: a view of tracks by `get` is rendered again when it has changed. */
  version = 0

  constructor(onTrack: (track: DescribedTrack) => void) {
    this.#onTrack = onTrack
  }

  get(trackId: string): DescribedTrack | null {
    return this.#tracks.get(trackId) ?? null
  }

  /** Requests those that are not known, or were not analysed yet when they were requested. */
  want(trackIds: readonly string[]): void {
    for (const trackId of trackIds) {
      if (this.#asked.has(trackId) || this.#tracks.get(trackId)?.state === 'heard') continue
      this.#asked.add(trackId)
      fetchTrack(trackId, this.#life.signal)
        .then(
          (track) => this.#learn(track),
          // Its name is left out then, and the audio element finds out whether it can be played.
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
    this.version += 1
    this.#onTrack(track)
  }
}
