import * as z from 'zod/mini'
import type { Sent } from './sent.ts'

/** Why a request fails, each with the one status and title that it always has. */
export const problems = {
  'bad-query': { status: 400, title: 'The query cannot be understood' },
  'bad-request': { status: 400, title: 'The request cannot be understood' },
  'no-session': { status: 401, title: 'There is no session' },
  'login-required': { status: 401, title: 'The password has to be given first' },
  'token-required': { status: 401, title: 'This is for those who watch the service' },
  'wrong-password': { status: 403, title: 'This is not the password' },
  'foreign-host': { status: 403, title: 'This is not a name of this service' },
  'foreign-origin': { status: 403, title: 'Another site may not do this' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'unknown-track': { status: 404, title: 'There is no such track' },
  'unknown-album': { status: 404, title: 'There is no such album' },
  'unknown-artist': { status: 404, title: 'There is no such artist' },
  'unknown-work': { status: 404, title: 'There is no such work' },
  'unknown-playlist': { status: 404, title: 'There is no such playlist' },
  'file-gone': { status: 404, title: 'The file of this track cannot be reached' },
  'no-art': { status: 404, title: 'This track has no cover picture' },
  'read-only-playlist': { status: 409, title: 'This playlist is a file of the library' },
  'stale-revision': { status: 409, title: 'Another player was faster' },
  'too-many-items': { status: 409, title: 'This is more than fits' },
  'too-large': { status: 413, title: 'The request is too large' },
  undecodable: { status: 422, title: 'The file of this track cannot be decoded' },
  'range-not-satisfiable': { status: 416, title: 'The file has no such range' },
  'too-many-sockets': { status: 429, title: 'There are too many connections from this address' },
  'too-many-requests': { status: 429, title: 'There are too many requests' },
  'too-many-streams': { status: 429, title: 'Too many tracks are being sent to this address' },
  'too-many-listeners': { status: 429, title: 'There are too many new listeners from this address' },
  'too-many-attempts': { status: 429, title: 'There were too many wrong passwords' },
  internal: { status: 500, title: 'This failed for a reason of our own' },
  'not-stored': { status: 503, title: 'This could not be stored' },
  'needs-ffmpeg': { status: 501, title: 'This takes ffmpeg, which is not installed' },
  'too-busy': { status: 503, title: 'Too much is asked at once' },
  starting: { status: 503, title: 'The library is still being read' },
  'database-unavailable': { status: 503, title: 'The database is away' },
} as const

export type ProblemCode = keyof typeof problems

/** The media type of an error answer, RFC 9457. */
export const PROBLEM_TYPE = 'application/problem+json'

/** The body of an error answer. `detail` says what happened and what to do next; it names no path of the server. */
export const problemShape = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.string(),
})

export type ProblemDetails = Sent<z.output<typeof problemShape>> & { readonly code: ProblemCode }

/**
 * Any route may answer these: a malformed or too large request, one too many, no login where there is a password, another host
 * name or site, a fault of the bridge.
 */
export const commonProblems: readonly ProblemCode[] = [
  'bad-request',
  'login-required',
  'foreign-host',
  'foreign-origin',
  'too-large',
  'too-many-requests',
  'internal',
]
