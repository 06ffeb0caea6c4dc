import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startProgram } from '../supervisor/running-program.ts'
import type { RunningProgram } from '../supervisor/running-program.ts'
import { supervise } from '../supervisor/supervise.ts'
import type { SupervisionEvents, SupervisedProcess } from '../supervisor/supervise.ts'
import { openLogFile } from '../supervisor/log-file.ts'
import type { LogFile } from '../supervisor/log-file.ts'
import type { RunFolder } from '../supervisor/run-folder.ts'
import type { Report } from '../supervisor/terminal.ts'
import { addressesOf } from '../config.ts'
import type { Addresses, Config } from '../config.ts'
import { haveJars, resolveJars } from './jars.ts'
import { compilePatch } from './java-patch.ts'
import { takeOutForgotten } from '../forget/take-out-forgotten.ts'
import { kafka, kafkaLog } from './kafka.ts'
import { mongod, mongoStore, onPath } from './mongodb.ts'
import type { Java, Part, PartName } from './part.ts'
import { freePort, LOOPBACK } from './ports.ts'
import type { NeededPort, Needs, Tools } from './preflight.ts'
import { hiddenLoopback, registry } from './registry.ts'
import { startPatience } from './start-patience.ts'
import type { StartPatience } from './start-patience.ts'

/** The running parts, each under supervision. */
export interface Embedded {
  readonly addresses: Addresses
  /** Process ids of the parts that run now. */
  pids(): Readonly<Partial<Record<PartName, number>>>
  /** Stops the registry and the store, then Kafka. Resolves when no process is left. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  /** The folder of downloads; may be shared by many data folders. */
  readonly cacheFolder: string
  readonly tools: Tools
  readonly run: RunFolder
  readonly report: Report
  readonly events: SupervisionEvents
  /** Resolves when the disk of the data folder has room. */
  untilRoom(signal: AbortSignal): Promise<void>
  /** Aborts a start that is under way. */
  readonly signal: AbortSignal
}

/** A part that did not start; the message is user-facing. */
export class PartFailed extends Error {
  override readonly name = 'PartFailed'
}

/** For two copies of the jars, Maven's and ours, and the records of a first library. */
const FIRST_START_MB = 1_000
const LATER_START_MB = 200
const LOOK_EVERY_MS = 50
/** A part is looked after this often, and started again when it has not answered for a minute: it may be paused. */
const CHECK_EVERY_MS = 5_000
const SICK_AFTER_FAILURES = 12
const STOP_STORES_WITHIN_MS = 2_000
/** A stop that is cut short makes the next start check all that was not on the disk. */
const STOP_KAFKA_WITHIN_MS = 30_000

/** Replaces each port 0 by a free one. */
export async function assignPorts(config: Config): Promise<Config> {
  const assigned = (port: number) => (port === 0 ? freePort() : Promise.resolve(port))
  return {
    ...config,
    SLIPSTREAM_PORT: await assigned(config.SLIPSTREAM_PORT),
    SLIPSTREAM_KAFKA_PORT: await assigned(config.SLIPSTREAM_KAFKA_PORT),
    SLIPSTREAM_REGISTRY_PORT: await assigned(config.SLIPSTREAM_REGISTRY_PORT),
    SLIPSTREAM_MONGODB_PORT: await assigned(config.SLIPSTREAM_MONGODB_PORT),
  }
}

/** The requirements of the parts that the configuration does not replace. */
export function needsOf(config: Config, cacheFolder: string, env: Readonly<Record<string, string | undefined>>): Needs {
  const store = config.MONGODB_URL === undefined && mongodCommand(env) === null
  const java = config.KAFKA_BROKERS === undefined || config.SCHEMA_REGISTRY_URL === undefined || store
  const maven = java && !haveJars(cacheFolder)
  const freeMb = maven ? FIRST_START_MB : LATER_START_MB
  return {
    java,
    compiler: store || config.KAFKA_BROKERS === undefined,
    maven,
    folders: [
      { path: config.SLIPSTREAM_DATA, variable: 'SLIPSTREAM_DATA', freeMb },
      ...(maven ? [{ path: cacheFolder, variable: null, freeMb }] : []),
    ],
    ports: portsOf(config),
  }
}

function portsOf(config: Config): readonly NeededPort[] {
  const needed = [
    { replaced: config.KAFKA_BROKERS, title: 'Kafka', variable: 'SLIPSTREAM_KAFKA_PORT' },
    { replaced: config.SCHEMA_REGISTRY_URL, title: 'the schema registry', variable: 'SLIPSTREAM_REGISTRY_PORT' },
    { replaced: config.MONGODB_URL, title: 'the MongoDB-compatible store', variable: 'SLIPSTREAM_MONGODB_PORT' },
  ] as const
  return needed
    .filter(({ replaced }) => replaced === undefined)
    .map(({ title, variable }) => ({ port: config[variable], host: LOOPBACK, title, variable }))
}

/**
 * Starts the parts that the configuration does not replace, in parallel, and resolves when all answer.
 * @throws {PartFailed | JarsUnavailable} when one does not start, or the signal's reason; the others are stopped by then.
 */
export async function startEmbedded(config: Config, surroundings: EmbeddedOptions): Promise<Embedded> {
  const parts = await partsOf(config, surroundings)
  const logs = new Map(parts.map(({ name }) => [name, openLogFile(logPath(config, name))]))
  const supervised = new Map<PartName, SupervisedProcess>()
  const stop = async () => {
    await stopInOrder(supervised)
    for (const part of parts) await part.release?.()
    logs.forEach((log) => log.close())
  }

  const up = parts.map(async (part) => {
    const log = logs.get(part.name) ?? openLogFile(logPath(config, part.name))
    supervised.set(part.name, await startPart(part, log, surroundings))
  })
  const failed = (await Promise.allSettled(up)).find((result) => result.status === 'rejected')
  if (failed !== undefined) {
    await stop()
    throw failed.reason
  }
  return {
    addresses: addressesOf(config),
    pids() {
      const pids = [...supervised].flatMap(([name, { running }]) =>
        running === null ? [] : [[name, running.pid] as const],
      )
      return Object.fromEntries(pids)
    },
    stop,
  }
}

async function partsOf(
  config: Config,
  { cacheFolder, tools, report, signal }: EmbeddedOptions,
): Promise<readonly Part[]> {
  const folderOf = (name: PartName) => join(config.SLIPSTREAM_DATA, name)
  let resolved: Java | null = null
  const java = async (): Promise<Java> =>
    (resolved ??= { command: tools.java, jars: await resolveJars(cacheFolder, tools.maven, report, signal) })

  const parts: Part[] = []
  if (config.KAFKA_BROKERS === undefined) {
    const patched = { ...(await java()), patch: await compilePatch(tools.java, cacheFolder) }
    takeOutForgotten(config.SLIPSTREAM_DATA, kafkaLog(folderOf('kafka')), report)
    parts.push(kafka(patched, folderOf('kafka'), config.SLIPSTREAM_KAFKA_PORT, await freePort()))
  }
  if (config.SCHEMA_REGISTRY_URL === undefined) {
    const inner = { host: hiddenLoopback(), port: await freePort() }
    parts.push(registry(await java(), folderOf('registry'), config.SLIPSTREAM_REGISTRY_PORT, inner))
  }
  if (config.MONGODB_URL === undefined) {
    const own = mongodCommand(process.env)
    const port = config.SLIPSTREAM_MONGODB_PORT
    parts.push(
      own === null ? mongoStore(await java(), folderOf('mongodb'), port) : mongod(own, folderOf('mongodb'), port),
    )
  }
  return parts
}

async function startPart(
  part: Part,
  log: LogFile,
  { run, report, events, signal, untilRoom }: EmbeddedOptions,
): Promise<SupervisedProcess> {
  const startedMs = performance.now()
  await part.prepare()
  const start = async () => {
    const patience = startPatience(part.title, () => performance.now())
    const onLine = (line: string) => {
      const shown = patience.onLine(line)
      if (shown !== null) report.line(shown)
    }
    return { child: await startProgram(part.program, { run, log, onLine }), patience }
  }
  signal.throwIfAborted()
  const { child, patience } = await start()
  try {
    await untilAnswers(part, child, { log: log.path, signal, patience })
  } catch (error) {
    await child.stop(stopWithinMs(part))
    throw error
  }
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1)
  report.line(`${part.title} answers on port ${part.port} after ${seconds} s.`)

  const startAgain = async (): Promise<RunningProgram> => {
    const { child: again, patience: thisTime } = await start()
    untilAnswers(part, again, { log: log.path, signal, patience: thisTime }).then(
      () => {
        report.line(`${part.title} answers again.`)
        restartWhenSick(part, again)
      },
      (error: unknown) => {
        // Its supervisor reports its exit; one that only is silent is started again.
        if (!signal.aborted && error instanceof PartFailed) void again.stop(stopWithinMs(part))
      },
    )
    return again
  }
  const never = () => false
  restartWhenSick(part, child)
  const job = { name: part.name, start: startAgain, isDone: never, isFatal: never, untilPossible: untilRoom }
  return supervise(job, events, { first: child })
}

/** Ends a part that has answered no request for a while, as the registry does whose database closed itself on a full disk. */
function restartWhenSick(part: Part, child: RunningProgram): void {
  let failed = 0
  const timer = setInterval(() => {
    void part.answers().then((answers) => {
      failed = answers ? 0 : failed + 1
      if (failed !== SICK_AFTER_FAILURES) return
      clearInterval(timer)
      void child.stop(stopWithinMs(part))
    })
  }, CHECK_EVERY_MS)
  timer.unref()
  void child.exited.then(() => clearInterval(timer))
}

const stopWithinMs = ({ name }: Part): number => (name === 'kafka' ? STOP_KAFKA_WITHIN_MS : STOP_STORES_WITHIN_MS)

interface Awaited {
  /** Path of its log file. */
  readonly log: string
  readonly signal: AbortSignal
  readonly patience: StartPatience
}

async function untilAnswers(part: Part, child: RunningProgram, { log, signal, patience }: Awaited): Promise<void> {
  const dead = new AbortController()
  const ended = AbortSignal.any([signal, dead.signal])
  void child.exited.then((exit) => {
    const reason = exit.lastError === '' ? '' : `: "${exit.lastError}"`
    const how = exit.code ?? exit.signal ?? 'no code'
    dead.abort(new PartFailed(`${part.title} ended with ${how}${reason}. Its log: ${log}`))
  })
  while (!(await part.answers())) {
    ended.throwIfAborted()
    if (patience.isOver()) {
      throw new PartFailed(`${part.title} does not answer on port ${part.port}. Its log: ${log}`)
    }
    await wait(LOOK_EVERY_MS)
  }
}

async function stopInOrder(supervised: ReadonlyMap<PartName, SupervisedProcess>): Promise<void> {
  await Promise.all([
    supervised.get('registry')?.stop(STOP_STORES_WITHIN_MS),
    supervised.get('mongodb')?.stop(STOP_STORES_WITHIN_MS),
  ])
  await supervised.get('kafka')?.stop(STOP_KAFKA_WITHIN_MS)
}

const mongodCommand = (env: Readonly<Record<string, string | undefined>>): string | null =>
  onPath('mongod', env['PATH'])

export const logPath = (config: Config, name: string): string => join(config.SLIPSTREAM_DATA, 'logs', `${name}.log`)
