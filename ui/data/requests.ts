import { z } from './shape.ts'

/** A shape that a server's answer must have. */
export type Shape<T> = z.ZodMiniType<T>

/** A request that was not answered as asked; the message is for people. `status` is 0 when no answer came. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly code: string
  readonly status: number

  constructor(code: string, status: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.status = status
  }
}

const problem = z.object({ code: z.string(), title: z.string(), detail: z.optional(z.string()) })

/**
 * Asks the server that this page came from.
 * @throws {RequestError} when it is away, refuses, or answers in another shape; an aborted one throws its `AbortError`
 */
export async function request<T>(path: string, shape: Shape<T>, init: RequestInit = {}): Promise<T> {
  const response = await fetch(path, init).catch((cause: unknown) => {
    if (init.signal?.aborted === true) throw cause
    throw new RequestError('away', 0, 'The server cannot be reached. It is tried again.', { cause })
  })
  const body: unknown = await response.json().catch((cause: unknown) => {
    if (init.signal?.aborted === true) throw cause
    return null
  })
  if (!response.ok) throw refusal(response.status, body)
  const parsed = shape.safeParse(body)
  if (parsed.success) return parsed.data
  const message =
    'The server answered in a way that this player does not know. Reload the page to get its newest version.'
  throw new RequestError('unknown-answer', response.status, message, { cause: parsed.error })
}

function refusal(status: number, body: unknown): RequestError {
  const parsed = problem.safeParse(body)
  if (!parsed.success)
    return new RequestError('unknown', status, `The server answered ${status}. Try again in a moment.`)
  return new RequestError(parsed.data.code, status, parsed.data.detail ?? parsed.data.title)
}
