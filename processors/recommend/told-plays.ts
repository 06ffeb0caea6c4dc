import type { PlayEvent, PlayId, SessionListen, SessionPart } from '../../schemas/generated.ts'
import { MAX_TOLD_PLAYS } from '../../schemas/limits.ts'
import { idHash } from '../shared/recent-ids.ts'
import { numbersAfter } from './session-listen.ts'

/**
 * The plays that are told apart in the feedback of sessions, so that one of them can be taken back: what is left is folded again
 * in the order of the log, and gives what it would have given without that play.
 */

/** What playing itself tells. An opinion is taken back by an event of its own, such as `unliked`. */
export const OF_PLAYING: ReadonlySet<PlayEvent> = new Set(['started', 'finished', 'skipped'])

/** @returns the same sessions when none of them has the play: it has settled, or it never came. */
export function withoutPlay(sessions: readonly SessionPart[], playId: PlayId): readonly SessionPart[] {
  const hash = idHash(playId)
  const isGone = (play: SessionListen['plays'][number]) => OF_PLAYING.has(play.event) && hash.equals(play.playId)
  return changed(sessions, (listen) => {
    const plays = listen.plays.filter((play) => !isGone(play))
    if (plays.length === listen.plays.length) return listen
    const numbers = plays.reduce(numbersAfter, listen.earlier)
    return numbers === null ? null : { trackId: listen.trackId, ...numbers, plays, earlier: listen.earlier }
  })
}

/** Tells no more than `MAX_TOLD_PLAYS` apart; of more, the earliest are kept as sums alone. */
export function withFewToldPlays(sessions: readonly SessionPart[]): readonly SessionPart[] {
  const counts = sessions.map(({ listens }) => listens.reduce((sum, { plays }) => sum + plays.length, 0))
  const above = counts.reduce((sum, count) => sum + count, 0) - MAX_TOLD_PLAYS
  if (above <= 0) return sessions
  const all = sessions.flatMap(({ listens }) => listens.flatMap(({ plays }) => plays))
  const due = new Set(all.toSorted((a, b) => a.offset - b.offset).slice(0, above))
  return changed(sessions, (listen) => {
    const plays = listen.plays.filter((play) => !due.has(play))
    if (plays.length === listen.plays.length) return listen
    const earlier = listen.plays.filter((play) => due.has(play)).reduce(numbersAfter, listen.earlier)
    return { ...listen, plays, earlier }
  })
}

/** @param after null: nothing is left of it. @returns the same sessions when no listen has changed. */
function changed(
  sessions: readonly SessionPart[],
  after: (listen: SessionListen) => SessionListen | null,
): readonly SessionPart[] {
  const next = sessions.map((session) => {
    const listens = session.listens.map(after)
    if (listens.every((listen, i) => listen === session.listens[i])) return session
    const left = listens.filter((listen) => listen !== null)
    return { ...session, listens: left.toSorted((a, b) => firstOffset(a) - firstOffset(b)) }
  })
  return next.every((session, i) => session === sessions[i]) ? sessions : next
}

/** Listens are in the order of their first play; what is not told apart came before all that is. */
const firstOffset = ({ plays, earlier }: SessionListen): number => (earlier === null ? (plays[0]?.offset ?? -1) : -1)
