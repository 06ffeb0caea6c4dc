import type { ListenerProfile } from '../../schemas/generated.ts'
import { affinitiesOf } from '../shared/preferences/affinity.ts'

/** Plays, counted by event, up to which a listener has played little: a track that is heard makes two. */
export const FEW_PLAYS = 10

/**
 * Since when a listener is silent who played little and stated nothing; null for others, who are kept for ever: every new
 * browser is a new listener, but a like is never forgotten of itself.
 */
export function idleSince(profile: ListenerProfile): number | null {
  const { playIds, clock, sessions } = profile
  if (playIds.length > FEW_PLAYS || profile.nevers.length > 0) return null
  const affinities = affinitiesOf(profile)
  if (affinities.length > FEW_PLAYS) return null // imported, as the ids of such plays are not remembered
  if (affinities.some(({ liked, disliked }) => liked || disliked)) return null
  // The times of imported plays are not those at which the listener was here; nor had profiles a clock at first.
  const hasPlayed = affinities.length > 0 || sessions.some(({ listens }) => listens.length > 0)
  return clock[0]?.last ?? (hasPlayed ? null : 0)
}
