import type { Choice } from './choice.ts'
import type { CoListening, Target } from './co-listening.ts'
import { FOLLOWING_DECAY, FOLLOWING_WINDOW } from './co-listening.ts'

/** Of a listener's history, so many of the last are looked at. */
const HISTORY = 200
/** What was played one place earlier counts that much less for taste; for what follows, see `FOLLOWING_DECAY`. */
const TASTE_DECAY = 0.985
/** Seen so often without being seen: how strongly a rare pair is believed. */
const SMOOTHING = 0.02

/** What is known of a target for one listener, in the order of `featuresOf`. */
export const FEATURES = [
  'popularity',
  'next',
  'nextTail',
  'together',
  'togetherTail',
  'followed',
  'alike',
  'alikeTail',
  'last',
  'heard',
] as const

/** The items of one listener lie in `items` from `from` to `to`, the newest last. */
export interface History {
  readonly items: Int32Array
  readonly from: number
  readonly to: number
}

/** Counts on what followed and on who else has both, while nothing could be fitted. */
export const UNFITTED: Choice = {
  weights: FEATURES.map((name) => Number(name === 'followed' || name === 'alikeTail')),
  mean: FEATURES.map(() => 0),
  deviation: FEATURES.map(() => 1),
}

/** Writes the features of a target into `into` from `at`. */
export function featuresOf(
  { item, next, together, followed, shared }: Target,
  { plays, listeners, size, total }: CoListening,
  { items, from, to }: History,
  into: Float64Array,
  at: number,
): void {
  const heardBy = listeners[item] ?? 0
  let [following, belonging, follows, likeness, last, heard] = [0, 0, 0, 0, 0, 0]
  let fading = 1
  let taste = 1
  const first = Math.max(from, to - HISTORY)
  for (let p = to - 1; p >= first; p -= 1) {
    const source = items[p] ?? 0
    if (to - p <= FOLLOWING_WINDOW) {
      following += fading * (next[source] ?? 0)
      follows += (fading * (followed[source] ?? 0)) / ((plays[source] ?? 0) + 1)
      fading *= FOLLOWING_DECAY
    }
    if (p === to - 1) last = (followed[source] ?? 0) / ((plays[source] ?? 0) + 1)
    belonging += taste * (together[source] ?? 0)
    likeness += (taste * (shared[source] ?? 0)) / Math.sqrt((listeners[source] ?? 0) * heardBy + 1)
    taste *= TASTE_DECAY
    if (source === item) heard = 1
  }
  const share = ((plays[item] ?? 0) + 0.5) / (total + 0.5 * size)
  const usual = SMOOTHING * share
  into[at] = Math.log((plays[item] ?? 0) + 1)
  into[at + 1] = following
  into[at + 2] = tail(following)
  into[at + 3] = belonging
  into[at + 4] = tail(belonging)
  into[at + 5] = Math.log(follows + usual + 1e-6)
  into[at + 6] = likeness
  into[at + 7] = tail(likeness)
  into[at + 8] = Math.log(last + usual + 1e-6)
  into[at + 9] = heard
}

/** Tells small values apart that a linear term would drown. */
const tail = (value: number): number => Math.log(Math.max(0, value) + 0.003)
