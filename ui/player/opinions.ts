import type { PlayEvent } from '../../schemas/live.ts'
import type { KeyValueStore } from '../data/kept.ts'
import { keep, readKept } from '../data/kept.ts'
import type { Rating, Ratings } from '../data/ratings.ts'
import { rated, ratingOf, ratingsOf, ratingsShape, withStored } from '../data/ratings.ts'
import type { RatedTracks } from '../data/session.ts'
import { Observable } from '../data/store.ts'

const KEY = 'slipstream.opinions'

/** What the listener likes and dislikes, as the server and this browser know it. */
export class Opinions extends Observable {
  #ratings: Ratings
  readonly #store: KeyValueStore

  constructor(store: KeyValueStore) {
    super()
    this.#store = store
    this.#ratings = ratingsOf(readKept(store, KEY, ratingsShape) ?? [])
  }

  get ratings(): Ratings {
    return this.#ratings
  }

  of(trackId: string): Rating {
    return ratingOf(this.#ratings, trackId)
  }

  /** Like or dislike was pressed. @returns the events that say so */
  press(trackId: string, pressed: 'liked' | 'disliked'): readonly PlayEvent[] {
    const { ratings, events } = rated(this.#ratings, trackId, pressed)
    this.#ratings = ratings
    keep(this.#store, KEY, [...ratings])
    this.changed()
    return events
  }

  loaded(tracks: RatedTracks): void {
    this.#ratings = withStored(this.#ratings, tracks)
    this.changed()
  }
}
