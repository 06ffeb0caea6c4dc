import { createHmac, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ListenerId } from '../../../schemas/generated.ts'
import { listenerId } from '../../../schemas/generated.ts'
import { openSession } from '../../../schemas/http.ts'
import { ConfigError } from '../../../streams/engine/errors.ts'
import { forgottenListeners, listenerDigest } from '../../shared/files/forgotten-listeners.ts'
import { Problem } from '../problem.ts'
import { serve } from './routes.ts'
import type { Watchers } from './watchers.ts'

const COOKIE = 'slipstream-session'
const KEY_BYTES = 32
const LISTENER_ID_BYTES = 16
/** Browsers keep a cookie for no longer (RFC 6265bis, section 5.5); it is renewed whenever the player is opened. */
const MAX_AGE_SECONDS = 400 * 86_400

/** Sessions are signed with the first; what the others have signed counts until it is renewed. */
export type SessionKeys = readonly [Buffer, ...Buffer[]]

/**
 * The key that several bridges share, and that of this data folder for earlier sessions; without a shared one the folder's own, which
 * is made at the first start and readable by its owner alone.
 * @throws {ConfigError} when the file holds something else.
 */
export async function sessionKeys(dataFolder: string, shared: string | null): Promise<SessionKeys> {
  const path = join(dataFolder, 'session.key')
  await mkdir(dataFolder, { recursive: true })
  if (shared !== null) return [Buffer.from(shared), ...(existsSync(path) ? [await keyIn(path)] : [])]
  try {
    await writeFile(path, randomBytes(KEY_BYTES), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return [await keyIn(path)]
}

async function keyIn(path: string): Promise<Buffer> {
  const key = await readFile(path)
  if (key.length === KEY_BYTES) return key
  throw new ConfigError(`${path} is no session key: delete it, and a new one is made. Its listeners are new ones then.`)
}

/** What a browser's cookie says, when it was signed here. */
export interface Session {
  readonly listener: ListenerId
  /** Tag of the password that was given in the browser; null: none was. */
  readonly login: string | null
}

export interface Sessions {
  /** Null: the request has no cookie, it was not signed here, or its listener was forgotten. */
  of(cookieHeader: string | undefined): Session | null
  /** From now on there is no session of this listener. */
  forget(listener: ListenerId): void
  /** Has the browser keep it. */
  keep(request: FastifyRequest, reply: FastifyReply, session: Session): void
}

/**
 * The cookie carries the instance in its name: browsers do not tell the ports of a host apart, so two services on one host
 * would overwrite each other's. One by the name without the instance, as earlier versions gave it, counts until it is
 * renamed.
 */
/** @param dataFolder holds who was forgotten. */
export function browserSessions(app: FastifyInstance, keys: SessionKeys, dataFolder: string): Sessions {
  const forgotten = new Set(forgottenListeners(dataFolder).map(({ digest }) => digest))
  const name = cookieOf(keys[0])
  const earlier = [...keys.slice(1).map(cookieOf), COOKIE]
  const read = (header: string | undefined, by: string): Session | null => {
    const cookie = app.parseCookie(header ?? '')[by]
    if (cookie === undefined) return null
    const { valid, value } = app.unsignCookie(cookie)
    const [, id, login] = /^([0-9a-f]{32})(?:~([0-9a-f]{32}))?$/.exec(value ?? '') ?? []
    if (!valid || id === undefined || forgotten.has(listenerDigest(listenerId(id)))) return null
    return { listener: listenerId(id), login: login ?? null }
  }
  return {
    forget: (listener) => void forgotten.add(listenerDigest(listener)),
    of: (header) => [name, ...earlier].reduce<Session | null>((found, by) => found ?? read(header, by), null),
    keep(request, reply, { listener, login }) {
      // Origin was compared with the addresses of this service: it says whether the browser came by HTTPS.
      const secure = request.headers.origin?.startsWith('https:') === true
      const options = { httpOnly: true, sameSite: 'strict', path: '/', secure } as const
      void reply.setCookie(name, login === null ? listener : `${listener}~${login}`, {
        ...options,
        signed: true,
        maxAge: MAX_AGE_SECONDS,
      })
      for (const by of earlier) if (read(request.headers.cookie, by) !== null) void reply.clearCookie(by, options)
      void reply.header('cache-control', 'no-store')
    },
  }
}

const cookieOf = (key: Buffer): string =>
  `${COOKIE}-${createHmac('sha256', key).update('name of the cookie').digest('hex').slice(0, 8)}`

function newSession(): Session {
  return { listener: listenerId(randomBytes(LISTENER_ID_BYTES).toString('hex')), login: null }
}

/**
 * A request without a valid cookie makes a new listener.
 * @param takesNewListener whether the sender of a request may make one more.
 */
export function sessionRoutes(
  app: FastifyInstance,
  sessions: Sessions,
  takesNewListener: TakesNewListener,
  watchers: Watchers,
): void {
  serve(app, openSession, (_query, request, reply) => {
    const session = knownOrNew(request, sessions, takesNewListener)
    sessions.keep(request, reply, session)
    const known = { listenerId: session.listener, loggedIn: session.login !== null }
    return watchers.includes(request.raw) ? { ...known, watches: true } : known
  })
}

/** Whether the address of a request may make one more listener. */
export type TakesNewListener = (request: IncomingMessage) => boolean

/** The session of a browser, or a new listener. @throws {Problem} `too-many-listeners` */
export function knownOrNew(request: FastifyRequest, sessions: Sessions, takesNewListener: TakesNewListener): Session {
  const known = sessions.of(request.headers.cookie)
  if (known !== null) return known
  if (takesNewListener(request.raw)) return newSession()
  throw new Problem(
    'too-many-listeners',
    'Many new listeners came from this address within the hour. Try again in some minutes, or use a browser that has been here before.',
  )
}
