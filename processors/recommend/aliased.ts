import type { EarlierListen, ListenerProfile, SessionListen, Taste, TrackId } from '../../schemas/generated.ts'
import { standingTrack } from '../shared/aliases/track-aliases.ts'
import type { TrackAliases } from '../shared/aliases/track-aliases.ts'
import { byTrackId, explicitWeight } from '../shared/preferences/affinity.ts'

/**
 * A profile in which every old id is that of the track that stands for it, so that likes under both ids are one. The same
 * object when it holds no old id.
 */
export function aliased(profile: ListenerProfile, aliases: TrackAliases): ListenerProfile {
  if (aliases.size === 0 || !idsOf(profile).some((id) => aliases.has(id))) return profile
  const standing = <T extends { readonly trackId: TrackId }>(each: T): T => {
    const trackId = standingTrack(aliases, each.trackId)
    return trackId === each.trackId ? each : { ...each, trackId }
  }
  return {
    ...profile,
    tastes: joined(profile.tastes.map(standing), joinedTaste).toSorted(byTrackId),
    heard: [...new Set(profile.heard.map((id) => standingTrack(aliases, id)))],
    sessions: profile.sessions.map((session) => ({
      ...session,
      wish: session.wish && standing(session.wish),
      listens: joined(session.listens.map(standing), joinedListen),
    })),
  }
}

function idsOf({ tastes, heard, sessions }: ListenerProfile): readonly TrackId[] {
  const wished = sessions.flatMap(({ wish }) => wish?.trackId ?? [])
  const listened = sessions.flatMap(({ listens }) => listens.map(({ trackId }) => trackId))
  return [...tastes.map(({ trackId }) => trackId), ...heard, ...wished, ...listened]
}

type OfTrack = Pick<Taste, 'trackId' | 'lastOffset'>

/** One entry for each track, where its first one was. @param join is given the earlier entry first. */
function joined<T extends OfTrack>(all: readonly T[], join: (earlier: T, later: T) => T): readonly T[] {
  const byTrack = new Map<TrackId, T>()
  for (const each of all) {
    const known = byTrack.get(each.trackId)
    const [earlier, later] = known !== undefined && known.lastOffset > each.lastOffset ? [each, known] : [known, each]
    byTrack.set(each.trackId, earlier === undefined ? later : join(earlier, later))
  }
  return [...byTrack.values()]
}

/** An opinion of the later one holds; without one that of the earlier. */
function joinedTaste(earlier: Taste, later: Taste): Taste {
  const { liked, disliked } = later.liked || later.disliked ? later : earlier
  const implicit = [earlier, later].reduce((sum, each) => sum + each.weight - explicitWeight(each), 0)
  return {
    ...later,
    ...{ liked, disliked },
    weight: explicitWeight({ liked, disliked }) + implicit,
    finished: earlier.finished + later.finished,
    skipped: earlier.skipped + later.skipped,
    lastAt: Math.max(earlier.lastAt, later.lastAt),
  }
}

function joinedListen(earlier: SessionListen, later: SessionListen): SessionListen {
  const parts = [earlier, later]
    .map((each) => (each.plays.length === 0 ? each : each.earlier))
    .filter((part) => part !== null)
  return {
    trackId: later.trackId,
    ...joinedNumbers(earlier, later),
    plays: [...earlier.plays, ...later.plays].toSorted((a, b) => a.offset - b.offset),
    earlier: parts.length === 0 ? null : parts.reduce(joinedNumbers),
  }
}

function joinedNumbers(earlier: EarlierListen, later: EarlierListen): EarlierListen {
  const { stated, statedOffset } = later.statedOffset > earlier.statedOffset ? later : earlier
  return {
    ...{ stated, statedOffset },
    implicit: earlier.implicit + later.implicit,
    finished: earlier.finished + later.finished,
    skipped: earlier.skipped + later.skipped,
    failed: earlier.failed || later.failed,
    heardOffset: Math.max(earlier.heardOffset, later.heardOffset),
    lastAt: Math.max(earlier.lastAt, later.lastAt),
    lastOffset: later.lastOffset,
  }
}
