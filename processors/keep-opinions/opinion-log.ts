import type { OpinionLog, OpinionSubject, Play, PlayEvent, Statement } from '../../schemas/generated.ts'
import { hasId, withId } from '../shared/recent-ids.ts'
import { retractedPlay } from '../shared/retracted-play.ts'
import type { Held } from './settled.ts'
import { settledOf, withSettled } from './settled.ts'

/** Statements that can still be retracted; of more the earliest is settled. */
export const MAX_STATED = 500
/** Sessions that were retracted; a statement of an earlier one would count again. */
export const MAX_RETRACTED_SESSIONS = 20
/** Plays that are known, should they be sent again: as many as a profile knows. */
export const MAX_PLAY_IDS = 1_224

export const emptyLog: OpinionLog = {
  settled: Buffer.alloc(0),
  stated: [],
  retracted: [],
  playIds: Buffer.alloc(0),
}

/** What an opinion is of. */
export type OpinionTarget = Pick<Statement, 'subject' | 'id'>

const OF_TRACKS: ReadonlySet<PlayEvent> = new Set([
  'liked',
  'unliked',
  'disliked',
  'undisliked',
  'neverTrack',
  'allowedTrack',
])
const OF_ARTISTS: ReadonlySet<PlayEvent> = new Set(['neverArtist', 'allowedArtist'])

/** The log after one play, and what it may say something else of than before. */
export interface Folded {
  readonly log: OpinionLog
  readonly concerned: readonly OpinionTarget[]
}

/**
 * Folds one play into what is known of a listener's opinions. A play that was counted, that is of a retracted session or that
 * states nothing changes no opinion. Retracting a track in a session, or a whole session, takes back what was stated there,
 * and what had been stated before stands again; what has settled can no longer be retracted, only stated otherwise.
 * @param at event time of the play, epoch ms.
 */
export function withStatement(log: OpinionLog, play: Play, at: number): Folded {
  const { event, sessionId, trackId } = play
  const stated = statedBy(play)
  const isRetraction = event === 'retracted' || event === 'sessionRetracted'
  // What takes one play back, by its id, leaves opinions: they are taken back by events of their own.
  if (retractedPlay(play) !== null) return { log, concerned: [] }
  if ((stated === null && !isRetraction) || hasId(log.playIds, play.playId)) return { log, concerned: [] }
  const counted = { ...log, playIds: withId(log.playIds, play.playId, MAX_PLAY_IDS) }
  if (stated === null) {
    const isRetracted = (each: Statement) =>
      each.sessionId === sessionId &&
      (event === 'sessionRetracted' || (each.subject === 'track' && each.id === String(trackId)))
    const kept = counted.stated.filter((each) => !isRetracted(each))
    const retracted =
      event === 'sessionRetracted'
        ? [sessionId, ...log.retracted.filter((id) => id !== sessionId)].slice(0, MAX_RETRACTED_SESSIONS)
        : log.retracted
    return { log: { ...counted, stated: kept, retracted }, concerned: unique(log.stated.filter(isRetracted)) }
  }
  if (log.retracted.includes(sessionId)) return { log: counted, concerned: [] }
  const statement: Statement = { sessionId, ...stated, event, at }
  return { log: settledAbove(MAX_STATED, { ...counted, stated: [...counted.stated, statement] }), concerned: [stated] }
}

/** The log in which what was stated of an old id of a track is stated of the track. @returns the same object when nothing was. */
export function underTrack(log: OpinionLog, old: string, track: string): OpinionLog {
  const [from, to] = [nameOf({ subject: 'track', id: old }), nameOf({ subject: 'track', id: track })]
  const isOld = ({ subject, id }: Statement) => subject === 'track' && id === old
  const [held, known] = [settledOf(log.settled, from), settledOf(log.settled, to)]
  if (held === null && !log.stated.some(isOld)) return log
  const later = known !== null && (held === null || known.since >= held.since) ? known : held
  const settled = held === null ? log.settled : withSettled(withSettled(log.settled, from, null), to, later)
  return { ...log, settled, stated: log.stated.map((each) => (isOld(each) ? { ...each, id: track } : each)) }
}

/** Whether a play states or retracts something of its track. */
export const isOfTrack = ({ event }: Play): boolean => OF_TRACKS.has(event) || event === 'retracted'

/** The opinion that stands of a track or an artist. */
export function opinionOf({ settled, stated }: OpinionLog, of: OpinionTarget): Held {
  return stated
    .filter((each) => each.subject === of.subject && each.id === of.id)
    .reduce(after, settledOf(settled, nameOf(of)))
}

function statedBy({ event, trackId, artistId }: Play): OpinionTarget | null {
  if (OF_TRACKS.has(event)) return { subject: 'track', id: trackId }
  return OF_ARTISTS.has(event) && artistId !== null ? { subject: 'artist', id: artistId } : null
}

const nameOf = ({ subject, id }: { readonly subject: OpinionSubject; readonly id: string }): string =>
  `${subject}/${id}`

/** The opinion after one more statement: what takes an opinion back takes back that one alone. */
function after(before: Held, { event, at }: Statement): Held {
  switch (event) {
    case 'liked':
      return before?.opinion === 'liked' ? before : { opinion: 'liked', since: at }
    case 'disliked':
      return before?.opinion === 'disliked' || before?.opinion === 'never' ? before : { opinion: 'disliked', since: at }
    case 'neverTrack':
    case 'neverArtist':
      return before?.opinion === 'never' ? before : { opinion: 'never', since: at }
    case 'unliked':
      return before?.opinion === 'liked' ? null : before
    case 'undisliked':
      return before?.opinion === 'disliked' ? null : before
    case 'allowedTrack':
    case 'allowedArtist':
      return before?.opinion === 'never' ? null : before
    default:
      return before
  }
}

/** Settles the earliest statements above `most`. */
function settledAbove(most: number, log: OpinionLog): OpinionLog {
  const due = log.stated.slice(0, Math.max(0, log.stated.length - most))
  if (due.length === 0) return log
  const settled = due.reduce(
    (bytes, each) => withSettled(bytes, nameOf(each), after(settledOf(bytes, nameOf(each)), each)),
    log.settled,
  )
  return { ...log, settled, stated: log.stated.slice(due.length) }
}

export const unique = (statements: readonly OpinionTarget[]): readonly OpinionTarget[] => [
  ...new Map(statements.map(({ subject, id }) => [nameOf({ subject, id }), { subject, id }])).values(),
]
