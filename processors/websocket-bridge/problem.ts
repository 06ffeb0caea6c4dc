/** What can go wrong with a request, each with the one status and title it always has. */
export const problems = {
  'bad-query': { status: 400, title: 'The query cannot be understood' },
  'bad-request': { status: 400, title: 'The request cannot be understood' },
  'no-session': { status: 401, title: 'There is no session' },
  'foreign-host': { status: 403, title: 'This is not a name of this service' },
  'foreign-origin': { status: 403, title: 'Another site may not do this' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'unknown-track': { status: 404, title: 'There is no such track' },
  'file-gone': { status: 404, title: 'The file of this track cannot be reached' },
  'no-art': { status: 404, title: 'This track has no cover picture' },
  'too-large': { status: 413, title: 'The request is too large' },
  'range-not-satisfiable': { status: 416, title: 'The file has no such range' },
  'too-many-sockets': { status: 429, title: 'There are too many connections from this address' },
  internal: { status: 500, title: 'This failed for a reason of our own' },
  starting: { status: 503, title: 'The library is still being read' },
  'database-unavailable': { status: 503, title: 'The database is away' },
} as const

export type ProblemCode = keyof typeof problems

/** The body of an error answer: application/problem+json, RFC 9457. */
export interface ProblemDetails {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: ProblemCode
}

export const PROBLEM_TYPE = 'application/problem+json'

/** @param detail what happened, to what, and what to do next; it reaches the player, so it names no path of this machine. */
export function problemDetails(code: ProblemCode, detail: string): ProblemDetails {
  const { status, title } = problems[code]
  return { type: `urn:slipstream:problem:${code}`, title, status, detail, code }
}

/** Thrown by a route: answered as its problem. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly details: ProblemDetails

  constructor(code: ProblemCode, detail: string, options?: { readonly cause: unknown }) {
    super(detail, options)
    this.details = problemDetails(code, detail)
  }
}
