import type { IncomingMessage } from 'node:http'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { ConfigError } from '../../../streams/engine/errors.ts'
import type { EdgeContext } from '../../../streams/engine/runtime/context.ts'
import { hostsOf } from '../../shared/mongo/database.ts'
import type { Database } from '../../shared/mongo/database.ts'
import { recommendationsMessage } from '../messages.ts'
import { allowedHosts } from '../origin.ts'
import { Problem } from '../problem.ts'
import { audioRoutes } from './audio-routes.ts'
import { followFeedback } from './feedback.ts'
import type { FollowedFeedback } from './feedback.ts'
import { healthProbe, healthRoutes } from './health.ts'
import type { ProbedEndpoints } from './health.ts'
import { progressOf } from './library.ts'
import { createLive, HEARTBEAT_MS } from './live.ts'
import type { Live } from './live.ts'
import { meRoutes } from './me-routes.ts'
import { indexMetrics } from './index-metrics.ts'
import { createMetrics } from './metrics.ts'
import type { PictureReader } from './pictures.ts'
import { servePlayer } from './player-files.ts'
import { createServer } from './server.ts'
import { listenerReader, sessionKey, sessionRoutes } from './session.ts'
import { announceProgress, openStreams } from './streams.ts'
import type { Streams } from './streams.ts'
import { trackRoutes } from './track-routes.ts'

export interface BridgeSettings extends ProbedEndpoints {
  /** Address that the player is served on. */
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Holds the key that sessions are signed with. */
  readonly dataFolder: string
  readonly libraryFolders: readonly string[]
  /** Id of the model whose recommendations are shown. */
  readonly servingModel: string
}

export interface BridgeParts {
  readonly database: Database
  readonly pictures: PictureReader
  readonly heartbeatMs?: number
}

/** A bridge that answers requests; its streams may still be opening. */
export interface Bridge {
  /** Where it is, such as http://127.0.0.1:4600 */
  readonly url: string
  /** Resolves once the library has been read and players may connect. */
  open(): Promise<void>
  close(): Promise<void>
}

const PLAYER_FOLDER = join(import.meta.dirname, '../../../ui/dist')
const STARTING = 'The library is still being read from Kafka: try again in a moment.'

/** Puts the parts together and listens. @throws {ConfigError} when the address cannot be had. */
export async function startBridge(
  context: EdgeContext,
  settings: BridgeSettings,
  { database, pictures, heartbeatMs }: BridgeParts,
): Promise<Bridge> {
  const { log } = context
  const metrics = createMetrics()
  const { servingModel: shown, libraryFolders: folders } = settings
  let streams: Streams | null = null
  let followed: FollowedFeedback | null = null
  const opened = (): Streams => {
    if (streams === null) throw new Problem('starting', STARTING)
    return streams
  }
  const library = () => opened().library
  indexMetrics(metrics.registry, () => streams?.library.index.content ?? null)

  const hosts = () => hostsServed(settings.host, portOf(app))
  const app: FastifyInstance = await createServer(await sessionKey(settings.dataFolder), hosts, metrics, log)
  const listenerOf = listenerReader(app)
  const probe = healthProbe({
    endpoints: settings,
    database,
    folders,
    isCaughtUp: () => streams !== null,
    writeFailedAt: () => streams?.writer.failedAt() ?? null,
  })
  healthRoutes(app, probe)
  sessionRoutes(app, listenerOf)
  trackRoutes(app, library)
  audioRoutes(app, library, pictures, folders)
  meRoutes(app, listenerOf, database, hostsOf(settings.mongodbUrl), library)
  await servePlayer(app, PLAYER_FOLDER, log)

  const live: Live = createLive({
    hosts,
    listenerOf,
    log,
    heartbeatMs: heartbeatMs ?? HEARTBEAT_MS,
    parts: () => ({
      library: library(),
      writer: opened().writer,
      metrics,
      onError: (error) => log.warn({ err: error }, 'A play was not stored; its player sends it again.'),
    }),
    greeting(listener) {
      const newest = opened().suggestions.newest(listener)
      const suggestions = newest === undefined ? [] : [recommendationsMessage(library().catalogue.content, newest)]
      const feedback = followed?.message() ?? null
      return [{ type: 'library', ...progressOf(library()) }, ...suggestions, ...(feedback === null ? [] : [feedback])]
    },
  })
  app.server.on('upgrade', (request: IncomingMessage, socket, head: Buffer) => live.upgrade(request, socket, head))

  const url = await listen(app, settings)
  let stopAnnouncing = () => {}
  return {
    url,
    async open() {
      streams = await openStreams(context, shown, (read, recommendation, causedAtMs) => {
        const message = recommendationsMessage(read.catalogue.content, recommendation)
        if (live.push(recommendation.listenerId, message) === 0) return
        metrics.pushes.inc()
        metrics.eventToPush.observe((Date.now() - causedAtMs) / 1000)
      })
      followed = await followFeedback(context, shown, Date.now(), metrics.onFeedback, live.broadcast)
      stopAnnouncing = announceProgress(streams.library, (progress) => live.broadcast({ type: 'library', ...progress }))
    },
    async close() {
      stopAnnouncing()
      live.close()
      await app.close()
      await followed?.stop()
      await streams?.close()
    },
  }
}

async function listen(app: FastifyInstance, { host, port }: BridgeSettings): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    const why = taken ? 'is taken: stop what uses it, or' : 'cannot be listened on:'
    throw new ConfigError(`Port ${port} of ${host} ${why} set SLIPSTREAM_PORT or SLIPSTREAM_HOST.`, { cause: error })
  }
  return `http://${host.includes(':') ? `[${host}]` : host}:${portOf(app)}`
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address()
  return address === null || typeof address === 'string' ? 0 : address.port
}

/** When it listens on all addresses, each of this machine's is a name of it. */
function hostsServed(host: string, port: number): ReadonlySet<string> {
  const own = Object.values(networkInterfaces()).flatMap((each) => each?.map(({ address }) => address) ?? [])
  return allowedHosts(host, port, ['0.0.0.0', '::'].includes(host) ? own : [])
}
