import type { ClockStretch } from '../../schemas/generated.ts'

/**
 * The time that a listener's plays agree on. Plays come in order of arrival, stamped by the clock of a server that may be
 * wrong for a while. So a jump of the time, in either direction, is believed only once plays have gone on from there for a
 * while; and when they return to where they were before, the stretch in between was wrong.
 */

/** Times that differ by more than this are different stretches. Less does little harm: implicit feedback halves in 30 days. */
export const JUMP_MS = 3 * 86_400_000
/** A stretch that lasts for so long is right. Until then the one before is trusted, and nothing is consolidated for its age. */
export const CONFIRMED_AFTER_MS = 86_400_000
/** Stretches kept: the trusted one and later ones, of which the latest but one is evicted. */
export const MAX_STRETCHES = 4

export interface TrustedTime {
  /** The first one is trusted. */
  readonly clock: readonly ClockStretch[]
  /** Stretches that turned out to be wrong. */
  readonly wrong: readonly ClockStretch[]
}

/** @param at event time of the next play, epoch ms. @param offset of the play in its partition. */
export function afterPlay(clock: readonly ClockStretch[], at: number, offset: number): TrustedTime {
  const found = clock.findLastIndex(({ since, last }) => at >= since - JUMP_MS && at <= last + JUMP_MS)
  const known = clock[found]
  if (known === undefined) {
    const begun = { since: at, sinceOffset: offset, last: at }
    const room = clock.length < MAX_STRETCHES ? clock : clock.toSpliced(-1, 1)
    return { clock: [...room, begun], wrong: [] }
  }
  const wrong = clock.slice(found + 1)
  const stretch = { ...known, since: Math.min(known.since, at), last: Math.max(known.last, at) }
  const isConfirmed = stretch.last - stretch.since >= CONFIRMED_AFTER_MS
  if (!isConfirmed) return { clock: [...clock.slice(0, found), stretch], wrong }
  const ahead = clock.slice(0, found).filter(({ last }) => last > stretch.last)
  return { clock: [stretch], wrong: [...wrong, ...ahead] }
}

/** The time up to which things have aged, epoch ms; @param at is that of the newest play. */
export const trustedAt = (clock: readonly ClockStretch[], at: number): number =>
  clock.length > 1 ? Math.min(at, clock[0]?.last ?? at) : (clock[0]?.last ?? at)
