import type { TrackId } from '../../schemas/generated.ts'

/** Age up to which a track counts as an arrival. */
export const ARRIVAL_AGE_MS = 7 * 86_400_000
/** Arrivals that are given, and kept of each day; the earliest is evicted. */
export const MAX_ARRIVALS = 40
const DAY_MS = 86_400_000

interface Arrival {
  readonly trackId: TrackId
  /** Event time of the first analysis, epoch ms. */
  readonly at: number
}

/**
 * The tracks that were analysed last, by the day of their event time: those that a wrong clock stamped days ahead take no
 * place from those of today. The order of reading makes no difference.
 */
export interface Arrivals {
  add(arrival: Arrival): void
  remove(arrival: Arrival): void
  /** Those of the time up to a moment, newest first. @param until epoch ms. */
  newest(until: number): readonly Arrival[]
}

export function createArrivals(): Arrivals {
  /** Newest first, and not empty. Days of tracks in the library, so no more than those. */
  const byDay = new Map<number, readonly Arrival[]>()
  const dayOf = (at: number) => Math.floor(at / DAY_MS)
  return {
    add(arrival) {
      const day = dayOf(arrival.at)
      byDay.set(day, newestFirst([...(byDay.get(day) ?? []), arrival]).slice(0, MAX_ARRIVALS))
    },
    remove({ trackId, at }) {
      const day = dayOf(at)
      const others = byDay.get(day)?.filter((other) => other.trackId !== trackId) ?? []
      if (others.length === 0) byDay.delete(day)
      else byDay.set(day, others)
    },
    newest(until) {
      const days = Array.from({ length: ARRIVAL_AGE_MS / DAY_MS + 1 }, (_, i) => byDay.get(dayOf(until) - i) ?? [])
      const young = days.flat().filter(({ at }) => at <= until && until - at < ARRIVAL_AGE_MS)
      return newestFirst(young).slice(0, MAX_ARRIVALS)
    },
  }
}

const newestFirst = (arrivals: readonly Arrival[]): readonly Arrival[] =>
  arrivals.toSorted((a, b) => b.at - a.at || (a.trackId < b.trackId ? -1 : 1))
