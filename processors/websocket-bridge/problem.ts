import { problems } from '../../schemas/http.ts'
import type { ProblemCode, ProblemDetails } from '../../schemas/http.ts'

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
