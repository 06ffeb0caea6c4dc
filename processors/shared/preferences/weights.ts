/** How much each kind of feedback says about a listener's affinity to a track; one finished play is the unit. */

/** Explicit feedback; it holds, undiminished, until it is withdrawn. */
export const LIKED = 2
/** Explicit feedback, too, and stronger than a like: one bad suggestion is remembered longer than one good one. */
export const DISLIKED = -3
/** Implicit feedback: a track may play to its end without being listened to, so this is half of a like. */
export const FINISHED = 1
/** Factor for a finished play that the listener did not choose, but that followed by itself: it may have been background. */
export const AUTOPLAY_DISCOUNT = 0.7
/** What another service counted as listened to: neither whether it was heard to its end is known, nor whether it was chosen. */
export const LISTENED = FINISHED * AUTOPLAY_DISCOUNT
/** A skip in the first moment; its weight falls linearly with the time listened. */
export const SKIPPED = -1
/** A skip after `LISTENED_MS` or later. */
export const SKIPPED_LATE = -0.2
/** From here on a track counts as listened to: the length from which streaming services and charts count a play. */
export const LISTENED_MS = 30_000
/** Bound of the implicit part of an affinity, in both directions. */
export const IMPLICIT_LIMIT = 3
/** Half-life of the implicit part of an affinity. */
export const HALF_LIFE_MS = 30 * 86_400_000

/** The weight of a skip after some listening. */
export function skipWeight(playedMs: number): number {
  return Math.min(SKIPPED_LATE, SKIPPED * (1 - Math.max(0, playedMs) / LISTENED_MS))
}

/** The share of implicit feedback that is left after some time. */
export const decay = (elapsedMs: number): number => 0.5 ** (Math.max(0, elapsedMs) / HALF_LIFE_MS)
