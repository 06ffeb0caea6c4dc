import { MAX_SESSION_LISTENS, MAX_TOLD_PLAYS, PLAY_SETTLES_AFTER_MS } from '../../schemas/limits.ts'
import type { HistoryEvent } from './history.ts'
import { playIdsWith } from './play-ids.ts'
import type { ShownTrack } from './tracks.ts'

/** One playing of a track, made of all that was sent of it. */
export interface HistoryPlay {
  /** Under which it was told: what `retracts` names. */
  readonly playIds: readonly string[]
  readonly trackId: string
  readonly sessionId: string
  /** Of its newest record, epoch ms. */
  readonly toldAt: number
  /** Whether so much was played since that it is a part of the taste by now. */
  readonly isSettled: boolean
  readonly title: string | null
  readonly artist: string | null
  /** Of the cover; left out where there is none. */
  readonly artVersion?: string
  /** When it began; of one whose beginning is not there, when it ended. Epoch ms. */
  readonly at: number
  readonly playedMs: number
  /** `listened`: another service counted it, and did not say how much was heard. */
  readonly outcome: 'started' | 'listened' | 'finished' | 'skipped'
  readonly via: string
  /** Whether it was taken back: it does not count. */
  readonly isRetracted: boolean
}

/** Enough of its track to show its cover. */
export function shownTrackOf({ trackId, artVersion }: HistoryPlay): ShownTrack {
  return artVersion === undefined ? { trackId, hasArt: false } : { trackId, hasArt: true, artVersion }
}

const OUTCOMES = { started: 'started', listened: 'listened', finished: 'finished', skipped: 'skipped' } as const
type Outcome = keyof typeof OUTCOMES
const isOutcome = (event: string): event is Outcome => event in OUTCOMES

/**
 * The plays that records tell of, newest first, as records come: a `finished` or `skipped` and the `started` before it are one.
 * Opinions are no plays. A `retracted` takes back the play that it names, or as players of earlier versions mean it those of its
 * track and session before it, as the recommender does.
 */
export function playsOf(events: readonly HistoryEvent[]): readonly HistoryPlay[] {
  const plays: HistoryPlay[] = []
  const retractions = new Retractions()
  /** Session and track of what is newer. */
  const since = new Set<string>()
  /** By track: the place of a play whose beginning is still to come. */
  const open = new Map<string, number>()
  for (const [told, each] of events.entries()) {
    const { event, trackId, sessionId, title, artist, artVersion, playedMs, via, arrivedAt, playId } = each
    retractions.add(each)
    const own = `${sessionId} ${trackId}`
    const others = since.size - Number(since.has(own))
    // What was imported is a part of the taste at once.
    const isSettled = each.importedFrom !== undefined || others >= MAX_SESSION_LISTENS || told >= MAX_TOLD_PLAYS
    since.add(own)
    if (!isOutcome(event)) continue
    const place = open.get(trackId)
    const ending = place === undefined ? undefined : plays[place]
    if (event === 'started' && place !== undefined && ending !== undefined) {
      const playIds = [...new Set([...ending.playIds, playId])]
      plays[place] = { ...ending, at: arrivedAt, via, playIds, isSettled }
      open.delete(trackId)
      continue
    }
    if (event === 'finished' || event === 'skipped') open.set(trackId, plays.length)
    const cover = artVersion === undefined ? {} : { artVersion }
    const names = { title, artist, ...cover }
    const ids = { playIds: playIdsWith(playId), trackId, sessionId }
    const isRetracted = retractions.has(each)
    plays.push({
      ...ids,
      ...names,
      at: arrivedAt,
      toldAt: arrivedAt,
      playedMs,
      outcome: event,
      via,
      isRetracted,
      isSettled,
    })
  }
  return plays
}

/** What was taken back, of records that come newest first. */
class Retractions {
  /** By the id of a play: when it was taken back, epoch ms. */
  readonly #plays = new Map<string, number>()
  /** Session and track: all that is older. */
  readonly #tracks = new Set<string>()

  add({ event, retracts, sessionId, trackId, arrivedAt }: HistoryEvent): void {
    if (event !== 'retracted') return
    if (retracts === null) this.#tracks.add(`${sessionId} ${trackId}`)
    else this.#plays.set(retracts, arrivedAt)
  }

  /** What came too late had no effect. */
  has({ playId, sessionId, trackId, arrivedAt }: HistoryEvent): boolean {
    const at = this.#plays.get(playId)
    const isInTime = at !== undefined && at - arrivedAt <= PLAY_SETTLES_AFTER_MS
    return isInTime || this.#tracks.has(`${sessionId} ${trackId}`)
  }
}

/** Whether a play can still be taken back: it is told apart for two days, while not too much was played since. */
export function canTakeBack({ toldAt, isSettled }: HistoryPlay, nowMs: number): boolean {
  return !isSettled && nowMs - toldAt <= PLAY_SETTLES_AFTER_MS
}

export interface HistoryDay {
  /** The first moment of the day where the listener is, epoch ms. */
  readonly day: number
  readonly plays: readonly HistoryPlay[]
}

/** @param dayOf the first moment of the day of a moment: it depends on the time zone of the browser */
export function byDay(plays: readonly HistoryPlay[], dayOf: (at: number) => number): readonly HistoryDay[] {
  const days = new Map<number, HistoryPlay[]>()
  for (const play of plays) {
    const day = dayOf(play.at)
    const ofDay = days.get(day)
    if (ofDay === undefined) days.set(day, [play])
    else ofDay.push(play)
  }
  return [...days].map(([day, ofDay]) => ({ day, plays: ofDay }))
}

/** The first moment of a day by the clock of this browser. */
export function dayOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}

/** `Today`, `Yesterday`, else the date. @param today the first moment of the present day */
export function dayWords(day: number, today: number): string {
  if (day === today) return 'Today'
  if (day === dayOf(today - 1)) return 'Yesterday'
  const year = new Date(day).getFullYear() === new Date(today).getFullYear() ? {} : ({ year: 'numeric' } as const)
  return new Date(day).toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', ...year })
}

/** What became of a play, in words. */
export function outcomeWords({ outcome, isRetracted }: Pick<HistoryPlay, 'outcome' | 'isRetracted'>): string {
  if (isRetracted) return 'does not count'
  return { started: 'begun', listened: 'listened to', finished: 'to its end', skipped: 'skipped' }[outcome]
}
