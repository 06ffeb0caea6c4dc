import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { ListenerId } from '../../../schemas/generated.ts'
import { PROBLEM_TYPE } from '../../../schemas/http.ts'
import { LIVE_PATH } from '../../../schemas/live.ts'
import type {
  BridgeMessage,
  FeedbackMessage,
  LibraryChangedMessage,
  ListsMessage,
  OpinionsMessage,
  RecommendationsMessage,
  SittingsMessage,
} from '../../../schemas/live.ts'
import type { ClientLimits } from '../client-limits.ts'
import { reloadMessage } from '../library-changes.ts'
import { OPINIONS_RELOAD } from '../opinions.ts'
import { foreignOriginDetail, isSameOrigin } from '../origin.ts'
import type { OriginsByHost } from '../origin.ts'
import { Problem } from '../problem.ts'
import { MAX_MESSAGE_BYTES } from '../protocol.ts'
import type { Followed } from '../protocol.ts'
import type { AddressOf } from './client-address.ts'
import { serveSocket } from './live-socket.ts'
import type { LiveParts, LiveSocket } from './live-socket.ts'
import { LOGIN_REQUIRED } from './login.ts'
import type { IsAdmitted } from './login.ts'
import type { Sessions } from './session.ts'

export const HEARTBEAT_MS = 15_000

export interface LiveOptions {
  readonly origins: () => OriginsByHost
  readonly addressOf: AddressOf
  readonly limits: ClientLimits
  readonly sessions: Sessions
  readonly isAdmitted: IsAdmitted
  /** @throws {Problem} `starting` */
  readonly parts: () => LiveParts
  /** Messages to a player when it connects, after its welcome. */
  readonly greeting: (listener: ListenerId) => readonly BridgeMessage[]
  readonly log: Logger
  readonly heartbeatMs: number
}

/** What is told to all players of one listener. */
export type ListenerMessage = ListsMessage | OpinionsMessage | RecommendationsMessage | SittingsMessage

/** All connected players. */
export interface Live {
  /** Answers an HTTP upgrade: everything is checked before it is accepted. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** @returns how many players of the listener are connected. */
  push(listener: ListenerId, message: ListenerMessage): number
  broadcast(message: BridgeMessage): void
  /** Whether a player that is connected follows the library. */
  hasFollowers(): boolean
  /** Tells those who follow what the message is of. Who has not taken the last change of the library yet reads it again. */
  tellFollowers(message: FeedbackMessage | LibraryChangedMessage): void
  connections(): number
  /** Closes all players of a listener. */
  disconnect(listener: ListenerId, why: 'logout' | 'forgotten'): void
  close(): void
}

/** In place of several messages: a player that ignores its own changes would else miss those of others before it. */
function ofSeveral(message: ListenerMessage): BridgeMessage {
  if (message.type === 'opinions') return OPINIONS_RELOAD
  return message.type === 'playlists' ? { ...message, deviceId: null } : message
}

/** What one follows to be sent a message, and what is sent in place of several. */
const followed = (message: FeedbackMessage | LibraryChangedMessage): readonly [Followed, BridgeMessage] =>
  message.type === 'feedback' ? ['feedback', message] : ['library', reloadMessage(message.revision)]

export function createLive(options: LiveOptions): Live {
  const { origins, addressOf, limits, sessions, isAdmitted, log } = options
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false })
  const byListener = new Map<ListenerId, Set<LiveSocket>>()

  const all = () => [...byListener.values()].flatMap((sockets) => [...sockets])
  const pulse = setInterval(() => {
    for (const socket of all()) socket.heartbeat()
  }, options.heartbeatMs)
  pulse.unref()

  /** @throws {Problem} why not. */
  const admit = (
    request: IncomingMessage,
    connection: Duplex,
  ): { readonly listener: ListenerId; readonly parts: LiveParts } => {
    const { host, origin, cookie } = request.headers
    if (request.url?.split('?')[0] !== LIVE_PATH) throw new Problem('not-found', `Sockets are at ${LIVE_PATH}.`)
    if (!isSameOrigin(origins(), host, origin)) {
      throw new Problem('foreign-origin', foreignOriginDetail(host, origin))
    }
    const address = addressOf(request)
    if (!limits.takesRequest(address)) throw new Problem('too-many-requests', 'Connect again a little later.')
    if (!isAdmitted(cookie)) throw new Problem('login-required', LOGIN_REQUIRED)
    const session = sessions.of(cookie)
    if (session === null) throw new Problem('no-session', 'Ask for a session first: POST /api/session.')
    const parts = options.parts()
    if (!limits.sockets.take(address)) {
      throw new Problem('too-many-sockets', 'Close some players of this address first.')
    }
    connection.once('close', () => limits.sockets.giveBack(address))
    return { listener: session.listener, parts }
  }

  const join = (socket: WebSocket, address: string, listener: ListenerId, parts: LiveParts) => {
    const live = serveSocket(socket, listener, parts, () => limits.takesMessage(listener, address))
    const sockets = byListener.get(listener) ?? new Set()
    byListener.set(listener, sockets.add(live))
    parts.metrics.connections.inc()
    socket.on('error', (error) => log.debug({ err: error }, 'A socket failed.'))
    socket.on('close', () => {
      sockets.delete(live)
      if (sockets.size === 0) byListener.delete(listener)
      parts.metrics.connections.dec()
    })
    for (const message of options.greeting(listener)) live.sendNewest(message)
  }

  return {
    upgrade(request, socket, head) {
      socket.on('error', (error) => log.debug({ err: error }, 'A connection failed.'))
      try {
        const { listener, parts } = admit(request, socket)
        server.handleUpgrade(request, socket, head, (accepted) => join(accepted, addressOf(request), listener, parts))
      } catch (error) {
        if (!(error instanceof Problem)) log.error({ err: error }, 'An upgrade failed.')
        refuse(socket, error instanceof Problem ? error : new Problem('internal', 'The log of the bridge says why.'))
      }
    },
    push(listener, message) {
      const sockets = byListener.get(listener) ?? new Set()
      for (const socket of sockets) socket.sendNewest(message, ofSeveral(message))
      return sockets.size
    },
    broadcast(message) {
      for (const socket of all()) socket.sendNewest(message)
    },
    hasFollowers: () => all().some((socket) => socket.follows('library')),
    tellFollowers(message) {
      const [what, instead] = followed(message)
      for (const socket of all()) if (socket.follows(what)) socket.sendNewest(message, instead)
    },
    connections: () => all().length,
    disconnect: (listener, why) => byListener.get(listener)?.forEach((socket) => socket.close(why)),
    close() {
      clearInterval(pulse)
      for (const socket of all()) socket.close('stop')
    },
  }
}

function refuse(socket: Duplex, { details }: Problem): void {
  const body = JSON.stringify(details)
  const head = [
    `HTTP/1.1 ${details.status} ${details.title}`,
    'Connection: close',
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
