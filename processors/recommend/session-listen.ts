import type { ListenerProfile, Play, SessionListen, Stated, TrackId } from '../../schemas/generated.ts'
import { AUTOPLAY_DISCOUNT, decay, FINISHED, skipWeight } from '../shared/preferences/weights.ts'

/** The feedback of one session on a track, after one more play of it. */
export function listenAfter(before: SessionListen | null, play: Play, at: number, offset: number): SessionListen {
  const { event, trackId } = play
  if (event === 'failed' && before !== null) return { ...before, failed: true }
  if (event === 'started' && before !== null) return { ...before, heardOffset: offset }
  const lastAt = Math.max(before?.lastAt ?? at, at)
  const isExplicit = event === 'liked' || event === 'disliked' || event === 'unliked' || event === 'undisliked'
  const isHeard = event === 'started' || event === 'finished' || event === 'skipped'
  return {
    trackId,
    stated: explicitAfter(before?.stated ?? 'nothing', event),
    statedOffset: isExplicit ? offset : (before?.statedOffset ?? -1),
    implicit:
      (before === null ? 0 : before.implicit * decay(lastAt - before.lastAt)) +
      implicitWeight(play) * decay(lastAt - at),
    finished: (before?.finished ?? 0) + Number(event === 'finished'),
    skipped: (before?.skipped ?? 0) + Number(event === 'skipped'),
    heardOffset: isHeard ? offset : (before?.heardOffset ?? -1),
    lastAt,
    lastOffset: Math.max(before?.lastOffset ?? offset, offset),
    failed: before?.failed ?? event === 'failed',
  }
}

/** Explicit feedback of a session after an event: `neither` withdraws a like and a dislike, of earlier sessions as well. */
function explicitAfter(before: Stated, event: Play['event']): Stated {
  switch (event) {
    case 'liked':
    case 'disliked':
      return event
    case 'unliked':
      return before === 'nothing' || before === 'unliked' ? 'unliked' : before === 'disliked' ? 'disliked' : 'neither'
    case 'undisliked':
      return before === 'nothing' || before === 'undisliked' ? 'undisliked' : before === 'liked' ? 'liked' : 'neither'
    default:
      return before
  }
}

function implicitWeight({ event, playedMs, via }: Play): number {
  if (event === 'finished') return via === 'recommended' || via === 'radio' ? FINISHED * AUTOPLAY_DISCOUNT : FINISHED
  return event === 'skipped' ? skipWeight(playedMs) : 0
}

/** The tracks that could not be played in a session. */
export function failedIn({ sessions }: ListenerProfile, sessionId: string): ReadonlySet<TrackId> {
  const session = sessions.find((each) => each.sessionId === sessionId)
  return new Set(session?.listens.flatMap(({ trackId, failed }) => (failed ? [trackId] : [])))
}

/**
 * The track that plays in a session, as far as the plays tell: the one that was begun last, unless it was finished or skipped
 * there. Null: none.
 */
export function playingIn({ sessions }: ListenerProfile, sessionId: string): SessionListen | null {
  const session = sessions.find((each) => each.sessionId === sessionId)
  const begun = (session?.listens ?? []).filter(({ heardOffset }) => heardOffset >= 0)
  const last = begun.reduce<SessionListen | null>(
    (latest, each) => (latest === null || each.heardOffset > latest.heardOffset ? each : latest),
    null,
  )
  return last !== null && last.finished === 0 && last.skipped === 0 ? last : null
}
