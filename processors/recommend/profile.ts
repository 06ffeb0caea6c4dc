import type {
  ListenerProfile,
  Play,
  PlayEvent,
  PlayId,
  SessionListen,
  SessionPart,
  TrackId,
} from '../../schemas/generated.ts'
import { hasId, withId } from '../shared/recent-ids.ts'
import { retractedPlay } from '../shared/retracted-play.ts'
import { consolidated } from './consolidate.ts'
import { withImported } from './imported.ts'
import { neversAfter, withoutNevers } from './nevers.ts'
import { listenAfter } from './session-listen.ts'
import { withFewToldPlays, withoutPlay } from './told-plays.ts'
import { afterPlay, trustedAt } from './trusted-time.ts'

export const emptyProfile: ListenerProfile = {
  tastes: [],
  heard: [],
  playIds: [],
  sessions: [],
  retracted: [],
  earlierPlayIds: Buffer.alloc(0),
  clock: [],
  offered: [],
  nevers: Buffer.alloc(0),
}

/** Ids of plays kept as they are; the oldest goes to the hashes of earlier ones. */
export const MAX_PROFILE_PLAY_IDS = 200
/**
 * Hashes of the plays counted before those. A player sends again at most what waits in its outbox, 500 plays, and a second
 * one of the same browser may have loaded the same 500 and gathered as many of its own in the meantime.
 */
export const MAX_EARLIER_PLAY_IDS = 1_024
/** Ids of retracted sessions that are kept; a play of an older one would count again. */
export const MAX_RETRACTED = 20
/**
 * Sessions whose wish is kept; of more the earliest lose theirs. A listener has as many at a time as open players. Sessions
 * without a wish are bounded by their listens.
 */
export const MAX_WISHES = 20

/** They are of the session alone, and hold in one that does not count too. */
const OF_SITTING: ReadonlySet<PlayEvent> = new Set(['wished', 'failed'])

/** They say what is not suggested, and nothing of the taste. */
const OF_NEVERS: ReadonlySet<PlayEvent> = new Set(['neverTrack', 'neverArtist', 'allowedTrack', 'allowedArtist'])

const WITHOUT_EFFECT: ReadonlySet<PlayEvent> = new Set(['unknown', 'progressed'])

/**
 * Folds one play into a profile. Returns the same object when the play changes nothing: when it was counted already, is a
 * progress report, or has an event that this version does not know.
 *
 * Feedback of each session is kept apart until it is consolidated, see `consolidated`. Retracting a track of a session, or a
 * whole session, leaves the profile as it would be had it not been played, but for `playIds` and `retracted`; later plays of
 * a retracted session do not count either. So does retracting one play, by its id, as long as it is told apart (`told-plays.ts`);
 * afterwards it changes nothing. Consolidated feedback cannot be told apart by session: retracting a track removes its affinity
 * altogether, and retracting a session leaves it.
 * A late play, older than the last one of its track, counts as much as if it had come in time. What ages, ages by the time
 * that is trusted: plays that were stamped by a wrong clock change nothing of what others say.
 * Imported plays are placed at their own time (`imported.ts`).
 * @param at event time of the play, epoch ms. @param offset of the play in its partition of `plays`.
 */
export function fold(profile: ListenerProfile, play: Play, at: number, offset: number): ListenerProfile {
  const { event, sessionId } = play
  if (WITHOUT_EFFECT.has(event) || isCounted(profile, play.playId)) return profile
  if (play.importedFrom !== null) return withImported(profile, play, { at, offset, maxPlayIds: MAX_PROFILE_PLAY_IDS })
  const counted = withTime(withPlayId(profile, play.playId), at, offset)
  const now = trustedAt(counted.clock, at)
  if (event === 'sessionRetracted') return consolidated(withoutSession(counted, sessionId), now)
  const isOfSession = !OF_SITTING.has(event) && retractedPlay(play) === null
  if (profile.retracted.includes(sessionId) && isOfSession) return consolidated(counted, now)
  return consolidated(withEvent(consolidated(counted, now), play, at, offset), now)
}

const isCounted = ({ playIds, earlierPlayIds }: ListenerProfile, playId: PlayId): boolean =>
  playIds.includes(playId) || hasId(earlierPlayIds, playId)

function withPlayId(profile: ListenerProfile, playId: PlayId): ListenerProfile {
  const evicted = profile.playIds.slice(MAX_PROFILE_PLAY_IDS - 1)
  return {
    ...profile,
    playIds: [playId, ...profile.playIds.slice(0, MAX_PROFILE_PLAY_IDS - 1)],
    earlierPlayIds: evicted.reduceRight((ids, id) => withId(ids, id, MAX_EARLIER_PLAY_IDS), profile.earlierPlayIds),
  }
}

type Mend = <T extends { readonly lastAt: number; readonly lastOffset: number }>(each: T) => T

/** Moves the clock; what was stamped while it was wrong is taken to have happened at the trusted time. */
function withTime(profile: ListenerProfile, at: number, offset: number): ListenerProfile {
  const { clock, wrong } = afterPlay(profile.clock, at, offset)
  if (wrong.length === 0) return { ...profile, clock }
  const lastAt = trustedAt(clock, at)
  const isWrong = (each: { readonly lastAt: number; readonly lastOffset: number }) =>
    wrong.some(
      (stretch) =>
        each.lastOffset >= stretch.sinceOffset && each.lastAt >= stretch.since && each.lastAt <= stretch.last,
    )
  const mended: Mend = (each) => (isWrong(each) ? { ...each, lastAt } : each)
  return {
    ...profile,
    clock,
    tastes: profile.tastes.map(mended),
    sessions: profile.sessions.map((session) => ({
      ...session,
      listens: session.listens.map((listen) => mendedListen(listen, mended)),
    })),
  }
}

/** @param mended gives what has a time and an offset the time that it is taken to have happened at */
function mendedListen(listen: SessionListen, mended: Mend): SessionListen {
  const plays = listen.plays.map((play) => {
    const { lastAt } = mended({ lastAt: play.at, lastOffset: play.offset })
    return lastAt === play.at ? play : { ...play, at: lastAt }
  })
  return { ...mended(listen), plays, earlier: listen.earlier && mended(listen.earlier) }
}

function withEvent(profile: ListenerProfile, play: Play, at: number, offset: number): ListenerProfile {
  const { event, trackId, sessionId } = play
  const retracted = retractedPlay(play)
  if (retracted !== null) return withoutOne(profile, retracted)
  if (event === 'retracted') return withoutTrack(profile, sessionId, trackId)
  const nevers = neversAfter(profile.nevers, play)
  if (OF_NEVERS.has(event)) return nevers === profile.nevers ? profile : { ...profile, nevers }
  const known = profile.sessions.find((session) => session.sessionId === sessionId)
  const session = known ?? { sessionId, wish: null, listens: [] }
  const changed =
    event === 'wished'
      ? { ...session, wish: play.wish === null ? null : { ...play.wish, trackId } }
      : { ...session, listens: withPlay(session.listens, play, at, offset) }
  const sessions =
    known === undefined
      ? [...profile.sessions, changed]
      : profile.sessions.map((each) => (each === known ? changed : each))
  return {
    ...profile,
    nevers,
    sessions: withFewToldPlays(withFewWishes(sessions, changed)).filter(isNotEmpty),
  }
}

/** @param kept keeps its wish in any case. */
function withFewWishes(sessions: readonly SessionPart[], kept: SessionPart): readonly SessionPart[] {
  const wishing = sessions.filter((session) => session.wish !== null && session !== kept)
  const room = MAX_WISHES - Number(kept.wish !== null)
  const forgotten = new Set(wishing.slice(0, Math.max(0, wishing.length - room)))
  return forgotten.size === 0
    ? sessions
    : sessions.map((session) => (forgotten.has(session) ? { ...session, wish: null } : session))
}

function withPlay(listens: readonly SessionListen[], play: Play, at: number, offset: number): readonly SessionListen[] {
  const known = listens.find(({ trackId }) => trackId === play.trackId)
  const listen = listenAfter(known ?? null, play, at, offset)
  return known === undefined ? [...listens, listen] : listens.map((each) => (each === known ? listen : each))
}

function withoutSession(profile: ListenerProfile, sessionId: string): ListenerProfile {
  return {
    ...profile,
    sessions: profile.sessions.filter((session) => session.sessionId !== sessionId),
    nevers: withoutNevers(profile.nevers, sessionId, null),
    retracted: [sessionId, ...profile.retracted.filter((id) => id !== sessionId)].slice(0, MAX_RETRACTED),
  }
}

function withoutTrack(before: ListenerProfile, sessionId: string, trackId: TrackId): ListenerProfile {
  const profile = { ...before, nevers: withoutNevers(before.nevers, sessionId, trackId) }
  const session = profile.sessions.find((each) => each.sessionId === sessionId)
  if (session?.listens.some((listen) => listen.trackId === trackId) === true) {
    const listens = session.listens.filter((listen) => listen.trackId !== trackId)
    const sessions = profile.sessions.map((each) => (each === session ? { ...session, listens } : each))
    return { ...profile, sessions: sessions.filter(isNotEmpty) }
  }
  return {
    ...profile,
    tastes: profile.tastes.filter((affinity) => affinity.trackId !== trackId),
    heard: profile.heard.filter((id) => id !== trackId),
  }
}

/** Should the play come after what takes it back, it is known already and counts for nothing. */
function withoutOne(before: ListenerProfile, playId: PlayId): ListenerProfile {
  const profile = isCounted(before, playId) ? before : withPlayId(before, playId)
  const sessions = withoutPlay(profile.sessions, playId)
  return sessions === profile.sessions ? profile : { ...profile, sessions: sessions.filter(isNotEmpty) }
}

const isNotEmpty = ({ wish, listens }: SessionPart): boolean => wish !== null || listens.length > 0
