import { createLogger } from '../engine/log.ts'
import { connectRuntime } from '../engine/runtime/runtime.ts'
import type { Runtime } from '../engine/runtime/runtime.ts'
import { applicationOf } from './application.ts'
import type { Config } from './config.ts'

/**
 * Connects a command that looks at the log and is no processor. What it logs beside its messages is for the search of faults
 * only: below `error` it is shown where a log level was asked for.
 * @param name of the command, as Kafka's client id
 * @throws {SlipstreamError} of a retriable kind where Kafka or the registry does not answer
 */
export function connectClient(
  config: Config,
  name: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<Runtime> {
  const { SLIPSTREAM_LOG_LEVEL: level } = config
  const log = createLogger(name, level === 'info' ? 'error' : level)
  return connectRuntime(applicationOf(config), { name, log, signal })
}
