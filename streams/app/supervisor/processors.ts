import { delimiter, join } from 'node:path'
import { LRUCache } from 'lru-cache'
import { isCrashLoop } from '../../engine/crash-loop.ts'
import { knownFlags } from '../../engine/node-flags.ts'
import { PROGRAM_FOLDER } from '../program-folder.ts'
import { recordDeath } from '../run/crash-record.ts'
import { RESTARTS_VARIABLE } from '../run/measured-process.ts'
import type { Addresses } from '../addresses.ts'
import { CONNECTION_VARIABLES, SECRETS } from '../connection-settings.ts'
import type { Config } from '../config.ts'
import { EXIT } from '../output/exit-codes.ts'
import type { ProgramSpec } from './running-program.ts'
import { startProgram } from './running-program.ts'
import { supervise } from './supervise.ts'
import type { SupervisionEvents, SupervisedProcess } from './supervise.ts'
import { openLogFile } from './log-file.ts'
import type { PauseSwitch } from './pauses.ts'
import { userFacingLine } from './log-lines.ts'
import type { RunFolder } from './run-folder.ts'

/** Exits with 0 after one scan when SLIPSTREAM_WATCH is off; no other processor ends by itself. */
const SCAN = 'scan-library'

const COMMAND = join(PROGRAM_FOLDER, 'streams', 'app', 'cli', 'slipstream.js')

export interface ProcessorOptions {
  readonly run: RunFolder
  readonly events: SupervisionEvents
  /** Resolves when the disk has room: a process that cannot be recorded there is not started. */
  untilRoom(signal: AbortSignal): Promise<void>
  readonly pause: PauseSwitch
  /** Called with one user-facing line for each warning and error. */
  show(line: string): void
}

/** Runs one supervised process of a processor. Its deaths are counted in the data folder, also those before its first line. */
export function superviseProcessor(
  name: string,
  config: Config,
  addresses: Addresses,
  { run, events, show, untilRoom, pause }: ProcessorOptions,
): SupervisedProcess {
  const log = openLogFile(join(config.SLIPSTREAM_DATA, 'logs', `${name}.log`))
  let starts = 0
  let lastShown = ''
  const onLine = (line: string) => {
    const shown = userFacingLine(name, line)
    if (shown === null) return
    lastShown = shown
    show(shown)
  }
  return supervise(
    {
      name,
      start: () => startProgram(processorProgram(name, config, addresses, starts++), { run, log, onLine }),
      isDone: ({ code }) => name === SCAN && config.SLIPSTREAM_WATCH === 'off' && code === 0,
      isFatal: ({ code }) => code === EXIT.usage,
      untilPossible: untilRoom,
      pause,
    },
    {
      ...events,
      onDied(dead, restart) {
        const { exit, failures } = restart
        recordDeath(config.SLIPSTREAM_DATA, name, { failures, lastError: exit.signal === null ? exit.lastError : null })
        const isShown = exit.lastError !== '' && lastShown.endsWith(exit.lastError)
        lastShown = ''
        events.onDied(
          dead,
          isShown && !isCrashLoop(failures) ? { ...restart, exit: { ...exit, lastError: '' } } : restart,
        )
      },
    },
  )
}

/**
 * Flags of V8 for some ten processes on a small machine. One worker thread each instead of four: their parallel garbage
 * collections would compete for the cores. And no memory reducer, whose collections are half of an idle process's
 * processor time; the cost is that memory used during an import is given back later.
 */
const V8_FLAGS = knownFlags(['--v8-pool-size=1', '--no-memory-reducer'])

/**
 * The command `slipstream run NAME`, with all addresses resolved.
 * @param restarts how often the supervisor has started this processor before.
 */
export function processorProgram(name: string, config: Config, addresses: Addresses, restarts = 0): ProgramSpec {
  return {
    name,
    command: process.execPath,
    args: [...V8_FLAGS, COMMAND, 'run', name],
    env: {
      ...withSecretsOf(name, { ...process.env, ...environmentOf(config, addresses) }),
      [RESTARTS_VARIABLE]: String(restarts),
    },
    cwd: PROGRAM_FOLDER,
    diesWithParent: true,
  }
}

/** The environment without the secrets that a processor does not need: all programs of its user can read it. */
const withSecretsOf = (name: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(([variable]) => {
      const users = SECRETS[variable] ?? 'all'
      return users === 'all' || users.includes(name)
    }),
  )

/** The environment from which `parseConfig` gives this configuration. */
export function environmentOf(config: Config, addresses: Addresses): Readonly<Record<string, string>> {
  return {
    // What is read from files has its whole path: the processes run in another folder.
    ...Object.fromEntries(CONNECTION_VARIABLES.map((name) => [name, String(config[name] ?? '')])),
    KAFKA_BROKERS: addresses.kafkaBrokers.join(','),
    SCHEMA_REGISTRY_URL: addresses.registryUrl,
    MONGODB_URL: config.MONGODB_URL_FILE === undefined ? addresses.mongodbUrl : '',
    SLIPSTREAM_PORT: String(config.SLIPSTREAM_PORT),
    SLIPSTREAM_HOST: config.SLIPSTREAM_HOST,
    SLIPSTREAM_ORIGINS: config.SLIPSTREAM_ORIGINS.join(','),
    SLIPSTREAM_PUBLISHED: publishedText(config.SLIPSTREAM_PUBLISHED),
    SLIPSTREAM_TRUSTED_PROXIES: config.SLIPSTREAM_TRUSTED_PROXIES.join(',') || 'none',
    SLIPSTREAM_PASSWORD: config.SLIPSTREAM_PASSWORD ?? '',
    SLIPSTREAM_PASSWORD_FILE: config.SLIPSTREAM_PASSWORD_FILE ?? '',
    SLIPSTREAM_SESSION_KEY: config.SLIPSTREAM_SESSION_KEY ?? '',
    SLIPSTREAM_SESSION_KEY_FILE: config.SLIPSTREAM_SESSION_KEY_FILE ?? '',
    SLIPSTREAM_OPEN: config.SLIPSTREAM_OPEN,
    SLIPSTREAM_METRICS_TOKEN: config.SLIPSTREAM_METRICS_TOKEN ?? '',
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

const publishedText = (published: Config['SLIPSTREAM_PUBLISHED']): string =>
  published === undefined ? '' : `${published.host}:${published.port}`

const SAME_LINE_EVERY_MS = 10_000
const REMEMBERED_LINES = 200

/** Drops a line that was shown in the last 10 s: when the broker is away, every processor repeats the same warning. */
export function withoutRepeatedLines(show: (line: string) => void, nowMs: () => number): (line: string) => void {
  const shown = new LRUCache<string, number>({ max: REMEMBERED_LINES })
  return (line) => {
    const now = nowMs()
    if (now - (shown.get(line) ?? -Infinity) < SAME_LINE_EVERY_MS) return
    shown.set(line, now)
    show(line)
  }
}
