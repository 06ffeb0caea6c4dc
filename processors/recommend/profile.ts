import type { ListenerProfile, Play, PlayEvent, Taste, TrackId } from '../../schemas/generated.ts'
import { DISLIKED, FINISHED, HALF_LIFE_MS, IMPLICIT_LIMIT, LIKED, skipWeight } from './weights.ts'

export const emptyProfile: ListenerProfile = { tastes: [], heard: [], playIds: [] }

/** Tracks with an opinion; the weakest makes room. */
export const MAX_TASTES = 100
/** Tracks heard lately; the one heard longest ago makes room. */
export const MAX_HEARD = 100
/** A player resends what was not acknowledged: at most what it had queued while it was offline. The oldest makes room. */
export const MAX_PLAY_IDS = 200

const HEARD_BY: ReadonlySet<PlayEvent> = new Set(['finished', 'skipped'])
const WITHOUT_EFFECT: ReadonlySet<PlayEvent> = new Set(['unknown', 'progressed'])

/**
 * What is known of a listener after one more play; the same object when it says nothing new: a play that was counted
 * already, a progress report, an event that a newer player invented.
 *
 * A retracted play makes the profile forget its track. A late play, older than the last one of its track, counts as
 * much as if it had come in time.
 * @param at event time of the play, epoch ms. @param offset where it stands in its partition of `plays`.
 */
export function fold(profile: ListenerProfile, play: Play, at: number, offset: number): ListenerProfile {
  const { trackId, event, playId } = play
  if (WITHOUT_EFFECT.has(event) || profile.playIds.includes(playId)) return profile
  const playIds = [playId, ...profile.playIds].slice(0, MAX_PLAY_IDS)
  const others = profile.tastes.filter((taste) => taste.trackId !== trackId)
  const unheard = profile.heard.filter((id) => id !== trackId)
  if (event === 'retracted') return { tastes: others, heard: unheard, playIds }
  if (event === 'started') return { tastes: profile.tastes, heard: [trackId, ...unheard].slice(0, MAX_HEARD), playIds }
  const before = profile.tastes.find((taste) => taste.trackId === trackId)
  const taste = tasteAfter(before, play, at, offset)
  const now = Math.max(at, ...profile.tastes.map(({ lastAt }) => lastAt))
  return {
    tastes: strongest(saysSomething(taste) ? [...others, taste] : others, now),
    heard: HEARD_BY.has(event) ? [trackId, ...unheard].slice(0, MAX_HEARD) : profile.heard,
    playIds,
  }
}

/** How much the listener cares for a track by now: what is not stated has faded since it was last heard of. */
export function opinion(taste: Taste, now: number): number {
  const stated = statedWeight(taste)
  return stated + (taste.weight - stated) * fading(now - taste.lastAt)
}

function tasteAfter(before: Taste | undefined, { trackId, event, playedMs }: Play, at: number, offset: number): Taste {
  const known = before ?? firstTaste(trackId, at, offset)
  const lastAt = Math.max(known.lastAt, at)
  const flags = flagsAfter(known, event)
  const implicit =
    (known.weight - statedWeight(known)) * fading(lastAt - known.lastAt) +
    implicitWeight(event, playedMs) * fading(lastAt - at)
  return {
    trackId,
    weight: statedWeight(flags) + Math.max(-IMPLICIT_LIMIT, Math.min(IMPLICIT_LIMIT, implicit)),
    ...flags,
    finished: known.finished + Number(event === 'finished'),
    skipped: known.skipped + Number(event === 'skipped'),
    lastAt,
    lastOffset: Math.max(known.lastOffset, offset),
  }
}

const firstTaste = (trackId: TrackId, at: number, offset: number): Taste => ({
  trackId,
  weight: 0,
  liked: false,
  disliked: false,
  finished: 0,
  skipped: 0,
  lastAt: at,
  lastOffset: offset,
})

type Flags = Pick<Taste, 'liked' | 'disliked'>

function flagsAfter({ liked, disliked }: Flags, event: PlayEvent): Flags {
  if (event === 'liked') return { liked: true, disliked: false }
  if (event === 'disliked') return { liked: false, disliked: true }
  return { liked: liked && event !== 'unliked', disliked: disliked && event !== 'undisliked' }
}

const statedWeight = ({ liked, disliked }: Flags): number => (liked ? LIKED : 0) + (disliked ? DISLIKED : 0)

function implicitWeight(event: PlayEvent, playedMs: number): number {
  if (event === 'finished') return FINISHED
  return event === 'skipped' ? skipWeight(playedMs) : 0
}

const fading = (elapsedMs: number): number => 0.5 ** (Math.max(0, elapsedMs) / HALF_LIFE_MS)

const saysSomething = ({ weight, finished, skipped }: Taste): boolean => weight !== 0 || finished > 0 || skipped > 0

function strongest(tastes: readonly Taste[], now: number): readonly Taste[] {
  return [...tastes]
    .sort(
      (a, b) =>
        Math.abs(opinion(b, now)) - Math.abs(opinion(a, now)) ||
        b.lastAt - a.lastAt ||
        (a.trackId < b.trackId ? -1 : 1),
    )
    .slice(0, MAX_TASTES)
}
