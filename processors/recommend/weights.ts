/** How much each fact says about taste; one like is the measure of two. Every weight of the recommender stands here. */

/** A stated liking; it stands, undiminished, until it is taken back. */
export const LIKED = 2
/** Stated, too, and stronger than a like: one bad suggestion is remembered longer than one good one. */
export const DISLIKED = -3
/** Hearing a track to the end may be inattention: half of a like. */
export const FINISHED = 1
/** What came on by itself and was heard to the end says less than what was chosen: it may have been background. */
export const UNASKED = 0.7
/** A skip in the first moment; it fades with the time listened. */
export const SKIPPED = -1
/** A skip after a long while: enough of it, for now. */
export const SKIPPED_LATE = -0.2
/** From here on a track counts as listened to: the length from which streaming services and chart rules count a play. */
export const LISTENED_MS = 30_000
/** What is not stated is worth no more than this, either way, however often it happens. */
export const IMPLICIT_LIMIT = 3
/** What is not stated counts half after so long without the track; tastes drift over months, moods over days. */
export const HALF_LIFE_MS = 30 * 86_400_000
/** What the last hours say counts half after so long: a mood, kept apart from the taste of months. */
export const MOOD_HALF_LIFE_MS = 2 * 3_600_000
/** A fresh mood counts as much again as the finished and skipped tracks it is made of. */
export const MOOD = 1
/** A mood against a sound makes a lasting taste for it count e times less for each skip at once. */
export const MOOD_DAMPING = 1
/** Each further item around one taste counts so many times the one before: so the next taste has its turn. */
export const TASTE_FADING = 0.75
/** What listeners of the seed went on to is worth, at most, as much as sounding the same. */
export const FOLLOWED = 1
/** Where half of it is reached: e to this power times as likely as a track drawn at random. */
export const FOLLOWED_FROM = 2
/** A track that has just arrived is tried before one as good that has been there for long. */
export const ARRIVED = 0.1
/** A wish for energy or familiarity, fully pressed, outweighs one finished track. */
export const WISHED = 1.5
/** A radio is about its seed, twice as much as about a like. */
export const RADIO = 4
/** What is playing colours the next suggestions as much as a track heard to the end. */
export const NOW_PLAYING = 1
/** For each place in line among the typical tracks: orders those that nothing else is known of, and is outweighed by any taste. */
export const UNTYPICAL = -0.01

/** The weight of a skip after some listening. */
export function skipWeight(playedMs: number): number {
  return Math.min(SKIPPED_LATE, SKIPPED * (1 - Math.max(0, playedMs) / LISTENED_MS))
}

/** What is left of what is not stated. */
export const fading = (elapsedMs: number): number => 0.5 ** (Math.max(0, elapsedMs) / HALF_LIFE_MS)
