import type * as z from 'zod/mini'
import { readHistory } from '../../schemas/http.ts'
import { request } from './requests.ts'
import type { ShownTrack } from './tracks.ts'

export type HistoryPage = z.output<typeof readHistory.answer>
export type HistoryEvent = HistoryPage['items'][number]

const PAGE_EVENTS = 200

export function fetchHistory(cursor: string | null, signal: AbortSignal): Promise<HistoryPage> {
  const query = new URLSearchParams({ limit: String(PAGE_EVENTS) })
  if (cursor !== null) query.set('cursor', cursor)
  return request(readHistory, { query, signal })
}

/** One playing of a track, made of all that was sent of it. */
export interface HistoryPlay {
  /** Of its newest record: what `retracted` takes back. */
  readonly playId: string
  readonly trackId: string
  readonly sessionId: string
  readonly title: string | null
  readonly artist: string | null
  /** Of the cover; left out where there is none. */
  readonly artVersion?: string
  /** When it began; of one whose beginning is not there, when it ended. Epoch ms. */
  readonly at: number
  readonly playedMs: number
  readonly outcome: 'started' | 'finished' | 'skipped'
  readonly via: string
  /** Whether it was taken back: it does not count. */
  readonly isRetracted: boolean
}

/** Enough of its track to show its cover. */
export function shownTrackOf({ trackId, artVersion }: HistoryPlay): ShownTrack {
  return artVersion === undefined ? { trackId, hasArt: false } : { trackId, hasArt: true, artVersion }
}

const OUTCOMES = { started: 'started', finished: 'finished', skipped: 'skipped' } as const
type Outcome = keyof typeof OUTCOMES
const isOutcome = (event: string): event is Outcome => event in OUTCOMES

/**
 * The plays that records tell of, newest first, as records come: a `finished` or `skipped` and the `started` before it are one.
 * Opinions are no plays. A `retracted` takes back the plays of
 * its track and session before it, as the recommender does.
 */
export function playsOf(events: readonly HistoryEvent[]): readonly HistoryPlay[] {
  const plays: HistoryPlay[] = []
  /** Session and track of plays that were taken back: all those that are older. */
  const retracted = new Set<string>()
  /** By track: the place of a play whose beginning is still to come. */
  const open = new Map<string, number>()
  for (const each of events) {
    if (each.event === 'retracted') retracted.add(`${each.sessionId} ${each.trackId}`)
    if (!isOutcome(each.event)) continue
    const place = open.get(each.trackId)
    const ending = place === undefined ? undefined : plays[place]
    if (each.event === 'started' && place !== undefined && ending !== undefined) {
      plays[place] = { ...ending, at: each.arrivedAt, via: each.via }
      open.delete(each.trackId)
      continue
    }
    if (each.event !== 'started') open.set(each.trackId, plays.length)
    const { playId, trackId, sessionId, title, artist, artVersion, playedMs, via, arrivedAt } = each
    const cover = artVersion === undefined ? {} : { artVersion }
    const isRetracted = retracted.has(`${sessionId} ${trackId}`)
    const at = arrivedAt
    const names = { title, artist, ...cover }
    plays.push({ playId, trackId, sessionId, ...names, at, playedMs, outcome: each.event, via, isRetracted })
  }
  return plays
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
  return { started: 'begun', finished: 'to its end', skipped: 'skipped' }[outcome]
}
