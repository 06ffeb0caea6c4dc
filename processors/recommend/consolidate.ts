import type { ListenerProfile, SessionListen, TrackId } from '../../schemas/generated.ts'
import { MAX_SESSION_LISTENS, PLAY_SETTLES_AFTER_MS } from '../../schemas/limits.ts'
import { byTrackId, strongest, withListen } from '../shared/preferences/affinity.ts'

/**
 * Consolidation: feedback of a session is kept apart for a while, so that the session can be retracted, and is then folded
 * into the long-term affinities.
 */

/** Consolidated affinities kept; the weakest is evicted. */
export const MAX_AFFINITIES = 100
/** Consolidated tracks of the listening history; the one heard longest ago is evicted. */
export const MAX_HEARD = 100

/** Consolidates what is too old, and the earliest of what is above `MAX_SESSION_LISTENS`. @returns the same object when nothing is. */
export function consolidated(profile: ListenerProfile, at: number): ListenerProfile {
  const all = profile.sessions.flatMap(({ listens }) => listens)
  const isOld = ({ lastAt }: SessionListen) => lastAt < at - PLAY_SETTLES_AFTER_MS
  if (all.length <= MAX_SESSION_LISTENS && !all.some(isOld)) return profile
  const byTime = all.toSorted((a, b) => a.lastAt - b.lastAt || a.lastOffset - b.lastOffset)
  const count = Math.max(byTime.filter(isOld).length, byTime.length - MAX_SESSION_LISTENS)
  const due = byTime.slice(0, count)
  const removed = new Set(due)
  const affinities = new Map(profile.tastes.map((affinity) => [affinity.trackId, affinity]))
  for (const listen of due) {
    const affinity = withListen(affinities.get(listen.trackId) ?? null, listen)
    if (affinity === null) affinities.delete(listen.trackId)
    else affinities.set(listen.trackId, affinity)
  }
  return {
    ...profile,
    // By track and not by strength, which depends on the moment of consolidation.
    tastes: strongest([...affinities.values()], at)
      .slice(0, MAX_AFFINITIES)
      .toSorted(byTrackId),
    heard: withHeard(profile.heard, due),
    sessions: profile.sessions
      .map((session) => ({ ...session, listens: session.listens.filter((listen) => !removed.has(listen)) }))
      .filter(({ wish, listens }, i, { length }) => listens.length > 0 || (wish !== null && i === length - 1)),
  }
}

function withHeard(heard: readonly TrackId[], listens: readonly SessionListen[]): readonly TrackId[] {
  const newest = listens
    .filter(({ heardOffset }) => heardOffset >= 0)
    .toSorted((a, b) => b.heardOffset - a.heardOffset)
    .map(({ trackId }) => trackId)
  return [...new Set([...newest, ...heard])].slice(0, MAX_HEARD)
}

/** The listening history: tracks that were begun, the newest first. */
export function heardOf({ heard, sessions }: ListenerProfile): readonly TrackId[] {
  return withHeard(
    heard,
    sessions.flatMap(({ listens }) => listens),
  )
}
