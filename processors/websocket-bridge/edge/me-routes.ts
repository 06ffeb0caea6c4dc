import type { FastifyInstance, FastifyRequest } from 'fastify'
import { MongoError } from 'mongodb'
import type { ListenerId } from '../../../schemas/generated.ts'
import { listLikes, openSession, readHistory, readRatedTracks } from '../../../schemas/http.ts'
import type { QueryOf } from '../../../schemas/http.ts'
import { collections } from '../../shared/mongo/collections.ts'
import type { Database } from '../../shared/mongo/database.ts'
import { historyAfter, historyCursor, historyItem, storedPlay } from '../history.ts'
import { trackId } from '../../../schemas/generated.ts'
import { standingIn } from '../catalogue.ts'
import { opinionCursor, opinionsAfter, ratedTracksOf, storedOpinion } from '../opinions.ts'
import { Problem } from '../problem.ts'
import type { LibraryReader } from './library.ts'
import { serve } from './routes.ts'
import type { Sessions } from './session.ts'

/** A listener's own history and explicit feedback. The session alone decides whose: no request names a listener. */
export function meRoutes(
  app: FastifyInstance,
  sessions: Sessions,
  database: Database,
  databaseHosts: string,
  library: LibraryReader,
): void {
  const read = async <T>(query: () => Promise<T>): Promise<T> => {
    try {
      return await query()
    } catch (error) {
      if (!(error instanceof MongoError)) throw error
      const detail = `MongoDB at ${databaseHosts} does not answer, so history and likes cannot be read. Nothing is lost: plays are kept in Kafka.`
      throw new Problem('database-unavailable', detail, { cause: error })
    }
  }

  serve(app, readHistory, async ({ limit, cursor }, request, reply) => {
    const listener = listenerIn(request, sessions)
    const found = await read(async () =>
      (await database.collection(collections.plays))
        .find({ listenerId: { $eq: listener }, event: { $ne: 'progressed' }, ...historyAfter(cursor) })
        .sort({ arrivedAt: -1, _id: -1 })
        .limit(limit + 1)
        .toArray(),
    )
    const stored = found.slice(0, limit).map((document) => storedPlay.parse(document))
    const last = stored.at(-1)
    void reply.header('cache-control', 'no-store')
    return {
      items: stored.map((play) => historyItem(library().catalogue.content, play)),
      nextCursor: found.length > limit && last !== undefined ? historyCursor(last) : null,
    }
  })

  const standing = (id: string) => standingIn(library().catalogue.content, trackId(id))

  /** A page of what a listener said, newest first. */
  const opinionsOf = async (listener: ListenerId, only: object, { limit, cursor }: PageQuery) => {
    const found = await read(async () =>
      (await database.collection(collections.opinions))
        .find({ listenerId: { $eq: listener }, ...only, ...opinionsAfter(cursor) })
        .sort({ since: -1, _id: -1 })
        .limit(limit + 1)
        .toArray(),
    )
    const stored = found.slice(0, limit).map((document) => storedOpinion.parse(document))
    const last = stored.at(-1)
    return { stored, nextCursor: found.length > limit && last !== undefined ? opinionCursor(last) : null }
  }

  serve(app, readRatedTracks, async (query, request, reply) => {
    void reply.header('cache-control', 'no-store')
    const { stored, nextCursor } = await opinionsOf(listenerIn(request, sessions), {}, query)
    return { ...ratedTracksOf(stored, standing), nextCursor }
  })

  serve(app, listLikes, async (query, request, reply) => {
    void reply.header('cache-control', 'no-store')
    const only = { opinion: 'liked', subject: 'track' }
    const { stored, nextCursor } = await opinionsOf(listenerIn(request, sessions), only, query)
    return { items: ratedTracksOf(stored, standing).liked, nextCursor }
  })
}

type PageQuery = QueryOf<typeof listLikes>

/** @throws {Problem} `no-session` */
export function listenerIn(request: Pick<FastifyRequest, 'headers'>, sessions: Sessions): ListenerId {
  const session = sessions.of(request.headers.cookie)
  if (session === null)
    throw new Problem('no-session', `Ask for a session first: ${openSession.method} ${openSession.path}.`)
  return session.listener
}
