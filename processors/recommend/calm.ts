import type { OfferedList, Play, PlayEvent, TrackId } from '../../schemas/generated.ts'
import type { Explored } from './explore.ts'
import { trackHash } from './offered.ts'
import { EARLIER_PLACE, STAYS } from './weights.ts'

/**
 * Calm: a new list departs from the one that the listener sees only where that is worth it. The price of a move is part of the
 * score, so it is in the record, and a replay gives the same list.
 */

/** What each event withdraws. */
const WITHDRAWN: Partial<Record<PlayEvent, ReadonlySet<string>>> = {
  unliked: new Set(['liked']),
  undisliked: new Set(['disliked']),
  retracted: new Set(['started', 'finished', 'skipped', 'liked', 'disliked']),
}

/** Whether an event takes back what was said before. */
export const withdraws = (event: PlayEvent): boolean => WITHDRAWN[event] !== undefined

/** The share of the bonuses after an event; otherwise all. */
const SHARE_AFTER: Partial<Record<PlayEvent, number>> = {
  wished: 0,
  sessionRetracted: 0,
  liked: 0.25,
  disliked: 0.25,
}

/**
 * The list that a new one should stay near: the one made last or, when the play withdraws earlier ones that are still
 * remembered, the one from before them, so that taking something back brings back what it had moved.
 * @param offered of the listener, before the answer to `play` is among them. @returns null: there is none whose tracks are known.
 */
export function listToStayNear(
  offered: readonly OfferedList[],
  { event, trackId }: Pick<Play, 'event' | 'trackId'>,
): OfferedList | null {
  const newestFirst = offered.filter(({ trackIds }) => trackIds.length > 0).toSorted((a, b) => b.offset - a.offset)
  const withdrawn = WITHDRAWN[event]
  if (withdrawn === undefined) return newestFirst[0] ?? null
  const track = trackHash(trackId)
  const first = newestFirst.findLast((list) => withdrawn.has(list.event) && list.track === track)
  const before = first === undefined ? undefined : newestFirst[newestFirst.indexOf(first) + 1]
  return before ?? newestFirst[0] ?? null
}

/**
 * What a track scores in addition for its place in the list to stay near; nothing for a track that is not in it. Who says what
 * they want sees the list follow: after a wish or a retracted session nothing stays for having been there, after a like or a dislike little does.
 */
export function stayBonuses(near: OfferedList | null, { event }: Pick<Play, 'event'>): ReadonlyMap<TrackId, number> {
  const share = SHARE_AFTER[event] ?? 1
  if (near === null || share === 0) return new Map()
  const { trackIds } = near
  return new Map(trackIds.map((id, i) => [id, share * (STAYS + EARLIER_PLACE * (1 - i / trackIds.length))]))
}

/**
 * What the list to stay near explores, with the probability with which it was drawn; null when it is time to draw again: when
 * another track begins, or it must not be suggested any more. Whether it stays does not depend on how it would have been
 * received, so its propensity holds.
 */
export function stillExplored(
  near: OfferedList | null,
  { event }: Pick<Play, 'event'>,
  isEligible: (id: TrackId) => boolean,
): Explored | null {
  const explored = near?.explored ?? null
  return explored === null || event === 'started' || !isEligible(explored.trackId) ? null : explored
}
