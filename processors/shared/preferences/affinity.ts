import type { SessionListen, Stated, Taste } from '../../schemas/generated.ts'
import { DISLIKED, fading, IMPLICIT_LIMIT, LIKED } from './weights.ts'

/** How much the listener cares for a track by now: what is not stated has faded since it was last heard of, and is limited. */
export function opinion(taste: Taste, now: number): number {
  const stated = statedWeight(taste)
  return stated + limited((taste.weight - stated) * fading(now - taste.lastAt))
}

/** A taste after what one session says of its track; null when nothing is left to say. */
export function withListen(before: Taste | null, listen: SessionListen): Taste | null {
  const lastAt = Math.max(before?.lastAt ?? listen.lastAt, listen.lastAt)
  const flags = flagsAfter(before, listen.stated)
  const known = before === null ? 0 : (before.weight - statedWeight(before)) * fading(lastAt - before.lastAt)
  const taste = {
    trackId: listen.trackId,
    weight: statedWeight(flags) + known + listen.implicit * fading(lastAt - listen.lastAt),
    ...flags,
    finished: (before?.finished ?? 0) + listen.finished,
    skipped: (before?.skipped ?? 0) + listen.skipped,
    lastAt,
    lastOffset: Math.max(before?.lastOffset ?? 0, listen.lastOffset),
  }
  return taste.weight !== 0 || taste.liked || taste.disliked || taste.finished > 0 || taste.skipped > 0 ? taste : null
}

type Flags = Pick<Taste, 'liked' | 'disliked'>

function flagsAfter(before: Flags | null, stated: Stated): Flags {
  const { liked, disliked } = before ?? { liked: false, disliked: false }
  switch (stated) {
    case 'nothing':
      return { liked, disliked }
    case 'liked':
      return { liked: true, disliked: false }
    case 'disliked':
      return { liked: false, disliked: true }
    case 'unliked':
      return { liked: false, disliked }
    case 'undisliked':
      return { liked, disliked: false }
    case 'neither':
      return { liked: false, disliked: false }
  }
}

const statedWeight = ({ liked, disliked }: Flags): number => (liked ? LIKED : 0) + (disliked ? DISLIKED : 0)

const limited = (implicit: number): number => Math.max(-IMPLICIT_LIMIT, Math.min(IMPLICIT_LIMIT, implicit))

/** By strength of the opinion either way; the later of equal ones first, then by id. */
export function strongest(tastes: readonly Taste[], now: number): readonly Taste[] {
  return tastes
    .map((taste) => ({ taste, strength: Math.abs(opinion(taste, now)) }))
    .sort((a, b) => b.strength - a.strength || b.taste.lastAt - a.taste.lastAt || compared(a.taste, b.taste))
    .map(({ taste }) => taste)
}

export const compared = (a: { readonly trackId: string }, b: { readonly trackId: string }): number =>
  a.trackId < b.trackId ? -1 : Number(a.trackId > b.trackId)
