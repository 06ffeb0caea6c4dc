import { CommanderError } from 'commander'
import type { Logger } from 'pino'
import { ConfigError, NEEDS_OPERATOR, SlipstreamError } from '../../engine/errors.ts'
import { EXIT } from '../output/exit-codes.ts'
import { OutputUnread } from '../output/record-output.ts'
import type { OutputStreams } from '../output/output-streams.ts'

/** Who reads standard error: a person, or what collects the log of a processor. */
export interface Readers {
  readonly streams: Pick<OutputStreams, 'err'>
  /** Of a processor; null when the command was typed by a person. */
  readonly processorLog: Logger | null
  /** Of errors that nobody foresaw. */
  readonly faultLog: Logger
}

/**
 * Shows what ended a command. A person gets the message of an error that the program knows, without a stack; a processor logs it
 * with its causes. An unforeseen error is logged whole. @returns the exit code.
 */
export function reportError(error: unknown, { streams, processorLog, faultLog }: Readers): number {
  // Commander has printed its message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (error instanceof OutputUnread) return EXIT.unread
  if (processorLog === null && isInterruption(error)) {
    streams.err('It was interrupted.')
    return EXIT.interrupted
  }
  if (error instanceof ConfigError) {
    streams.err(error.message)
    return EXIT.usage
  }
  if (!(error instanceof SlipstreamError)) {
    faultLog.error({ err: error }, error instanceof Error ? error.message : String(error))
    return EXIT.failure
  }
  const needsOperator = NEEDS_OPERATOR.has(error.code)
  processorLog?.error({ err: error }, error.message)
  // Of a processor it is behind its last log line, where the supervisor looks for what to show.
  if (processorLog === null || needsOperator) streams.err(error.message)
  if (needsOperator) return EXIT.usage
  return error.retriable ? EXIT.unreachable : EXIT.failure
}

/** What was waited for was given up because of Ctrl-C or SIGTERM: the only signal that aborts a command. */
const isInterruption = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError'
