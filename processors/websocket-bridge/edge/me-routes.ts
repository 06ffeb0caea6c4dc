import type { FastifyInstance, FastifyRequest } from 'fastify'
import { MongoError } from 'mongodb'
import { z } from 'zod'
import type { ListenerId } from '../../../schemas/generated.ts'
import { collections } from '../../shared/mongo/collections.ts'
import type { Database } from '../../shared/mongo/database.ts'
import { historyAfter, historyCursor, historyItem, opinionsIn, storedPlay } from '../history.ts'
import { Problem } from '../problem.ts'
import { limitOf } from '../track-query.ts'
import type { LibraryReader } from './library.ts'
import { parsedQuery } from './query.ts'
import type { ListenerOf } from './session.ts'

const historyQuery = z.object({ limit: limitOf(50), cursor: z.string().max(200).optional() })

/** A listener's own history and opinions, of nobody else: the session alone says whose. */
export function meRoutes(
  app: FastifyInstance,
  listenerOf: ListenerOf,
  database: Database,
  databaseHosts: string,
  library: LibraryReader,
): void {
  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    try {
      return await question()
    } catch (error) {
      if (!(error instanceof MongoError)) throw error
      const detail = `MongoDB at ${databaseHosts} does not answer, so history and likes cannot be read. Nothing is lost: plays are kept in Kafka.`
      throw new Problem('database-unavailable', detail, { cause: error })
    }
  }

  app.get('/api/me/history', async (request, reply) => {
    const listener = listenerIn(request, listenerOf)
    const { limit, cursor } = parsedQuery(historyQuery, request.query)
    const found = await ask(async () =>
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

  const opinionsOf = async (listener: ListenerId) =>
    opinionsIn(
      await ask(async () => (await database.collection(collections.profiles)).findOne({ _id: { $eq: listener } })),
    )

  app.get('/api/me/opinions', async (request, reply) => {
    void reply.header('cache-control', 'no-store')
    return opinionsOf(listenerIn(request, listenerOf))
  })

  app.get('/api/me/likes', async (request, reply) => {
    void reply.header('cache-control', 'no-store')
    const { liked } = await opinionsOf(listenerIn(request, listenerOf))
    return { items: liked, nextCursor: null }
  })
}

/** @throws {Problem} `no-session` */
function listenerIn(request: FastifyRequest, listenerOf: ListenerOf): ListenerId {
  const listener = listenerOf(request.headers.cookie)
  if (listener === null) throw new Problem('no-session', 'Ask for a session first: POST /api/session.')
  return listener
}
