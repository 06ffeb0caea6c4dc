import { ConfigError, NEEDS_OPERATOR, SlipstreamError } from '../../engine/errors.ts'
import { createLogger } from '../../engine/log.ts'
import { EXIT } from '../output/exit-codes.ts'
import { exitWhenPrinted } from '../output/exit-when-printed.ts'
import { standardStreams } from '../output/output-streams.ts'
import { program } from './program.ts'

try {
  await program.parseAsync()
} catch (error) {
  await exitWhenPrinted(report(error))
}

/** A configuration error is shown as its message; any other error is logged whole, with its causes. */
function report(error: unknown): number {
  if (error instanceof ConfigError) {
    standardStreams.err(error.message)
    return EXIT.usage
  }
  const log = createLogger('slipstream', 'error')
  log.error({ err: error }, error instanceof Error ? error.message : String(error))
  if (!(error instanceof SlipstreamError)) return EXIT.failure
  if (!NEEDS_OPERATOR.has(error.code)) return error.retriable ? EXIT.unreachable : EXIT.failure
  standardStreams.err(error.message) // behind its last log line, where the supervisor looks for what to show
  return EXIT.usage
}
