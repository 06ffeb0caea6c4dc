import type { Recommendation, Suggestion } from './recommendations.ts'

/** What Up next shows. A new recommendation waits while somebody points at the list or moves through it. */
export interface Suggestions {
  readonly shown: Recommendation | null
  readonly pending: Recommendation | null
  /** Whether somebody points at the list, or is in it with the keyboard. */
  readonly held: boolean
  /** Tracks of the shown recommendation that were played from it. */
  readonly taken: ReadonlySet<string>
  /** Tracks that the one shown before did not have; empty for the first. */
  readonly fresh: ReadonlySet<string>
}

export const noSuggestions: Suggestions = {
  shown: null,
  pending: null,
  held: false,
  taken: new Set(),
  fresh: new Set(),
}

/** A recommendation came; the same one again, as after a reconnection, changes nothing. */
export function arrived(state: Suggestions, recommendation: Recommendation): Suggestions {
  if (recommendation.recommendationId === state.shown?.recommendationId) return { ...state, pending: null }
  if (state.held && state.shown !== null && state.shown.items.length > 0) return { ...state, pending: recommendation }
  return showing(state, recommendation)
}

export function attended(state: Suggestions, held: boolean): Suggestions {
  const next = { ...state, held }
  return held || state.pending === null ? next : showing(next, state.pending)
}

/** The listener asked for what is waiting. */
export function released(state: Suggestions): Suggestions {
  return state.pending === null ? state : showing(state, state.pending)
}

export function taken(state: Suggestions, trackId: string): Suggestions {
  return { ...state, taken: new Set([...state.taken, trackId]) }
}

/** The items to show. What was taken leaves the list, but not from under a pointer. */
export function visible(state: Suggestions): readonly Suggestion[] {
  const items = state.shown?.items ?? []
  return state.held ? items : items.filter(({ trackId }) => !state.taken.has(trackId))
}

/** The suggestion to play when the present track is over: the best one not played yet. */
export function nextSuggestion(state: Suggestions, currentId: string | null): Suggestion | null {
  const items = state.shown?.items ?? []
  return items.find(({ trackId }) => trackId !== currentId && !state.taken.has(trackId)) ?? null
}

function showing(state: Suggestions, recommendation: Recommendation): Suggestions {
  const before = state.shown && new Set(state.shown.items.map(({ trackId }) => trackId))
  const fresh = recommendation.items.map(({ trackId }) => trackId).filter((id) => before !== null && !before.has(id))
  return { shown: recommendation, pending: null, held: state.held, taken: new Set(), fresh: new Set(fresh) }
}
