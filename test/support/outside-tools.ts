import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Programs of others that tests and benches use where they are found. */

/** kcat in the PATH, unless a variable names it; null: not found. */
export const findKcat = (environment: NodeJS.ProcessEnv): string | null =>
  environment['SLIPSTREAM_BENCH_KCAT'] ?? inPath('kcat', environment['PATH'] ?? '')

const inPath = (name: string, path: string): string | null =>
  path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file)) ?? null

/** An environment for the command: it refuses settings that it does not know, and those of tests and benches begin like its own. */
export const withoutSettings = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('SLIPSTREAM_')))
