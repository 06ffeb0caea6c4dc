import type { Config } from '../config.ts'
import { connectClient } from '../connect-client.ts'
import { standardStreams } from '../output/output-streams.ts'
import { recordOutput } from '../output/record-output.ts'
import { printTrace } from './trace.ts'
import type { TracePort } from './trace.ts'
import { printWhy } from './why.ts'

/** @returns the exit code. */
export const runTrace = async (config: Config, playId: string): Promise<number> =>
  printTrace(await portOf(config, 'trace'), playId)

/** @throws {ConfigError} @returns the exit code. */
export const runWhy = async (config: Config, recommendationId: string): Promise<number> =>
  printWhy(await portOf(config, 'why'), recommendationId)

const portOf = async (config: Config, name: string): Promise<TracePort> => ({
  runtime: await connectClient(config, name),
  output: recordOutput(),
  err: standardStreams.err,
})
