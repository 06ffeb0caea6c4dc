import type { ListenerProfile, SessionListen, Stated, Taste } from '../../../schemas/generated.ts'
import { decay, DISLIKED, IMPLICIT_LIMIT, LIKED } from './weights.ts'

/**
 * Item affinities: how much a listener prefers a track, from explicit feedback (likes and dislikes, which hold) and implicit
 * feedback (finished and skipped plays, which decay). The profile stores each as a record `Taste`.
 */

/** The preference at a moment: the explicit part, and the implicit part as far as it has not decayed, within its bound. */
export function preference(affinity: Taste, now: number): number {
  const explicit = explicitWeight(affinity)
  return explicit + bounded((affinity.weight - explicit) * decay(now - affinity.lastAt))
}

/** An affinity after the feedback of one session on its track; null when nothing is left of it. */
export function withListen(before: Taste | null, listen: SessionListen): Taste | null {
  const lastAt = Math.max(before?.lastAt ?? listen.lastAt, listen.lastAt)
  const flags = flagsAfter(before, listen.stated)
  const implicit = before === null ? 0 : (before.weight - explicitWeight(before)) * decay(lastAt - before.lastAt)
  const affinity = {
    trackId: listen.trackId,
    weight: explicitWeight(flags) + implicit + listen.implicit * decay(lastAt - listen.lastAt),
    ...flags,
    finished: (before?.finished ?? 0) + listen.finished,
    skipped: (before?.skipped ?? 0) + listen.skipped,
    lastAt,
    lastOffset: Math.max(before?.lastOffset ?? 0, listen.lastOffset),
  }
  const { weight, liked, disliked, finished, skipped } = affinity
  return weight !== 0 || liked || disliked || finished > 0 || skipped > 0 ? affinity : null
}

type Flags = Pick<Taste, 'liked' | 'disliked'>

function flagsAfter(before: Flags | null, explicit: Stated): Flags {
  const { liked, disliked } = before ?? { liked: false, disliked: false }
  switch (explicit) {
    case 'nothing':
      return { liked, disliked }
    case 'liked':
      return { liked: true, disliked: false }
    case 'disliked':
      return { liked: false, disliked: true }
    case 'unliked':
      return { liked: false, disliked }
    case 'undisliked':
      return { liked, disliked: false }
    case 'neither':
      return { liked: false, disliked: false }
  }
}

/** The part of an affinity's weight that its flags are worth. */
export const explicitWeight = ({ liked, disliked }: Flags): number => (liked ? LIKED : 0) + (disliked ? DISLIKED : 0)

const bounded = (implicit: number): number => Math.max(-IMPLICIT_LIMIT, Math.min(IMPLICIT_LIMIT, implicit))

/** All affinities of a profile: the consolidated ones together with the feedback of its open sessions, in order of explicit feedback. */
export function affinitiesOf({ tastes, sessions }: ListenerProfile): readonly Taste[] {
  const all = new Map(tastes.map((affinity) => [affinity.trackId, affinity]))
  const listens = sessions.flatMap((session) => session.listens)
  for (const listen of listens.toSorted((a, b) => a.statedOffset - b.statedOffset || byTrackId(a, b))) {
    const affinity = withListen(all.get(listen.trackId) ?? null, listen)
    if (affinity === null) all.delete(listen.trackId)
    else all.set(listen.trackId, affinity)
  }
  return [...all.values()]
}

/** By absolute preference, the strongest first; of equal ones the later first, then by id. */
export function strongest(affinities: readonly Taste[], now: number): readonly Taste[] {
  return affinities
    .map((affinity) => ({ affinity, strength: Math.abs(preference(affinity, now)) }))
    .sort(
      (a, b) => b.strength - a.strength || b.affinity.lastAt - a.affinity.lastAt || byTrackId(a.affinity, b.affinity),
    )
    .map(({ affinity }) => affinity)
}

export const byTrackId = (a: { readonly trackId: string }, b: { readonly trackId: string }): number =>
  a.trackId < b.trackId ? -1 : Number(a.trackId > b.trackId)
