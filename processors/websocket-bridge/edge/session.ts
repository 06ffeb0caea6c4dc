import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { ListenerId } from '../../../schemas/generated.ts'
import { listenerId } from '../../../schemas/generated.ts'
import { openSession } from '../../../schemas/http.ts'
import { ConfigError } from '../../../streams/engine/errors.ts'
import { serve } from './routes.ts'

const COOKIE = 'slipstream-session'
const KEY_BYTES = 32
const LISTENER_ID_BYTES = 16
/** Browsers keep a cookie for no longer (RFC 6265bis, section 5.5); it is renewed whenever the player is opened. */
const MAX_AGE_SECONDS = 400 * 86_400

/**
 * The key that sessions are signed with, made at the first start and readable by its owner alone.
 * @throws {ConfigError} when the file holds something else.
 */
export async function sessionKey(dataFolder: string): Promise<Buffer> {
  const path = join(dataFolder, 'session.key')
  await mkdir(dataFolder, { recursive: true })
  try {
    await writeFile(path, randomBytes(KEY_BYTES), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const key = await readFile(path)
  if (key.length === KEY_BYTES) return key
  throw new ConfigError(`${path} is no session key: delete it, and a new one is made. Listeners then start anew.`)
}

/** The listener of a request, by its Cookie header. Null: there is no cookie, or it was not signed here. */
export type ListenerOf = (cookieHeader: string | undefined) => ListenerId | null

export function listenerReader(app: FastifyInstance): ListenerOf {
  return (header) => {
    const cookie = app.parseCookie(header ?? '')[COOKIE]
    if (cookie === undefined) return null
    const { valid, value } = app.unsignCookie(cookie)
    return valid && /^[0-9a-f]{32}$/.test(value) ? listenerId(value) : null
  }
}

/** A request without a valid cookie makes a new listener. */
export function sessionRoutes(app: FastifyInstance, listenerOf: ListenerOf): void {
  serve(app, openSession, (_query, request, reply) => {
    const id = listenerOf(request.headers.cookie) ?? listenerId(randomBytes(LISTENER_ID_BYTES).toString('hex'))
    // Origin was compared with the addresses of this service: it says whether the browser came by HTTPS.
    const secure = request.headers.origin?.startsWith('https:') === true
    void reply
      .setCookie(COOKIE, id, {
        signed: true,
        httpOnly: true,
        sameSite: 'strict',
        path: '/',
        maxAge: MAX_AGE_SECONDS,
        secure,
      })
      .header('cache-control', 'no-store')
    return { listenerId: id }
  })
}
