import type {
  ListenerProfile,
  Play,
  PlayEvent,
  SessionListen,
  SessionPart,
  Taste,
  TrackId,
} from '../../schemas/generated.ts'
import { compared, strongest, withListen } from './tastes.ts'
import { listenAfter } from './session-listen.ts'

export const emptyProfile: ListenerProfile = { tastes: [], heard: [], playIds: [], sessions: [], retracted: [] }

/** Settled tracks with an opinion; the weakest makes room. */
export const MAX_TASTES = 100
/** Settled tracks heard; the one heard longest ago makes room. */
export const MAX_HEARD = 100
/** A player resends what was not acknowledged: at most what it had queued while it was offline. The oldest makes room. */
export const MAX_PLAY_IDS = 200
/** So long a session can be taken back as if it had not been; then its parts settle, each by its last play. */
export const SETTLES_AFTER_MS = 2 * 86_400_000
/** Parts of sessions, track by track; whoever plays more within two days has the earliest settle before. */
export const MAX_LISTENS = 200
/** Sessions that do not count; a play of one that is older would count again. */
export const MAX_RETRACTED = 20

const WITHOUT_EFFECT: ReadonlySet<PlayEvent> = new Set(['unknown', 'progressed'])

/**
 * What is known of a listener after one more play; the same object when it says nothing new: a play that was counted
 * already, a progress report, an event that a newer player invented.
 *
 * Each session's part is kept by itself for a while. A retracted track of a session, or a whole retracted session,
 * leaves the profile as it would be had it not been played, but for `playIds` and `retracted`; what comes
 * later from that session does not count either. What has settled cannot be told apart by session: of it a retracted track is
 * forgotten altogether, and a retracted session leaves what it was.
 * A late play, older than the last one of its track, counts as much as if it had come in time.
 * @param at event time of the play, epoch ms. @param offset where it stands in its partition of `plays`.
 */
export function fold(profile: ListenerProfile, play: Play, at: number, offset: number): ListenerProfile {
  const { event, playId, sessionId } = play
  if (WITHOUT_EFFECT.has(event) || profile.playIds.includes(playId)) return profile
  const counted = { ...profile, playIds: [playId, ...profile.playIds].slice(0, MAX_PLAY_IDS) }
  if (event === 'sessionRetracted') return settled(withoutSession(counted, sessionId), at)
  if (profile.retracted.includes(sessionId)) return settled(counted, at)
  return after(settled(counted, at), play, at, offset)
}

function after(profile: ListenerProfile, play: Play, at: number, offset: number): ListenerProfile {
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
  return settled({ ...profile, sessions }, at)
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
    return { ...profile, sessions: sessions.filter(saysSomething) }
  }
  return {
    ...profile,
    tastes: profile.tastes.filter((taste) => taste.trackId !== trackId),
    heard: profile.heard.filter((id) => id !== trackId),
  }
}

const saysSomething = ({ wish, listens }: SessionPart): boolean => wish !== null || listens.length > 0

/** Moves what is too old, and the earliest of what is too much, from the sessions into what is settled. */
function settled(profile: ListenerProfile, at: number): ListenerProfile {
  const all = profile.sessions.flatMap(({ listens }) => listens)
  const isOld = ({ lastAt }: SessionListen) => lastAt < at - SETTLES_AFTER_MS
  if (all.length <= MAX_LISTENS && !all.some(isOld)) return profile
  const byTime = all.toSorted((a, b) => a.lastAt - b.lastAt || a.lastOffset - b.lastOffset)
  const count = Math.max(byTime.filter(isOld).length, byTime.length - MAX_LISTENS)
  const settling = byTime.slice(0, count)
  const gone = new Set(settling)
  const tastes = new Map(profile.tastes.map((taste) => [taste.trackId, taste]))
  for (const listen of settling) {
    const taste = withListen(tastes.get(listen.trackId) ?? null, listen)
    if (taste === null) tastes.delete(listen.trackId)
    else tastes.set(listen.trackId, taste)
  }
  return {
    ...profile,
    // In order of track, not of strength, which would tell when they settled.
    tastes: strongest([...tastes.values()], at)
      .slice(0, MAX_TASTES)
      .toSorted(compared),
    heard: withHeard(profile.heard, settling),
    sessions: profile.sessions
      .map((session) => ({ ...session, listens: session.listens.filter((listen) => !gone.has(listen)) }))
      .filter(({ wish, listens }, i, { length }) => listens.length > 0 || (wish !== null && i === length - 1)),
  }
}

function withHeard(heard: readonly TrackId[], listens: readonly SessionListen[]): readonly TrackId[] {
  const newest = listens
    .filter(({ heardOffset }) => heardOffset >= 0)
    .toSorted((a, b) => b.heardOffset - a.heardOffset)
    .map(({ trackId }) => trackId)
  return [...new Set([...newest, ...heard])].slice(0, MAX_HEARD)
}

/** Tracks heard lately, newest first. */
export function heardOf({ heard, sessions }: ListenerProfile): readonly TrackId[] {
  return withHeard(
    heard,
    sessions.flatMap(({ listens }) => listens),
  )
}

/** All opinions, settled ones and those of the sessions, in the order of what was settled and then played. */
export function tastesOf({ tastes, sessions }: ListenerProfile): readonly Taste[] {
  const all = new Map(tastes.map((taste) => [taste.trackId, taste]))
  const listens = sessions.flatMap((session) => session.listens)
  for (const listen of listens.toSorted((a, b) => a.statedOffset - b.statedOffset || compared(a, b))) {
    const taste = withListen(all.get(listen.trackId) ?? null, listen)
    if (taste === null) all.delete(listen.trackId)
    else all.set(listen.trackId, taste)
  }
  return [...all.values()]
}
