import type { ListenerId, Play, TrackId } from '../../../schemas/generated.ts'
import { globalTable } from '../../../streams/engine/processor.ts'
import { plays } from '../../../schemas/topics.ts'
import type { Follower, Relations } from './relations.ts'
import { learnRelations } from './relations.ts'

/** What listeners play together, as of the last time it was learned. */
export interface TrackRelations {
  /** Raised each time it is learned anew; 0 before. */
  readonly version: number
  /** @param history tracks, the newest last. @returns tracks that listeners went on to from there, the likeliest first. */
  followers(history: readonly TrackId[], limit: number): readonly Follower[]
}

interface OwnedRelations extends TrackRelations {
  hear(listener: ListenerId, play: Play): void
}

/** Listeners whose histories are kept; whoever played longest ago makes room. Tracks of each; the earliest makes room. */
const MAX_LISTENERS = 20_000
const MAX_HISTORY = 100
/** Before that nothing is learned: neither from few plays nor from few listeners. */
export const MIN_PLAYS = 300
export const MIN_LISTENERS = 50
/** It is learned anew when so many times as many tracks were heard: the cost for each stays constant. */
const GROWTH = 1.5

interface Entry {
  readonly trackId: TrackId
  readonly sessionId: string
}

/**
 * What listeners play together and one after another, folded from all plays: a track heard to the end or liked counts, a
 * retracted one does not. The same plays in the same order give the same; between partitions the order is that of reading.
 */
export const trackRelations = globalTable<OwnedRelations, typeof plays>({
  name: 'track-relations',
  from: [plays],
  create: createRelations,
  apply(content, { key, value }) {
    if (value !== null) content.hear(key, value)
  },
})

function createRelations(): OwnedRelations {
  const histories = new Map<ListenerId, readonly Entry[]>()
  let relations: Relations | null = null
  let version = 0
  let heard = 0
  let learnedAt = MIN_PLAYS / GROWTH
  const keep = (listener: ListenerId, history: readonly Entry[]): void => {
    histories.delete(listener)
    histories.set(listener, history)
    const oldest = histories.keys().next()
    if (histories.size > MAX_LISTENERS && oldest.done !== true) histories.delete(oldest.value)
  }
  return {
    get version() {
      return version
    },
    followers: (history, limit) => relations?.followers(history, limit) ?? [],
    hear(listener, { event, trackId, sessionId }) {
      const history = histories.get(listener) ?? []
      if (event === 'retracted' || event === 'sessionRetracted') {
        const isGone = (entry: Entry) =>
          entry.sessionId === sessionId && (event === 'sessionRetracted' || entry.trackId === trackId)
        keep(
          listener,
          history.filter((entry) => !isGone(entry)),
        )
        return
      }
      if ((event !== 'finished' && event !== 'liked') || history.at(-1)?.trackId === trackId) return
      keep(listener, [...history, { trackId, sessionId }].slice(-MAX_HISTORY))
      heard += 1
      if (heard < learnedAt * GROWTH || histories.size < MIN_LISTENERS) return
      version += 1
      learnedAt = heard
      relations = learnRelations(
        [...histories.values()].map((entries) => entries.map((entry) => entry.trackId)),
        version,
      )
    },
  }
}
