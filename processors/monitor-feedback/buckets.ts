import type { Bucket } from '../../schemas/generated.ts'

/** Buckets for each doubling: the relative error of a quantile is at most a tenth. */
const PER_DOUBLING = 4
/** The overflow bucket, from half a year on; it bounds the number of buckets. */
const LAST = 4 * 34

/** A histogram of durations with exponential buckets: bounded, and independent of their order. */
export type Durations = readonly Bucket[]

/** @param ms a negative one counts as 0: the clocks of two machines may differ. */
export const withDuration = (durations: Durations, ms: number): Durations => changed(durations, ms, 1)

/** @param ms of one that was counted. */
export const withoutDuration = (durations: Durations, ms: number): Durations => changed(durations, ms, -1)

function changed(durations: Durations, ms: number, change: 1 | -1): Durations {
  const bucket = bucketOf(ms)
  const count = (durations.find((each) => each.bucket === bucket)?.count ?? 0) + change
  const others = durations.filter((each) => each.bucket !== bucket)
  return count <= 0 ? others : [...others, { bucket, count }].sort((a, b) => a.bucket - b.bucket)
}

/**
 * @param p from 0 to 1.
 * @returns the middle of the bucket that holds the quantile (nearest rank), in milliseconds; null when there is nothing.
 */
export function quantileOf(durations: Durations, p: number): number | null {
  const total = durations.reduce((sum, { count }) => sum + count, 0)
  let below = 0
  for (const { bucket, count } of durations) {
    below += count
    if (below >= p * total) return middleOf(bucket)
  }
  return null
}

/** Bucket n > 0 holds what is from 2^((n-1)/4) to before 2^(n/4) ms; bucket 0 what is less than a millisecond. */
function bucketOf(ms: number): number {
  return ms < 1 ? 0 : Math.min(LAST, 1 + Math.floor(PER_DOUBLING * Math.log2(ms)))
}

/** The geometric middle, in hundredths of a millisecond. */
function middleOf(bucket: number): number {
  return bucket === 0 ? 0.5 : Math.round(100 * 2 ** ((bucket - 0.5) / PER_DOUBLING)) / 100
}
