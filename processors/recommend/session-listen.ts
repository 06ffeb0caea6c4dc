import type {
  EarlierListen,
  ListenerProfile,
  Play,
  SessionListen,
  Stated,
  ToldPlay,
  TrackId,
} from '../../schemas/generated.ts'
import { idHash } from '../shared/recent-ids.ts'
import { AUTOPLAY_DISCOUNT, decay, FINISHED, LISTENED, skipWeight } from '../shared/preferences/weights.ts'

/** The feedback of one session on a track, after one more play of it. */
export function listenAfter(before: SessionListen | null, play: Play, at: number, offset: number): SessionListen {
  const { event, trackId, playId } = play
  const told: ToldPlay = { playId: idHash(playId), event, weight: implicitWeight(play), at, offset }
  return {
    trackId,
    ...numbersAfter(before, told),
    plays: [...(before?.plays ?? []), told],
    // What an earlier version wrote has its numbers alone.
    earlier: before === null || before.plays.length > 0 ? (before?.earlier ?? null) : numbersOf(before),
  }
}

/** What plays of a track add up to, after one more. */
export function numbersAfter(before: EarlierListen | null, play: ToldPlay): EarlierListen {
  const { event, at, offset, weight } = play
  if (before !== null && event === 'failed') return { ...numbersOf(before), failed: true }
  if (before !== null && event === 'started') return { ...numbersOf(before), heardOffset: offset }
  const lastAt = Math.max(before?.lastAt ?? at, at)
  const isExplicit = event === 'liked' || event === 'disliked' || event === 'unliked' || event === 'undisliked'
  const isHeard = event === 'started' || event === 'finished' || event === 'skipped'
  return {
    stated: explicitAfter(before?.stated ?? 'nothing', event),
    statedOffset: isExplicit ? offset : (before?.statedOffset ?? -1),
    implicit: (before === null ? 0 : before.implicit * decay(lastAt - before.lastAt)) + weight * decay(lastAt - at),
    finished: (before?.finished ?? 0) + Number(event === 'finished'),
    skipped: (before?.skipped ?? 0) + Number(event === 'skipped'),
    heardOffset: isHeard ? offset : (before?.heardOffset ?? -1),
    lastAt,
    lastOffset: Math.max(before?.lastOffset ?? offset, offset),
    failed: before?.failed ?? event === 'failed',
  }
}

function numbersOf(listen: EarlierListen): EarlierListen {
  const { stated, statedOffset, implicit, finished, skipped, heardOffset, lastAt, lastOffset, failed } = listen
  return { stated, statedOffset, implicit, finished, skipped, heardOffset, lastAt, lastOffset, failed }
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
  if (event === 'listened') return LISTENED
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
