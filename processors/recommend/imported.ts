import type { ListenerProfile, Play, PlayEvent } from '../../schemas/generated.ts'
import { byTrackId, strongest, withListen } from '../shared/preferences/affinity.ts'
import { MAX_AFFINITIES, MAX_HEARD } from './consolidate.ts'
import { listenAfter } from './session-listen.ts'

/** What an export tells; opinions and retractions are stated here alone. */
const OF_EXPORTS: ReadonlySet<PlayEvent> = new Set(['started', 'listened', 'finished', 'skipped'])

/**
 * Folds a play that was imported from another service. It comes long after it happened, behind newer plays, and its time is
 * right: so it neither moves the trusted time nor is judged by it. It goes into the long-term item affinities at once, decayed as
 * far as it would be had it been played here, and cannot be retracted. In the listening history it stands behind what was played
 * here; of imported tracks alone the one that came last is first.
 *
 * Its id is kept while there is room, but evicts none: an import writes each play once, and of what players send again the ids
 * are needed.
 * @param maxPlayIds ids of plays that a profile keeps as they are.
 */
export function withImported(
  profile: ListenerProfile,
  play: Play,
  { at, offset, maxPlayIds }: { readonly at: number; readonly offset: number; readonly maxPlayIds: number },
): ListenerProfile {
  if (!OF_EXPORTS.has(play.event)) return profile
  const { tastes, heard, playIds, clock } = profile
  const { trackId } = play
  const before = tastes.find((each) => each.trackId === trackId) ?? null
  const affinity = withListen(before, listenAfter(null, play, at, offset))
  const others = tastes.filter((each) => each !== before)
  const all = affinity === null ? others : [...others, affinity]
  const now = clock[0]?.last ?? all.reduce((latest, { lastAt }) => Math.max(latest, lastAt), at)
  const kept = all.length > MAX_AFFINITIES ? strongest(all, now).slice(0, MAX_AFFINITIES) : all
  const isFirst = clock.length === 0
  const heardAfter = isFirst ? [trackId, ...heard.filter((id) => id !== trackId)] : heard.includes(trackId) ? heard : [...heard, trackId] // prettier-ignore
  return {
    ...profile,
    tastes: kept.toSorted(byTrackId),
    heard: heardAfter.slice(0, MAX_HEARD),
    playIds: playIds.length < maxPlayIds ? [play.playId, ...playIds] : playIds,
  }
}
