import type { IncomingMessage } from 'node:http'
import {
  PROBLEM_TYPE,
  listNamedTracks,
  listedTrackShape,
  problems,
  putQueue,
  readQueue,
} from '../../../schemas/http.ts'
import type { AnswerOf } from '../../../schemas/http.ts'
import type { OwnRoutes } from './music-server.ts'
import type { LibraryTrack } from './tone.ts'

const NOTHING: AnswerOf<typeof readQueue> = {
  ...{ now: null, positionMs: 0, live: true, shuffleSeed: null, repeat: 'off', deviceId: null, sessionId: null },
  ...{ revision: 0, yours: [], before: [], sources: [], updatedAt: 0 },
}

/** The queue of the listener, as the bridge keeps it: in memory, and told to every player. */
export function queueRoutes(tracks: readonly LibraryTrack[]): OwnRoutes {
  let queue = NOTHING
  return async (request, response, url, tell) => {
    const send = (status: number, body: unknown, type = 'application/json') => {
      response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body))
      return true
    }
    if (url.pathname === listNamedTracks.path) {
      const ids = (url.searchParams.get('ids') ?? '').split(',')
      const named = ids.flatMap((id) => tracks.filter(({ trackId }) => trackId === id))
      return send(200, { items: named.map((track) => listedTrackShape.parse(track)), nextCursor: null })
    }
    if (url.pathname !== readQueue.path) return false
    if (request.method === readQueue.method) return send(200, queue)
    const { revision, yours, before, sources, ...put } = putQueue.body.parse(await jsonOf(request))
    if (revision !== queue.revision) {
      const { status, title } = problems['stale-revision']
      return send(status, { type: '', title, status, detail: title, code: 'stale-revision', queue }, PROBLEM_TYPE)
    }
    const lists = { yours: yours ?? queue.yours, before: before ?? queue.before, sources: sources ?? queue.sources }
    queue = { ...put, ...lists, revision: revision + 1, updatedAt: Date.now() }
    tell({ type: 'queue', revision: queue.revision, deviceId: queue.deviceId })
    return send(200, { revision: queue.revision, updatedAt: queue.updatedAt })
  }
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return JSON.parse(text)
}
