import { realpath } from 'node:fs/promises'
import type { Logger } from 'pino'
import { ONE_RESPONSE, startChild } from '../../../streams/engine/sandbox/child.ts'
import type { ChildLimits } from '../../../streams/engine/sandbox/child.ts'
import { openChildPool } from '../../../streams/engine/sandbox/child-pool.ts'
import type { FileRequest } from './file-request.ts'

/** Parses tags and covers in sandboxed processes: they come from anyone, as sound does. */
export interface FileParser {
  /** @returns the response of the program. @throws {Error} saying why there is none. */
  parse(file: FileRequest): Promise<unknown>
  close(): Promise<void>
}

export interface FileParserOptions {
  /** The program of a child: it imports `serve-requests.ts`, and takes FileRequests. */
  readonly program: URL
  readonly log: Logger
  /** Files that are parsed at the same time. */
  readonly size: number
  readonly limits: ChildLimits
}

/**
 * Of one child; above it the child is ended. The kernel refuses what would exceed it by more than 256 MiB, which a process may
 * map without touching (`child.ts`). A child that has read ten thousand files has some 120 MiB.
 */
export const RESIDENT_BYTES = 2 ** 28
/** Bounds what a damaged file may have done to the process. */
const REQUESTS_PER_CHILD = 5_000
const IDLE_MS = 30_000

export function openFileParser({ program, log, size, limits }: FileParserOptions): FileParser {
  const pool = openChildPool({
    size,
    requestsPerChild: REQUESTS_PER_CHILD,
    idleMs: IDLE_MS,
    start: (folder, abort) => startChild({ module: program, folders: [folder] }, ONE_RESPONSE, limits, abort),
    onStartFailed: (error, failures) =>
      log.warn({ err: error, failures }, 'A process for reading tags did not start. Trying again.'),
  })
  const never = new AbortController().signal
  return {
    async parse(file) {
      const folder = await realpath(file.library)
      const outcome = await pool.request({ ...file, library: folder }, folder, never)
      switch (outcome.kind) {
        case 'answered':
          return outcome.message
        case 'crashed':
          throw new Error(`its reader ended twice (${outcome.how})`)
        case 'timed-out':
          throw new Error(`no answer within ${limits.answerMs / 1000} s`)
        case 'too-large':
          throw new Error(`its reader took more memory than ${limits.residentBytes / 2 ** 20} MiB`)
      }
    },
    close: () => pool.close(),
  }
}
