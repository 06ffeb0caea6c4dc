import type { ListenerProfile, Taste, TrackId } from '../../schemas/generated.ts'
import { byTrackId, preference } from '../shared/preferences/affinity.ts'
import type { LibraryIndex } from '../shared/similarity/library-index.ts'
import { similarity } from './similarity.ts'
import { SESSION, SESSION_DAMPING, SESSION_HALF_LIFE_MS } from './weights.ts'

/** A short-term preference below this no longer dampens a long-term one. */
const LEAST_SHORT_TERM = 0.05

/** What the recommender knows of a listener: the profile, and what was derived from it. */
export interface KnownListener {
  readonly profile: ListenerProfile
  /** As `affinitiesOf` gives them. */
  readonly affinities: readonly Taste[]
}

/** A listener's preference for an indexed track: of months, and of the last hours. */
export interface TrackPreference {
  readonly affinity: Taste
  readonly longTerm: number
  readonly shortTerm: number
}

export function preferencesOf(
  { profile, affinities }: KnownListener,
  at: number,
  index: LibraryIndex,
): readonly TrackPreference[] {
  const shortTerm = new Map<TrackId, number>()
  for (const { listens } of profile.sessions) {
    for (const { trackId, implicit, lastAt } of listens) {
      const fresh = SESSION * 0.5 ** (Math.max(0, at - lastAt) / SESSION_HALF_LIFE_MS)
      shortTerm.set(trackId, (shortTerm.get(trackId) ?? 0) + fresh * implicit)
    }
  }
  return affinities
    .filter(({ trackId }) => index.has(trackId))
    .map((affinity) => ({
      affinity,
      longTerm: preference(affinity, at),
      shortTerm: shortTerm.get(affinity.trackId) ?? 0,
    }))
}

/** Those with a weight above 0, the largest first; of equal ones the later, then by id. */
export function largestPositive(
  preferences: readonly TrackPreference[],
  weightOf: (preference: TrackPreference) => number,
): readonly TrackPreference[] {
  return preferences
    .filter((each) => weightOf(each) > 0)
    .sort(
      (a, b) => weightOf(b) - weightOf(a) || b.affinity.lastAt - a.affinity.lastAt || byTrackId(a.affinity, b.affinity),
    )
}

/** Lowers the long-term part of each chosen preference as far as tracks of the same sound were skipped in the last hours. */
export function dampedBySession(
  chosen: readonly TrackPreference[],
  all: readonly TrackPreference[],
  index: LibraryIndex,
): readonly TrackPreference[] {
  const recent = all.filter(({ shortTerm }) => Math.abs(shortTerm) >= LEAST_SHORT_TERM)
  const distances = index.distances(recent.map(trackOf), chosen.map(trackOf))
  return chosen.map((each, column) => {
    let sum = 0
    for (const [row, { shortTerm }] of recent.entries()) {
      const distance = distances[row * chosen.length + column] ?? NaN
      if (!Number.isNaN(distance)) sum += shortTerm * similarity(distance)
    }
    return sum >= 0 ? each : { ...each, longTerm: each.longTerm * Math.exp(SESSION_DAMPING * sum) }
  })
}

const trackOf = ({ affinity }: TrackPreference): TrackId => affinity.trackId
