/** Weights of the parts of a score, and of the anchors. Those of feedback are in `shared/preferences/weights.ts`. */

/** Half-life of the short-term profile, which is made of implicit feedback of the last hours. */
export const SESSION_HALF_LIFE_MS = 2 * 3_600_000
/** Factor of fresh implicit feedback in the short-term profile, beside its part in the long-term affinity. */
export const SESSION = 1
/** A long-term preference is divided by e for each fresh skip of a track that sounds the same. */
export const SESSION_DAMPING = 1
/** Each further item of one cluster of anchors counts this many times the one before, so that other clusters come in. */
export const CLUSTER_DISCOUNT = 0.75
/** Upper bound of a next-item candidate's bonus: as much as the same sound as a finished track. */
export const NEXT_ITEM = 1
/** The utility at which half of that bonus is reached: e to this power times as likely as a track drawn at random. */
export const NEXT_ITEM_MIDPOINT = 2
/** Bonus of a track that has just arrived: it is tried before one that is as good and older. */
export const NEW_ARRIVAL = 0.1
/** Weight of a session's intent of energy or familiarity at its extreme: it outweighs one finished track. */
export const INTENT = 1.5
/** The anchor of a radio: twice a like. */
export const RADIO = 4
/** The track that is playing. */
export const NOW_PLAYING = 1
/** Penalty for each position among the fallback candidates: it orders tracks without any other evidence, and nothing else. */
export const POSITION_PRIOR = -0.01
/** What a track of the list that the listener sees scores more than one that is not in it: a newcomer has to be better by this much. */
export const STAYS = 0.2
/** What the first of that list scores more than the last, so that what is about as good keeps its place. */
export const EARLIER_PLACE = 0.3
