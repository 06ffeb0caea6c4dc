import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type * as z from 'zod/mini'
import type { AnswerOf, JsonRoute, QueryOf } from '../../../schemas/http.ts'
import { Problem } from '../problem.ts'
import { problemsIn } from '../request-problems.ts'

/** The parameters that paths of the contract have. */
export interface PathParameters {
  readonly Params: { readonly id: string }
}

/** Answers one request. @throws {Problem} any that the route names, or a common one. */
export type Handler<R extends JsonRoute> = (
  query: QueryOf<R>,
  request: FastifyRequest<PathParameters>,
  reply: FastifyReply,
) => AnswerOf<R> | Promise<AnswerOf<R>>

/** Registers a route of the contract: its query is validated before, and its answer is typed by it. */
export function serve<R extends JsonRoute>(app: FastifyInstance, route: R, handle: Handler<R>): void {
  app.route<PathParameters>({
    method: route.method,
    url: route.path,
    ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
    handler: async (request, reply) => handle(parsedQuery<R['query']>(route.query, request.query), request, reply),
  })
}

/** What was sent with the request. @throws {Problem} `bad-request`, naming what is wrong. */
export function bodyOf<S extends z.ZodMiniType>({ body }: { readonly body: S }, request: FastifyRequest): z.output<S> {
  const parsed = body.safeParse(request.body)
  if (parsed.success) return parsed.data
  throw new Problem('bad-request', problemsIn(parsed.error, 'body'))
}

/** @throws {Problem} `bad-query`, naming every parameter that is wrong. */
export function parsedQuery<S extends z.ZodMiniType>(shape: S, query: unknown): z.output<S> {
  const parsed = shape.safeParse(query)
  if (parsed.success) return parsed.data
  throw new Problem('bad-query', problemsIn(parsed.error, 'query'))
}
