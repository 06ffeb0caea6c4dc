import type * as z from 'zod/mini'
import type { ProblemCode } from './problems.ts'
import type { Sent } from './sent.ts'

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Parameters are written `:name`. */
  readonly path: string
  /** What may stand after the `?`. Parameters that a route does not know are ignored. */
  readonly query: z.ZodMiniType
  /** The shape of the JSON that is sent; absent: nothing is. */
  readonly body?: z.ZodMiniType
  /** Bytes that the body may have, where it is more than of an ordinary route. */
  readonly bodyLimit?: number
  /** The shape of a JSON answer; null when the answer is of another media type. */
  readonly answer: z.ZodMiniType | null
  readonly mediaType: string
  /** Problems of this route, beside the common ones. */
  readonly problems: readonly ProblemCode[]
  readonly doc: string
}

/** A route that answers in JSON. */
export interface JsonRoute extends Route {
  readonly answer: z.ZodMiniType
}

export type QueryOf<R extends Pick<Route, 'query'>> = z.output<R['query']>
export type AnswerOf<R extends { readonly answer: z.ZodMiniType }> = Sent<z.output<R['answer']>>

/** The path of a route with its parameters filled in. */
export function pathOf(route: Pick<Route, 'path'>, parameters: Readonly<Record<string, string>> = {}): string {
  return route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''))
}
