import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ListenerId } from '../../../schemas/generated.ts'
import { closeLogin, openLogin, readLiveness, readMetrics, readReadiness } from '../../../schemas/http.ts'
import { loginAttempts } from '../login-attempts.ts'
import type { Trying } from '../login-attempts.ts'
import { isLoopback } from '../origin.ts'
import { Problem } from '../problem.ts'
import type { AddressOf } from './client-address.ts'
import { passwordCheck, passwordTag } from './password.ts'
import type { PasswordCheck } from './password.ts'
import { isPageRequest } from './player-files.ts'
import type { LoginPage } from './player-files.ts'
import { bodyOf, serve } from './routes.ts'
import { knownOrNew } from './session.ts'
import type { Sessions, TakesNewListener } from './session.ts'

/** The password of the service. */
export interface Login {
  /** In the cookie of a browser in which the password was given. */
  readonly tag: string
  readonly isPassword: PasswordCheck
}

/** @param password null: there is none, and everybody may come in. */
export async function loginBy(password: string | null, key: Buffer): Promise<Login | null> {
  return password === null ? null : { tag: passwordTag(password, key), isPassword: await passwordCheck(password) }
}

/** Whether a request with this Cookie header may come in. */
export type IsAdmitted = (cookieHeader: string | undefined) => boolean

export const admissionBy =
  (login: Login | null, sessions: Sessions): IsAdmitted =>
  (header) =>
    login === null || sessions.of(header)?.login === login.tag

export const LOGIN_REQUIRED = `Give the password first: open the player in a browser, or ${openLogin.method} ${openLogin.path}.`

/** These answer without a login: each decides itself what it shows to whom. */
const OPEN_ROUTES = new Set<string>(
  [openLogin, closeLogin, readLiveness, readReadiness, readMetrics].map(({ path }) => path),
)

/** Before the login every page is the login page; everything else is refused, but for the files of that page. */
export function requireLogin(app: FastifyInstance, isAdmitted: IsAdmitted, page: LoginPage): void {
  app.addHook('onRequest', async (request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    if (OPEN_ROUTES.has(request.routeOptions.url ?? '') || page.files.has(path)) return
    if (isAdmitted(request.headers.cookie)) return
    if (!isPageRequest(request)) throw new Problem('login-required', LOGIN_REQUIRED)
    void reply.code(page.html === null ? 503 : 401).header('cache-control', 'no-store')
    return reply
      .type(page.html === null ? 'text/plain; charset=utf-8' : 'text/html; charset=utf-8')
      .send(page.html ?? page.missing)
  })
}

export interface LoginRouteParts {
  readonly login: Login | null
  readonly sessions: Sessions
  readonly addressOf: AddressOf
  readonly takesNewListener: TakesNewListener
  /** Ends what a listener has open. */
  readonly disconnect: (listener: ListenerId) => void
}

export function loginRoutes(
  app: FastifyInstance,
  { login, sessions, addressOf, takesNewListener, disconnect }: LoginRouteParts,
): void {
  const attempts = loginAttempts(performance.now())
  const check = async ({ isPassword }: Login, request: FastifyRequest, reply: FastifyReply) => {
    const { password } = bodyOf(openLogin, request)
    const who = trying(addressOf(request.raw), sessions.of(request.headers.cookie)?.listener ?? null)
    const waitMs = attempts.take(who, performance.now())
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1_000)
      void reply.header('retry-after', seconds)
      throw new Problem('too-many-attempts', `Wait ${seconds} s, then try again.`)
    }
    if (!(await isPassword(password))) throw new Problem('wrong-password', 'This is not the password. Try again.')
    attempts.succeeded(who)
  }
  serve(app, openLogin, async (_query, request, reply) => {
    if (login !== null) await check(login, request, reply)
    const { listener } = knownOrNew(request, sessions, takesNewListener)
    sessions.keep(request, reply, { listener, login: login?.tag ?? null })
    return { listenerId: listener }
  })
  // The listener stays known to the browser, so that a listener who logs in there again finds their history.
  serve(app, closeLogin, (_query, request, reply) => {
    const session = sessions.of(request.headers.cookie)
    if (session === null) return {}
    sessions.keep(request, reply, { listener: session.listener, login: null })
    disconnect(session.listener)
    return {}
  })
}

/** A signed session is given only to who was let in. Who has this machine needs to guess no password. */
function trying(address: string, listener: ListenerId | null): Trying {
  if (listener !== null) return { name: `listener ${listener}`, isStranger: false }
  return { name: address, isStranger: !isLoopback(address) }
}
