import type * as z from 'zod/mini'
import { openSession, pathOf, problemShape } from '../../schemas/http.ts'
import type { JsonRoute } from '../../schemas/http.ts'

/** A request that was not answered as asked; the message is for people. `status` is 0 when no answer came. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly code: string
  readonly status: number
  /** Of the refusal, as it was sent; null when none came. */
  readonly body: unknown

  constructor(code: string, status: number, message: string, options: ErrorOptions & { body?: unknown } = {}) {
    super(message, options)
    this.code = code
    this.status = status
    this.body = options.body ?? null
  }
}

/**
 * What stopped an act, for people. An error that no request made is a fault of this player: the browser's log keeps it.
 * @param words said of such a fault
 */
export function asRequestError(error: unknown, words = 'That did not work. Reload the page.'): RequestError {
  if (error instanceof RequestError) return error
  console.error(error)
  return new RequestError('unknown', 0, words, { cause: error })
}

/** What a request has beside its route. */
export interface RequestParts {
  readonly signal: AbortSignal
  readonly parameters?: Readonly<Record<string, string>>
  readonly query?: URLSearchParams
  /** Sent as JSON. */
  readonly body?: unknown
  /** Whether it goes on when the page is left. */
  readonly keepalive?: boolean
  /** What else `fetch` is given, where there is no body. */
  readonly more?: { readonly headers: Readonly<Record<string, string>> }
}

/** The request for a session that is under way; null: none is. */
let sessionRequest: Promise<unknown> | null = null

/**
 * Requests a route of the server that this page came from. A new browser is no listener until its session is answered: what only
 * a listener may ask for waits for the session that is under way, except what is sent while the page is left.
 * @throws {RequestError} when it does not answer, refuses, or answers in another shape; an aborted one throws its `AbortError`
 */
export async function request<R extends JsonRoute>(route: R, parts: RequestParts): Promise<z.output<R['answer']>> {
  if (route.path === openSession.path) return kept(requestNow(route, parts))
  const isOfListener = route.problems.includes('no-session')
  // How the session fails is told to those who asked for it; what is asked here is refused for a reason of its own.
  if (isOfListener && parts.keepalive !== true && sessionRequest !== null) await sessionRequest.catch(() => undefined)
  return requestNow(route, parts)
}

async function kept<T>(session: Promise<T>): Promise<T> {
  sessionRequest = session
  try {
    return await session
  } finally {
    if (sessionRequest === session) sessionRequest = null
  }
}

/** Requests that are not answered yet, and who waits until there are none. */
let underWay = 0
let waiting: readonly (() => void)[] = []

/** Fulfilled as soon as no request is under way, what was answered last being shown. */
export function whenAnswered(): Promise<void> {
  return new Promise((resolve) => {
    waiting = [...waiting, resolve]
    tellWhenAnswered()
  })
}

/** What an answer brings about, as the next request, is begun by then. */
function tellWhenAnswered(): void {
  setTimeout(() => {
    if (underWay > 0) return
    const told = waiting
    waiting = []
    for (const resolve of told) resolve()
  })
}

async function requestNow<R extends JsonRoute>(route: R, parts: RequestParts): Promise<z.output<R['answer']>> {
  underWay += 1
  try {
    return await answered(route, parts)
  } finally {
    underWay -= 1
    tellWhenAnswered()
  }
}

async function answered<R extends JsonRoute>(route: R, parts: RequestParts): Promise<z.output<R['answer']>> {
  const { signal, parameters, query, body: sent, keepalive = false, more } = parts
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(sent) }
  const path = query === undefined ? pathOf(route, parameters) : `${pathOf(route, parameters)}?${query.toString()}`
  const response = await fetch(path, {
    method: route.method,
    signal,
    keepalive,
    ...(sent === undefined ? more : json),
  }).catch((cause: unknown) => {
    if (signal.aborted) throw cause
    throw new RequestError('away', 0, 'The server cannot be reached. It is tried again.', { cause })
  })
  const body: unknown = await response.json().catch((cause: unknown) => {
    if (signal.aborted) throw cause
    return null
  })
  if (!response.ok) throw refusal(response.status, body)
  const parsed = parse<R['answer']>(route.answer, body)
  if (parsed.success) return parsed.data
  const message =
    'The server answered in a way that this player does not know. Reload the page to get its newest version.'
  throw new RequestError('unknown-answer', response.status, message, { cause: parsed.error })
}

const parse = <S extends z.ZodMiniType>(shape: S, value: unknown) => shape.safeParse(value)

function refusal(status: number, body: unknown): RequestError {
  const parsed = problemShape.safeParse(body)
  if (!parsed.success)
    return new RequestError('unknown', status, `The server answered ${status}. Try again in a moment.`)
  return new RequestError(parsed.data.code, status, parsed.data.detail, { body })
}
