import { z } from 'zod'
import type { ListenerId, Opinion } from '../../schemas/generated.ts'
import type { AnswerOf, readRatedTracks } from '../../schemas/http.ts'
import { parseOpinionKey } from '../../schemas/keys.ts'
import type { OpinionsMessage } from '../../schemas/live.ts'
import { Problem } from './problem.ts'

/** An opinion as mongo-sink stores it, as far as its listener is told it. */
export const storedOpinion = z.object({
  _id: z.string(),
  subject: z.string(),
  trackId: z.string().nullable(),
  artistId: z.string().nullable(),
  opinion: z.string(),
  since: z.date(),
})
export type StoredOpinion = z.infer<typeof storedOpinion>

/** The place of an opinion among those of its listener, newest first. */
export function opinionCursor({ _id, since }: StoredOpinion): string {
  return Buffer.from(`${since.getTime()} ${_id}`).toString('base64url')
}

/** The part of a MongoDB filter that leaves out what earlier pages showed. @throws {Problem} `bad-query` */
export function opinionsAfter(cursor: string | undefined): object {
  if (cursor === undefined) return {}
  const [, time, id] = /^(\d{1,15}) (.+)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? []
  if (time === undefined || id === undefined) throw new Problem('bad-query', 'cursor: take it from nextCursor as it is')
  const since = new Date(Number(time))
  return { $or: [{ since: { $lt: since } }, { since: { $eq: since }, _id: { $lt: id } }] }
}

/**
 * Opinions by what they say, each in the order given.
 * @param standing the track that an id leads to, also one of an earlier version.
 */
export function ratedTracksOf(
  opinions: readonly StoredOpinion[],
  standing: (id: string) => string = (id) => id,
): Omit<AnswerOf<typeof readRatedTracks>, 'nextCursor'> {
  const tracks = (opinion: string) => [
    ...new Set(
      opinions.flatMap((each) => (each.opinion === opinion && each.trackId !== null ? [standing(each.trackId)] : [])),
    ),
  ]
  return {
    liked: tracks('liked'),
    disliked: tracks('disliked'),
    never: tracks('never'),
    neverArtists: opinions.flatMap((each) =>
      each.opinion === 'never' && each.artistId !== null ? [each.artistId] : [],
    ),
  }
}

/** In place of several messages: a player that does not read them reads all opinions again. */
export const OPINIONS_RELOAD: OpinionsMessage = { type: 'opinions', reload: true, items: [] }

/**
 * What a record of `opinions` says to its listener; null when its key is none.
 * @param value null: it was taken back. @param standing the track that an id leads to.
 */
export function opinionChange(
  key: string,
  value: Opinion | null,
  standing: (id: string) => string,
): { readonly listener: ListenerId; readonly message: OpinionsMessage } | null {
  const named = parseOpinionKey(key)
  if (named === null) return null
  const { listener, subject, id } = named
  const opinion = value === null || value.opinion === 'unknown' ? 'none' : value.opinion
  const about = subject === 'track' ? { trackId: standing(id), artistId: null } : { trackId: null, artistId: id }
  return { listener, message: { type: 'opinions', reload: false, items: [{ ...about, opinion }] } }
}
