import { z } from 'zod'
import { trackId } from '../../schemas/generated.ts'
import type { AnswerOf, readHistory } from '../../schemas/http.ts'
import { standingIn } from './catalogue.ts'
import type { Catalogue } from './catalogue.ts'
import { Problem } from './problem.ts'

/** A play as mongo-sink stores it, as far as a listener's history shows it. */
export const storedPlay = z.object({
  _id: z.string(),
  playId: z.string(),
  trackId: z.string(),
  event: z.string(),
  positionMs: z.number(),
  playedMs: z.number(),
  via: z.string(),
  recommendationId: z.string().nullable(),
  sessionId: z.string(),
  arrivedAt: z.date(),
})
export type StoredPlay = z.infer<typeof storedPlay>

export type HistoryItem = AnswerOf<typeof readHistory>['items'][number]

/** A play as the listener's history shows it; without names when the track is no longer in the library. */
export function historyItem(content: Catalogue, stored: StoredPlay): HistoryItem {
  const { playId, event, positionMs, playedMs, via, recommendationId, sessionId } = stored
  const track = standingIn(content, trackId(stored.trackId))
  const reference = content.entries.get(track)?.reference
  return {
    playId,
    trackId: track,
    event,
    positionMs,
    playedMs,
    via,
    recommendationId,
    sessionId,
    arrivedAt: stored.arrivedAt.getTime(),
    title: reference?.title ?? null,
    artist: reference?.artist ?? null,
  }
}

/** The position of a play in a history, newest first. */
export function historyCursor({ _id, arrivedAt }: StoredPlay): string {
  return Buffer.from(`${arrivedAt.getTime()} ${_id}`).toString('base64url')
}

/** The part of a MongoDB filter that leaves out what earlier pages showed. @throws {Problem} `bad-query` */
export function historyAfter(cursor: string | undefined): object {
  if (cursor === undefined) return {}
  const [, time, id] = /^(\d{1,15}) (.+)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? []
  if (time === undefined || id === undefined) throw new Problem('bad-query', 'cursor: take it from nextCursor as it is')
  const arrivedAt = new Date(Number(time))
  return { $or: [{ arrivedAt: { $lt: arrivedAt } }, { arrivedAt: { $eq: arrivedAt }, _id: { $lt: id } }] }
}
