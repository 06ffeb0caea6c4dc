import { z } from 'zod'
import { trackId } from '../../schemas/generated.ts'
import type { TrackId } from '../../schemas/generated.ts'
import type { AnswerOf, readHistory } from '../../schemas/http.ts'
import { standingIn } from './catalogue.ts'
import type { Catalogue } from './catalogue.ts'
import { Problem } from './problem.ts'
import type { PlayedNames } from './protocol.ts'

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
  /** Left out of plays from before this was kept. */
  title: z.string().nullish(),
  artist: z.string().nullish(),
  retracts: z.string().nullish(),
  importedFrom: z.string().nullish(),
})
export type StoredPlay = z.infer<typeof storedPlay>

export type HistoryItem = AnswerOf<typeof readHistory>['items'][number]

/** Names in a play are cut to this many UTF-16 units: a tag may hold a book. */
const MAX_NAME = 200

/** What a track is called in a play, so that a history names it when it is gone. */
export function playedNames(content: Catalogue, id: TrackId): PlayedNames {
  const { title, artist } = content.entries.get(id)?.reference ?? { title: null, artist: null }
  return { title: title?.slice(0, MAX_NAME) ?? null, artist: artist?.slice(0, MAX_NAME) ?? null }
}

/** A play as the listener's history shows it: by the names that the track has, else by those that it had then. */
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
    title: reference?.title ?? stored.title ?? null,
    artist: reference?.artist ?? stored.artist ?? null,
    retracts: stored.retracts ?? null,
    ...(stored.importedFrom == null ? {} : { importedFrom: stored.importedFrom }),
    ...(reference?.artVersion == null ? {} : { artVersion: reference.artVersion }),
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
