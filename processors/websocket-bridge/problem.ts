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

const GONE = 'It may have been removed, or its tags have changed: search for it again.'

export const unknownAlbum = (): Problem => new Problem('unknown-album', `No album has this id. ${GONE}`)
export const unknownArtist = (): Problem => new Problem('unknown-artist', `No artist has this id. ${GONE}`)
export const unknownWork = (): Problem => new Problem('unknown-work', `No work has this id. ${GONE}`)
