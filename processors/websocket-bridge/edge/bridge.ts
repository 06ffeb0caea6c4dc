import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { ListenerId } from '../../../schemas/generated.ts'
import type { BridgeMessage } from '../../../schemas/live.ts'
import { ConfigError } from '../../../streams/engine/errors.ts'
import type { TopologyEdge } from '../../../streams/engine/topology.ts'
import type { EdgeContext, Follower } from '../../../streams/engine/runtime/context.ts'
import { pausedProcessors } from '../../../streams/engine/runtime/paused-processors.ts'
import { hostsOf } from '../../shared/mongo/database.ts'
import type { Database } from '../../shared/mongo/database.ts'
import { clientLimits, LOOPBACK_LIMITS, REMOTE_LIMITS } from '../client-limits.ts'
import type { AddressLimits } from '../client-limits.ts'
import { knownModels } from '../known-models.ts'
import { recommendationsMessage } from '../messages.ts'
import { sittingsMessage } from '../sittings.ts'
import { troublesIn } from '../troubles.ts'
import type { Crashes, Troubles } from '../troubles.ts'
import type { MeasuredFlow } from '../insights/flow.ts'
import { httpOrigin, isLoopback } from '../origin.ts'
import type { HostAndPort } from '../origin.ts'
import { artRoutes } from './art-routes.ts'
import { audioRoutes } from './audio-routes.ts'
import { lyricsReader } from './lyrics.ts'
import type { LyricsReader } from './lyrics.ts'
import { lyricsRoutes } from './lyrics-routes.ts'
import { bridgeState } from './bridge-state.ts'
import type { BridgeState } from './bridge-state.ts'
import { clientAddress } from './client-address.ts'
import { entityRoutes } from './entity-routes.ts'
import { followFeedback } from './feedback.ts'
import type { FollowedFeedback } from './feedback.ts'
import { healthProbe, healthRoutes } from './health.ts'
import type { ProbedEndpoints } from './health.ts'
import { serveInsights } from './insight-routes.ts'
import { announcePlaylists } from './announce-playlists.ts'
import { announceChanges } from './library-changes.ts'
import { progressOf } from './library.ts'
import { createLive, HEARTBEAT_MS } from './live.ts'
import { admissionBy, loginBy, loginRoutes, requireLogin } from './login.ts'
import type { Live } from './live.ts'
import { meRoutes } from './me-routes.ts'
import { indexMetrics } from './index-metrics.ts'
import { announceProgress, openKafkaEndpoints } from './kafka-endpoints.ts'
import type { KafkaEndpoints } from './kafka-endpoints.ts'
import { lagMetrics } from './lag-metrics.ts'
import { createMetrics } from './metrics.ts'
import type { Metrics } from './metrics.ts'
import { followProcessorMetrics } from './processor-metrics.ts'
import type { PictureReader } from './pictures.ts'
import { loginPageIn, servePlayer } from './player-files.ts'
import { playlistNames, playlistRoutes } from './playlist-routes.ts'
import { queueRoutes } from './queue-routes.ts'
import { servedOrigins } from './served-origins.ts'
import { createServer, IDLE_MS } from './server.ts'
import type { Entrance } from './server.ts'
import { browserSessions, sessionKeys, sessionRoutes } from './session.ts'
import type { Sessions } from './session.ts'
import { trackRoutes } from './track-routes.ts'
import type { Transcoder } from './transcoder.ts'
import { crashesOf, watchTroubles } from './troubles.ts'
import { asksForWebSocket, passOverUpgrade } from './upgrade.ts'
import { watchersBy } from './watchers.ts'

/** By what others reach the bridge, and what it believes of them. */
export interface DoorSettings {
  /** Where the host of a container publishes the port; null: it is reached where it listens. */
  readonly published: HostAndPort | null
  /** Origins that it is reached by; empty: what it listens on and the names of this machine. */
  readonly origins: readonly string[]
  /** Addresses, networks or `loopback`, whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
  /** Asked once in each browser; null: everybody who reaches the port may come in. */
  readonly password: string | null
  /** That several bridges sign sessions with; null: a key of its data folder. */
  readonly sessionKey: string | null
  /** By which other machines may see metrics and the parts of readiness; null: none may. */
  readonly metricsToken: string | null
}

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
  readonly door: DoorSettings
}

export interface BridgeParts {
  readonly database: Database
  readonly pictures: PictureReader
  readonly transcoder: Transcoder
  readonly heartbeatMs?: number
  readonly idleMs?: number
  /** What an address may use, instead of `LOOPBACK_LIMITS` and `REMOTE_LIMITS`. */
  readonly limits?: AddressLimits
  /** Where the built player is. */
  readonly playerFolder?: string
  /** The arrows between topics and processors; without it the graph is empty. */
  readonly graph?: () => Promise<readonly TopologyEdge[]>
}

/** A bridge that answers requests; its streams may still be opening. */
export interface RunningBridge {
  /** Where it is, such as http://127.0.0.1:4600 */
  readonly url: string
  /** By which browsers may reach it. */
  origins(): readonly string[]
  /** Resolves once the library has been read and players may connect. */
  open(): Promise<void>
  close(): Promise<void>
}

const PLAYER_FOLDER = join(import.meta.dirname, '../../../ui/dist')
/** What is there once a bridge is open. */
interface OpenBridge {
  readonly endpoints: KafkaEndpoints
  readonly feedback: FollowedFeedback
  readonly processes: Follower
  readonly stopAnnouncing: () => void
}

/** Puts the parts together and listens. @throws {ConfigError} when the address cannot be had. */
export async function startBridge(
  context: EdgeContext,
  settings: BridgeSettings,
  parts: BridgeParts,
): Promise<RunningBridge> {
  const { log } = context
  const metrics = createMetrics(context.processMetrics)
  const crashes = crashesOf(settings.dataFolder, metrics.processes.current)
  const state = bridgeState<OpenBridge>()
  lagMetrics(metrics.registry, context.consumerLags, log)
  indexMetrics(metrics.registry, () => state.current()?.endpoints.library.index.content ?? null)

  const { host, dataFolder, door } = settings
  const served = servedOrigins(() => ({ host, port: portOf(app), ...door }))
  const addressOf = clientAddress(door.trustedProxies)
  const limits = clientLimits(
    (address) => parts.limits ?? (isLoopback(address) ? LOOPBACK_LIMITS : REMOTE_LIMITS),
    () => performance.now(),
  )
  const watchers = watchersBy(door.metricsToken)
  const entrance = { served, watchers, limits, addressOf, idleMs: parts.idleMs ?? IDLE_MS }
  const keys = await sessionKeys(dataFolder, door.sessionKey)
  const app: FastifyInstance = await createServer(keys, entrance, metrics, log)
  const sessions = browserSessions(app, keys, dataFolder)
  const login = await loginBy(door.password, keys[0])
  const isAdmitted = admissionBy(login, sessions)
  const playerFolder = parts.playerFolder ?? PLAYER_FOLDER
  requireLogin(app, isAdmitted, loginPageIn(playerFolder))
  loginRoutes(app, {
    login,
    sessions,
    addressOf,
    takesNewListener: (request) => limits.takesNewListener(addressOf(request)),
    disconnect: (listener) => live.disconnect(listener, 'logout'),
  })
  const lyrics = lyricsReader(log)
  const requireOpen = () => void state.opened()
  const flow = serveInsights(app, context, { watchers, graph: parts.graph, requireOpen })
  addRoutes(app, settings, parts, state, { sessions, metrics, crashes, lyrics, ...entrance })
  await servePlayer(app, playerFolder, log)

  const live = createLive({
    origins: served.player,
    addressOf,
    limits,
    sessions,
    isAdmitted,
    log,
    heartbeatMs: parts.heartbeatMs ?? HEARTBEAT_MS,
    parts: () => ({
      library: state.opened().endpoints.library,
      writer: state.opened().endpoints.writer,
      metrics,
      feedback: state.opened().feedback.message,
      onError: (error) => log.warn({ err: error }, 'A play failed for a reason of our own; its player sends it again.'),
    }),
    greeting: (listener) => greetingOf(state.opened(), listener, troublesIn(crashes())),
  })
  app.server.on('upgrade', (request: IncomingMessage, socket, head: Buffer) => {
    if (asksForWebSocket(request)) live.upgrade(request, socket, head)
    else passOverUpgrade(app.server, request, socket, head)
  })

  return {
    url: await listen(app, settings),
    origins: () => [...new Set([...served.player().values()].flatMap((each) => [...each]))],
    open: async () =>
      state.open(await openParts(context, settings.servingModel, { metrics, crashes, state, live, flow, sessions })),
    async close() {
      const open = state.current()
      open?.stopAnnouncing()
      live.close()
      await app.close()
      await lyrics.close()
      await open?.feedback.stop()
      await open?.processes.stop()
      await open?.endpoints.close()
    },
  }
}

interface RouteParts extends Pick<Entrance, 'watchers' | 'limits' | 'addressOf'> {
  readonly sessions: Sessions
  readonly metrics: Metrics
  readonly crashes: () => readonly Crashes[]
  readonly lyrics: LyricsReader
}

function addRoutes(
  app: FastifyInstance,
  settings: BridgeSettings,
  { database, pictures, transcoder }: BridgeParts,
  state: BridgeState<OpenBridge>,
  { sessions, watchers, limits, addressOf, metrics, crashes, lyrics }: RouteParts,
): void {
  const library = () => state.opened().endpoints.library
  const { libraryFolders: folders, mongodbUrl } = settings
  const probe = healthProbe({
    endpoints: settings,
    database,
    folders,
    isCaughtUp: () => state.current() !== null,
    writeFailedAt: () => state.current()?.endpoints.writer.failedAt() ?? null,
    troubles: () => troublesIn(crashes()),
    paused: () => pausedNames(settings.dataFolder),
  })
  healthRoutes(app, probe, watchers)
  sessionRoutes(app, sessions, (request) => limits.takesNewListener(addressOf(request)), watchers)
  trackRoutes(app, library)
  artRoutes(app, library, pictures, folders)
  lyricsRoutes(app, library, lyrics, folders)
  audioRoutes(app, library, transcoder, folders, (request) => {
    const address = addressOf(request)
    if (!limits.streams.take(address)) return null
    metrics.streams.inc()
    return () => {
      limits.streams.giveBack(address)
      metrics.streams.dec()
    }
  })
  meRoutes(app, sessions, database, hostsOf(mongodbUrl), library)
  const lists = () => state.opened().endpoints.lists
  playlistRoutes(app, { sessions, lists, library, limits })
  entityRoutes(app, library, playlistNames(sessions, lists, library))
  queueRoutes(app, { sessions, lists, library, limits })
}

interface Announcing extends Pick<RouteParts, 'metrics' | 'crashes' | 'sessions'> {
  readonly state: BridgeState<OpenBridge>
  readonly live: Live
  readonly flow: MeasuredFlow
}

/** Opens what reads and writes Kafka. Until it is open no player is connected, so nothing is pushed. */
async function openParts(
  context: EdgeContext,
  shown: string,
  { metrics, crashes, state, live, flow, sessions }: Announcing,
): Promise<OpenBridge> {
  const models = knownModels(shown)
  const endpoints = await openKafkaEndpoints(context, shown, models, {
    recommendation(recommendation, causedAtMs) {
      const open = state.current()
      if (open === null) return
      const message = recommendationsMessage(open.endpoints.library.catalogue.content, recommendation, Date.now())
      if (live.push(recommendation.listenerId, message) === 0) return
      metrics.pushes.inc()
      metrics.eventToPush.observe((Date.now() - causedAtMs) / 1000)
    },
    sittings(listener, sittings) {
      const open = state.current()
      if (open !== null) live.push(listener, sittingsMessage(open.endpoints.library.catalogue.content, sittings))
    },
    message: live.push,
    forgotten(listener) {
      sessions.forget(listener)
      live.disconnect(listener, 'forgotten')
    },
  })
  const feedback = await followFeedback(
    context,
    shown,
    models,
    Date.now(),
    metrics.onFeedback,
    live.tellFollowers,
  ).catch(async (error: unknown) => {
    await endpoints.close()
    throw error
  })
  const troubles = watchTroubles(crashes, (processors) => live.broadcast({ type: 'troubles', processors }))
  const processes = await followProcessorMetrics(context, metrics.processes, ({ key, value, timestamp }) => {
    flow.apply(key, value, timestamp)
    troubles.look()
  })
  const stops = [
    announceProgress(endpoints.library, (progress) => live.broadcast({ type: 'library', ...progress })),
    announceChanges(endpoints.library, live),
    announcePlaylists(endpoints.library, live.broadcast),
    troubles.stop,
  ]
  const stopAnnouncing = () => {
    for (const stop of stops) stop()
  }
  return { endpoints, feedback, processes, stopAnnouncing }
}

/** What a player is sent after its welcome. */
function greetingOf({ endpoints }: OpenBridge, listener: ListenerId, processors: Troubles): readonly BridgeMessage[] {
  const { library } = endpoints
  const newest = endpoints.newest(listener)
  return [
    { type: 'library', ...progressOf(library) },
    ...(newest === undefined ? [] : [recommendationsMessage(library.catalogue.content, newest, Date.now())]),
    sittingsMessage(library.catalogue.content, endpoints.sittings(listener)),
    { type: 'troubles', processors },
  ]
}

/** Where the folder cannot be read, the supervisor says so: the bridge works without knowing it. */
function pausedNames(dataFolder: string): readonly string[] {
  try {
    return pausedProcessors(dataFolder).map(({ processor }) => processor)
  } catch {
    return []
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
  return httpOrigin(host, portOf(app))
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address()
  return address === null || typeof address === 'string' ? 0 : address.port
}
