import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { ClientLimits } from '../client-limits.ts'
import { comesFromAnotherSite } from '../cross-site.ts'
import { foreignHostDetail, foreignOriginDetail, isAllowedHost, isSameOrigin } from '../origin.ts'
import { PROBLEM_TYPE, readLiveness, readMetrics, readReadiness } from '../../../schemas/http.ts'
import type { ProblemDetails } from '../../../schemas/http.ts'
import { Problem, problemDetails } from '../problem.ts'
import type { AddressOf } from './client-address.ts'
import { compressJson } from './compressed-json.ts'
import type { Metrics } from './metrics.ts'
import type { ServedOrigins } from './served-origins.ts'
import { upgradeOptions } from './upgrade.ts'
import type { Watchers } from './watchers.ts'
import type { SessionKeys } from './session.ts'

/** What the player may do: run its own scripts and styles, talk to this service, play and show what it serves. */
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    // The player holds whole files of its own, so that they sound without a network.
    mediaSrc: ["'self'", 'blob:'],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
    formAction: ["'none'"],
  },
}

/** As long as Node's limit on a request's head leaves it: what is too long for an id is an unknown id. */
const MAX_PARAMETER_LENGTH = 16 * 1024
const MAX_BODY_BYTES = 16 * 1024
/** A request must have arrived whole within this time: a slow sender holds nothing up. */
const REQUEST_WITHIN_MS = 30_000
const PROBLEM_TYPE_UTF8 = `${PROBLEM_TYPE}; charset=utf-8`

/** Routes for machines that watch the service; these may know it by any name or address of this machine. */
const PROBES = new Set<string>([readLiveness, readReadiness, readMetrics].map(({ path }) => path))
const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Without a byte sent or taken for this long a connection is cut: a player that pauses asks for the rest when it goes on. */
export const IDLE_MS = 60_000

/** By which addresses requests may come, how many, and who may watch the service. */
export interface Entrance {
  readonly served: ServedOrigins
  readonly watchers: Watchers
  readonly limits: ClientLimits
  readonly addressOf: AddressOf
  readonly idleMs: number
}

/** The web server with everything that holds for all routes: safety, problems, metrics. */
export async function createServer(
  keys: SessionKeys,
  { served, watchers, limits, addressOf, idleMs }: Entrance,
  metrics: Metrics,
  log: Logger,
): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    http: upgradeOptions,
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_WITHIN_MS,
    connectionTimeout: idleMs,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    frameworkErrors(error, _request, reply) {
      const details = detailsOf(error)
      reply.raw.writeHead(details.status, { 'content-type': PROBLEM_TYPE_UTF8, 'x-content-type-options': 'nosniff' })
      reply.raw.end(JSON.stringify(details))
    },
  })
  app.server.headersTimeout = REQUEST_WITHIN_MS
  app.setErrorHandler((error, request, reply) => {
    const details = detailsOf(error, request.routeOptions.bodyLimit)
    const route = request.routeOptions.url
    if (details.code === 'internal') log.error({ err: error, route }, details.title)
    else if (details.status >= 500) log.warn({ route, code: details.code, why: causeOf(error) }, details.title)
    if (details.code === 'internal') metrics.errors.inc()
    return reply.code(details.status).type(PROBLEM_TYPE).header('cache-control', 'no-store').send(details)
  })
  await app.register(helmet, {
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    strictTransportSecurity: false, // there is no TLS here: a proxy that adds it says so itself
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  })
  app.addHook('onRequest', (request, _reply, done) => {
    const { host, origin } = request.headers
    // Of the address itself any letter may be escaped.
    const route = request.routeOptions.url ?? ''
    const isProbe = PROBES.has(route)
    const origins = isProbe ? served.probes() : served.player()
    // A page behind a foreign name does not know the token.
    if (isProbe && watchers.hasToken(request.raw)) done()
    else if (!isAllowedHost(origins, host)) done(new Problem('foreign-host', foreignHostDetail(host)))
    else if (!READING.has(request.method) && !isSameOrigin(origins, host, origin)) {
      done(new Problem('foreign-origin', foreignOriginDetail(host, origin)))
    } else if (comesFromAnotherSite(route, request.headers, (each) => isSameOrigin(origins, host, each)))
      done(new Problem('foreign-origin', foreignOriginDetail(host, origin)))
    else if (!limits.takesRequest(addressOf(request.raw)))
      done(new Problem('too-many-requests', 'Ask more slowly: try again in a few seconds.'))
    else done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    metrics.requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
    done()
  })
  compressJson(app)
  await app.register(cookie, { secret: [...keys] })
  app.get(readMetrics.path, async (request, reply) => {
    if (watchers.includes(request.raw)) return reply.type(metrics.registry.contentType).send(await metrics.text())
    void reply.header('www-authenticate', 'Bearer')
    throw new Problem(
      'token-required',
      'Ask from the machine that the service runs on, or set SLIPSTREAM_METRICS_TOKEN and send it: Authorization: Bearer <token>.',
    )
  })
  return app
}

/** In a line: what is away is expected to be away at times, and its stack says nothing. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}

/** The answer to an error: its problem, or `internal` without details. */
function detailsOf(error: unknown, bodyLimit: number = MAX_BODY_BYTES): ProblemDetails {
  if (error instanceof Problem) return error.details
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status === 413) return problemDetails('too-large', `A request may have ${bodyLimit} bytes.`)
  if (status >= 400 && status < 500 && error instanceof Error) return problemDetails('bad-request', error.message)
  return problemDetails('internal', 'The log of the bridge says why. Try again; if it stays, report it.')
}
