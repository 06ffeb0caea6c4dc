import type { ListenerProfile, Play, ToldPlay, TrackId } from '../../schemas/generated.ts'
import { idHash } from '../shared/recent-ids.ts'
import { retractedPlay } from '../shared/retracted-play.ts'
import { OF_PLAYING } from './told-plays.ts'

/**
 * The plays that one play takes back, as offsets in `plays`, ascending: whatever counted them can subtract them. Its own, where it does
 * not count itself, as its session was taken back before. What the profile no longer tells apart is not among them.
 * @param before the profile that the play is folded into. @param offset of the play.
 */
export function takenBack(before: ListenerProfile, play: Play, offset: number): readonly number[] {
  const isTakenBack = takenBackBy(play)
  if (isTakenBack === null) return before.retracted.includes(play.sessionId) ? [offset] : []
  return before.sessions
    .flatMap(({ sessionId, listens }) =>
      listens.flatMap(({ trackId, plays }) => plays.filter((told) => isTakenBack(told, sessionId, trackId))),
    )
    .map((told) => told.offset)
    .toSorted((a, b) => a - b)
}

/** Null of a play that takes none back. */
function takenBackBy(play: Play): ((told: ToldPlay, sessionId: string, trackId: TrackId) => boolean) | null {
  const retracted = retractedPlay(play)
  if (retracted !== null) {
    const hash = idHash(retracted)
    return ({ event, playId }) => OF_PLAYING.has(event) && hash.equals(playId)
  }
  if (play.event === 'sessionRetracted') return (_, sessionId) => sessionId === play.sessionId
  if (play.event !== 'retracted') return null
  return (_, sessionId, trackId) => sessionId === play.sessionId && trackId === play.trackId
}
