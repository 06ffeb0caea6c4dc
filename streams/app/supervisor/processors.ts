import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { knownFlags } from '../../engine/node-flags.ts'
import { PROGRAM_FOLDER } from '../program-folder.ts'
import type { Addresses, Config } from '../config.ts'
import type { Program } from './child.ts'
import { startChild } from './child.ts'
import { keepRunning } from './keep-running.ts'
import type { KeepRunningEvents, Kept } from './keep-running.ts'
import { openLogFile } from './log-file.ts'
import { shownLine } from './log-lines.ts'
import type { RunFolder } from './run-folder.ts'

/** This one has no more to do when it does not watch; the others never have no more to do. */
const SCAN = 'scan-library'

const MAIN = join(PROGRAM_FOLDER, 'streams', 'app', 'cli', 'main.ts')
const TSX = fileURLToPath(import.meta.resolve('tsx'))

export interface ProcessorSurroundings {
  readonly run: RunFolder
  readonly onDied: KeepRunningEvents['onDied']
  /** One short line for each warning and error. */
  show(line: string): void
}

/** Starts one process for a processor, and again whenever it dies. */
export function keepProcessor(
  name: string,
  config: Config,
  addresses: Addresses,
  { run, onDied, show }: ProcessorSurroundings,
): Kept {
  const log = openLogFile(join(config.SLIPSTREAM_DATA, 'logs', `${name}.log`))
  const program = processorProgram(name, config, addresses)
  const onLine = (line: string) => {
    const shown = shownLine(name, line)
    if (shown !== null) show(shown)
  }
  return keepRunning(
    {
      name,
      start: () => startChild(program, { run, log, onLine }),
      isDone: ({ code }) => name === SCAN && config.SLIPSTREAM_WATCH === 'off' && code === 0,
    },
    { onDied },
  )
}

/**
 * Ten processes with four threads each, as is usual, wait for each other whenever their memory is tidied; and an idle one would
 * tidy some megabytes every minute, which is half of what it costs. So memory that an import needed is given back later.
 */
const QUIET = knownFlags(['--v8-pool-size=1', '--no-memory-reducer'])

/** How one copy of a processor is started: `slipstream run NAME`, with every address settled. */
export function processorProgram(name: string, config: Config, addresses: Addresses): Program {
  return {
    name,
    command: process.execPath,
    args: [...QUIET, '--import', TSX, MAIN, 'run', name],
    env: { ...process.env, ...environmentOf(config, addresses) },
    cwd: PROGRAM_FOLDER,
    tethered: true,
  }
}

/** The environment that `parseConfig` reads this configuration from. */
export function environmentOf(config: Config, addresses: Addresses): Readonly<Record<string, string>> {
  return {
    KAFKA_BROKERS: addresses.kafkaBrokers.join(','),
    SCHEMA_REGISTRY_URL: addresses.registryUrl,
    MONGODB_URL: addresses.mongodbUrl,
    SLIPSTREAM_PORT: String(config.SLIPSTREAM_PORT),
    SLIPSTREAM_HOST: config.SLIPSTREAM_HOST,
    SLIPSTREAM_DATA: config.SLIPSTREAM_DATA,
    SLIPSTREAM_MUSIC: config.SLIPSTREAM_MUSIC.join(delimiter),
    SLIPSTREAM_FMA: config.SLIPSTREAM_FMA ?? '',
    SLIPSTREAM_FMA_SUBSET: config.SLIPSTREAM_FMA_SUBSET ?? '',
    SLIPSTREAM_FMA_LIMIT: String(config.SLIPSTREAM_FMA_LIMIT ?? ''),
    SLIPSTREAM_FMA_SAMPLE: String(config.SLIPSTREAM_FMA_SAMPLE ?? ''),
    SLIPSTREAM_FMA_SEED: String(config.SLIPSTREAM_FMA_SEED),
    SLIPSTREAM_WATCH: config.SLIPSTREAM_WATCH,
    SLIPSTREAM_MODELS: config.SLIPSTREAM_MODELS.join(','),
    SLIPSTREAM_LOG_LEVEL: config.SLIPSTREAM_LOG_LEVEL,
    SLIPSTREAM_STUCK_AFTER_MS: String(config.SLIPSTREAM_STUCK_AFTER_MS),
  }
}

const SAME_LINE_EVERY_MS = 10_000
const REMEMBERED_LINES = 200

/** Lets the same line through once in a while: a broker that is away makes every processor say so, over and over. */
export function withoutRepeats(show: (line: string) => void, nowMs: () => number): (line: string) => void {
  const shownAt = new Map<string, number>()
  return (line) => {
    const now = nowMs()
    if (now - (shownAt.get(line) ?? -Infinity) < SAME_LINE_EVERY_MS) return
    shownAt.delete(line)
    shownAt.set(line, now)
    const oldest = shownAt.keys().next()
    if (shownAt.size > REMEMBERED_LINES && oldest.done !== true) shownAt.delete(oldest.value)
    show(line)
  }
}
