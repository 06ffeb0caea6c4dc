import type { FastifyInstance } from 'fastify'
import type { ListenerId, Queue } from '../../../schemas/generated.ts'
import { PROBLEM_TYPE, putQueue, readQueue } from '../../../schemas/http.ts'
import { queues } from '../../../schemas/topics.ts'
import { record } from '../../../streams/engine/topic.ts'
import { Problem, problemDetails } from '../problem.ts'
import { queueAnswer, queueRecord, repeatedEntry, withoutUnknown } from '../queue.ts'
import { trackInLibrary } from './library.ts'
import { listenerIn } from './me-routes.ts'
import { changingListener } from './playlist-routes.ts'
import type { PlaylistParts } from './playlist-routes.ts'
import { bodyOf, serve } from './routes.ts'

/** The queue of the listener whom the session names; one player at a time replaces the one that it knew. */
export function queueRoutes(app: FastifyInstance, parts: PlaylistParts): void {
  const { sessions, lists, library } = parts
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
    const listener = changingListener(request, parts)
    const body = bodyOf(putQueue, request)
    const repeated = repeatedEntry(body)
    if (repeated !== null)
      throw new Problem('bad-request', `The entryId ${repeated} stands twice: each entry has to have one of its own.`)
    const { content } = library().catalogue
    const known = withoutUnknown(body, (id) => trackInLibrary(content, id) !== null)
    const queue = await put(listener, known.put)
    void reply.header('cache-control', 'no-store')
    if (queue !== null) {
      const dropped = known.dropped.length === 0 ? {} : { dropped: known.dropped }
      return { revision: queue.revision, updatedAt: queue.updatedAt, ...dropped }
    }
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
