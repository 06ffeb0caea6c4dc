import type { OfferedList, Play, PlayEvent, Recommendation, RecommendationId } from '../../schemas/generated.ts'
import { murmur2 } from '../../streams/engine/partition.ts'

/**
 * What a listener was offered, so that a play counts as feedback only when it was taken from a list that was made for this
 * listener and holds the track: a player may send any id. Each event counts once for a track of a list.
 */

/**
 * Lists kept; the one used longest ago is evicted. A list is made for each play, and a player that was offline goes on with
 * the list it has, which stays the one used last.
 */
export const MAX_OFFERED_LISTS = 20
/** Tracks of one list that can count; a list has no more. */
export const MAX_OFFERED_TRACKS = 20
/** Of these lists, the ones made last, the tracks are kept themselves, and not only their hashes: a new list stays near them. */
export const MAX_KNOWN_LISTS = 4

/** The bit of an event in `taken`; other events are no feedback on a list. */
const BIT_OF: Partial<Record<PlayEvent, number>> = { started: 1, finished: 2, skipped: 4, liked: 8 }

export interface Taken {
  readonly offered: readonly OfferedList[]
  /** The list that the play was taken from; null when it counts for none. */
  readonly takenFrom: RecommendationId | null
}

export function takenFrom(offered: readonly OfferedList[], play: Play): Taken {
  const none = { offered, takenFrom: null }
  const bit = BIT_OF[play.event]
  if (bit === undefined || play.via !== 'recommended' || play.recommendationId === null) return none
  const list = offered.find(({ recommendationId }) => recommendationId === play.recommendationId)
  const at = list?.tracks.indexOf(trackHash(play.trackId)) ?? -1
  if (list === undefined || at < 0) return none
  const known = list.taken.readUInt8(at)
  const taken = Buffer.from(list.taken)
  taken.writeUInt8(known | bit, at)
  return {
    offered: [{ ...list, taken }, ...offered.filter((other) => other !== list)],
    takenFrom: (known & bit) === 0 ? list.recommendationId : null,
  }
}

export function withOffered(
  offered: readonly OfferedList[],
  { recommendationId, items, causedBy }: Pick<Recommendation, 'recommendationId' | 'items' | 'causedBy'>,
): readonly OfferedList[] {
  const trackIds = items.slice(0, MAX_OFFERED_TRACKS).map(({ trackId }) => trackId)
  const explored = items.find(({ propensity }) => propensity < 1)
  const list: OfferedList = {
    recommendationId,
    tracks: trackIds.map(trackHash),
    taken: Buffer.alloc(trackIds.length),
    trackIds,
    offset: causedBy.offset,
    event: causedBy.event,
    track: causedBy.trackId === null ? 0 : trackHash(causedBy.trackId),
    explored: explored === undefined ? null : { trackId: explored.trackId, propensity: explored.propensity },
  }
  return withFewKnown([list, ...offered].slice(0, MAX_OFFERED_LISTS))
}

function withFewKnown(offered: readonly OfferedList[]): readonly OfferedList[] {
  const known = offered.filter(({ trackIds }) => trackIds.length > 0).toSorted((a, b) => b.offset - a.offset)
  const forgotten = new Set(known.slice(MAX_KNOWN_LISTS))
  return forgotten.size === 0
    ? offered
    : offered.map((list) => (forgotten.has(list) ? { ...list, trackIds: [], explored: null } : list))
}

const encoder = new TextEncoder()
export const trackHash = (track: string): number => murmur2(encoder.encode(track))
