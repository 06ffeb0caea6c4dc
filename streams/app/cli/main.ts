import { ConfigError, SlipstreamError } from '../../engine/errors.ts'
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
  return error instanceof SlipstreamError && error.retriable ? EXIT.unreachable : EXIT.failure
}
