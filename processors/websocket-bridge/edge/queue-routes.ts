import type { FastifyInstance } from 'fastify'
import type { ListenerId, Queue } from '../../../schemas/generated.ts'
import { PROBLEM_TYPE, putQueue, readQueue } from '../../../schemas/http.ts'
import { queues } from '../../../schemas/topics.ts'
import { record } from '../../../streams/engine/topic.ts'
import { problemDetails } from '../problem.ts'
import { queueAnswer, queueRecord } from '../queue.ts'
import { listenerIn } from './me-routes.ts'
import type { PlaylistParts } from './playlist-routes.ts'
import { bodyOf, serve } from './routes.ts'

/** The queue of the listener whom the session names; one player at a time replaces the one that it knew. */
export function queueRoutes(app: FastifyInstance, { sessions, lists }: Omit<PlaylistParts, 'library'>): void {
  serve(app, readQueue, (_query, request, reply) => {
    void reply.header('cache-control', 'no-store')
    return queueAnswer(lists().queueOf(listenerIn(request, sessions)))
  })

  const put = (listener: ListenerId, body: ReturnType<typeof bodyOf<(typeof putQueue)['body']>>) =>
    lists().inTurn(listener, async (): Promise<Queue | null> => {
      const present = lists().queueOf(listener)
      if (body.revision !== (present?.revision ?? 0)) return null
      const queue = queueRecord(listener, body, present, Date.now())
      await lists().store([record(queues, listener, queue, queue.updatedAt)])
      return queue
    })

  app.put(putQueue.path, { bodyLimit: putQueue.bodyLimit }, async (request, reply) => {
    const listener = listenerIn(request, sessions)
    const queue = await put(listener, bodyOf(putQueue, request))
    void reply.header('cache-control', 'no-store')
    if (queue !== null) return { revision: queue.revision, updatedAt: queue.updatedAt }
    const details = problemDetails(
      'stale-revision',
      'The queue was put by another player meanwhile: go on from `queue`.',
    )
    return reply
      .code(details.status)
      .type(PROBLEM_TYPE)
      .send({ ...details, queue: queueAnswer(lists().queueOf(listener)) })
  })
}
