/**
 * Longer than the broker lets a transaction of ours be open: 10 s, and 10 s until it looks. Where it may be 120 s, the next start
 * waits on. What stays undecided has no coordinator that would end it, and is not of the producer ids whose hanging transactions
 * were ended when the task was opened (hanging-transaction, in HAZARDS.md). Less than the minute after which a process counts as
 * well, so that it shows as one that ends again and again.
 */
export const UNDECIDED_FOR_MS = 45_000

/**
 * Tells whether reading stands still although the broker answers, which only an open transaction can cause.
 * @returns a function to call after each fetch, with the offsets read by then and the time.
 */
export function undecidedFor(limitMs: number): (done: number, nowMs: number) => boolean {
  let last: { readonly done: number; readonly sinceMs: number } | null = null
  return (done, nowMs) => {
    if (last?.done !== done) last = { done, sinceMs: nowMs }
    return nowMs - last.sinceMs >= limitMs
  }
}
