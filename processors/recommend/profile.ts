import type { ListenerProfile, Play, PlayEvent, SessionListen, SessionPart, TrackId } from '../../schemas/generated.ts'
import { consolidated } from './consolidate.ts'
import { listenAfter } from './session-listen.ts'

export const emptyProfile: ListenerProfile = { tastes: [], heard: [], playIds: [], sessions: [], retracted: [] }

/** Ids of plays kept to recognise resends: a player resends at most what it had queued while offline. The oldest is evicted. */
export const MAX_PROFILE_PLAY_IDS = 200
/** Ids of retracted sessions that are kept; a play of an older one would count again. */
export const MAX_RETRACTED = 20

const WITHOUT_EFFECT: ReadonlySet<PlayEvent> = new Set(['unknown', 'progressed'])

/**
 * Folds one play into a profile. Returns the same object when the play changes nothing: when it was counted already, is a
 * progress report, or has an event that this version does not know.
 *
 * Feedback of each session is kept apart until it is consolidated, see `consolidated`. Retracting a track of a session, or a
 * whole session, leaves the profile as it would be had it not been played, but for `playIds` and `retracted`; later plays of
 * a retracted session do not count either. Consolidated feedback cannot be told apart by session: retracting a track
 * removes its affinity altogether, and retracting a session leaves it.
 * A late play, older than the last one of its track, counts as much as if it had come in time.
 * @param at event time of the play, epoch ms. @param offset of the play in its partition of `plays`.
 */
export function fold(profile: ListenerProfile, play: Play, at: number, offset: number): ListenerProfile {
  const { event, playId, sessionId } = play
  if (WITHOUT_EFFECT.has(event) || profile.playIds.includes(playId)) return profile
  const counted = { ...profile, playIds: [playId, ...profile.playIds].slice(0, MAX_PROFILE_PLAY_IDS) }
  if (event === 'sessionRetracted') return consolidated(withoutSession(counted, sessionId), at)
  if (profile.retracted.includes(sessionId)) return consolidated(counted, at)
  return withEvent(consolidated(counted, at), play, at, offset)
}

function withEvent(profile: ListenerProfile, play: Play, at: number, offset: number): ListenerProfile {
  const { event, trackId, sessionId } = play
  if (event === 'retracted') return withoutTrack(profile, sessionId, trackId)
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
  return consolidated({ ...profile, sessions }, at)
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
    retracted: [sessionId, ...profile.retracted.filter((id) => id !== sessionId)].slice(0, MAX_RETRACTED),
  }
}

function withoutTrack(profile: ListenerProfile, sessionId: string, trackId: TrackId): ListenerProfile {
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

const isNotEmpty = ({ wish, listens }: SessionPart): boolean => wish !== null || listens.length > 0
