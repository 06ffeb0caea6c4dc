import { join } from 'node:path'
import { inspect } from 'node:util'
import { nameInKafka } from '../../engine/application.ts'
import { ConfigError } from '../../engine/errors.ts'
import { whenAborted } from '../../engine/abort.ts'
import { createLogger } from '../../engine/log.ts'
import { claimForPrefix } from '../../engine/runtime/data-folder-prefix.ts'
import { provision } from '../../engine/runtime/provision.ts'
import { thisMachine } from '../../../processors/websocket-bridge/edge/served-origins.ts'
import { accessOf, passwordOf } from '../access.ts'
import { replacedParts } from '../addresses.ts'
import { slipstreamTopics } from '../application.ts'
import { demoLibraryFolder, isDemo, libraryFoldersOf } from '../config.ts'
import type { Config } from '../config.ts'
import { claimDataFolder } from '../data-folder.ts'
import { makeDemoLibrary } from '../demo/demo-library.ts'
import { assignPorts, logPath, needsOf, startEmbedded } from '../embedded/embedded.ts'
import type { Embedded } from '../embedded/embedded.ts'
import { folderProblem, preflight } from '../embedded/preflight.ts'
import type { Tools } from '../embedded/preflight.ts'
import { EXIT } from '../output/exit-codes.ts'
import { standardOutput } from '../output/output-streams.ts'
import { CACHE_FOLDER } from '../program-folder.ts'
import { watchDiskRoom } from '../supervisor/disk-room.ts'
import type { DiskRoom } from '../supervisor/disk-room.ts'
import { failedFilesOf, importSummary, loginCookie, showImport, untilReady } from '../supervisor/import-progress.ts'
import { openLogFile } from '../supervisor/log-file.ts'
import { superviseProcessor, withoutRepeatedLines } from '../supervisor/processors.ts'
import { watchPauses } from '../supervisor/pauses.ts'
import { openRunFolder } from '../supervisor/run-folder.ts'
import type { RunFolder } from '../supervisor/run-folder.ts'
import { stopSignal } from '../supervisor/stop-signal.ts'
import type { SupervisedProcess, SupervisionEvents } from '../supervisor/supervise.ts'
import { openReport } from '../supervisor/terminal.ts'
import type { Bar, Report } from '../supervisor/terminal.ts'
import { topology } from '../topology.ts'
import { foldersSeenBefore, libraryFolders, rememberFolders } from './library-folders.ts'
import { withResolvedNames } from './resolved-names.ts'
import { accessLine, fatalMessage, playerLines, playerUrl, restartLine } from './start-messages.ts'

export interface StartOptions {
  /** Library folders, before those of the environment. */
  readonly music: readonly string[]
}

/** With the stop times of the embedded parts, everything is stopped within 40 s; `stop-signal.ts` kills what is not. */
const STOP_PROCESSORS_WITHIN_MS = 5_000
/** The rest is shown in the player. */
const SHOWN_PROBLEMS = 10
const CONTAINERS = 'Or run everything in containers instead: docker compose up'

/** What runs, and what is needed to start and stop it. */
interface System {
  readonly config: Config
  readonly report: Report
  /** Aborts when the user stops the system, or when it cannot go on. */
  readonly signal: AbortSignal
  /** Ends the start with a message, because a processor cannot run as things are set. */
  giveUp(message: string): void
  readonly run: RunFolder
  readonly tools: Tools
  readonly processors: SupervisedProcess[]
  readonly room: DiskRoom
  embedded: Embedded | null
}

/**
 * Starts everything, prints the player's address, and keeps it running until Ctrl-C or SIGTERM.
 * @throws {ConfigError} with one line for each problem, before anything is started.
 */
export async function start(config: Config, options: StartOptions): Promise<void> {
  const report = openReport(standardOutput)
  claimDataFolder(config.SLIPSTREAM_DATA)
  claimForPrefix(config.SLIPSTREAM_DATA, config.SLIPSTREAM_TOPIC_PREFIX) // before an embedded Kafka starts on it
  const stopped = stopSignal(report)
  const givenUp = new AbortController()
  accessOf(config)
  // Only the bridge needs it, which gets it of its own: the environment of a process can be read by its user's programs.
  delete process.env['SLIPSTREAM_PASSWORD']
  const seenBefore = foldersSeenBefore(config.SLIPSTREAM_DATA)
  const { folders, away } = libraryFolders(config, options.music, seenBefore)
  const assigned = await assignPorts({ ...config, SLIPSTREAM_MUSIC: [...folders] })
  const locked = await preflightAndLock(assigned, report)
  rememberFolders(config.SLIPSTREAM_DATA, isDemo(assigned) ? [] : libraryFoldersOf(assigned))
  for (const folder of away)
    report.line(`The library folder ${folder} is not there. Its tracks are kept, and it is waited for.`)
  const system: System = {
    config: assigned,
    report,
    signal: AbortSignal.any([stopped, givenUp.signal]),
    giveUp: (message) => givenUp.abort(new ConfigError(message)),
    ...locked,
    processors: [],
    room: watchDiskRoom(assigned.SLIPSTREAM_DATA, { say: (line) => report.line(line) }),
    embedded: null,
  }
  let code: number = EXIT.ok
  try {
    await startAll(system)
    await whenAborted(system.signal)
    givenUp.signal.throwIfAborted()
  } catch (error) {
    if (!stopped.aborted) code = reportFailure(givenUp.signal.aborted ? givenUp.signal.reason : error, system)
  }
  await stopAll(system)
  // The Kafka client may hold a timer or a socket for some time.
  process.exit(code)
}

/** Locks the data folder, ends the processes of a killed run, and checks that everything can start. */
async function preflightAndLock(config: Config, report: Report): Promise<Pick<System, 'run' | 'tools'>> {
  const needs = needsOf(config, CACHE_FOLDER, process.env)
  const { SLIPSTREAM_PORT: port, SLIPSTREAM_HOST: host } = config
  const playerPort = { port, host, title: 'the player', variable: 'SLIPSTREAM_PORT' }
  // The lock comes first: the processes of a killed run still hold the ports.
  const isWritable = needs.folders.every((folder) => folderProblem(folder) === null)
  const run = isWritable ? await openRunFolder(config.SLIPSTREAM_DATA, (line) => report.line(line)) : null
  const { problems, tools } = await preflight({ ...needs, ports: [...needs.ports, playerPort] }, process.env)
  if (run !== null && problems.length === 0) return { run, tools }
  run?.release()
  throw new ConfigError([...problems, CONTAINERS].join('\n'))
}

async function startAll(system: System): Promise<void> {
  const { report, signal } = system
  const startedAt = Date.now()
  // The demo is generated while the rest starts; the scanner takes each track once its file is complete.
  const demo = isDemo(system.config) ? startDemo(system) : null
  const config = demo === null ? system.config : withDemoLibrary(system.config)
  const embedded = await startParts(system, config)
  await provisionTopics(system, embedded)
  signal.throwIfAborted()
  startProcessors(system, config, embedded)
  const url = playerUrl(config)
  await untilReady(url, report, signal)
  const machine = await withResolvedNames(thisMachine())
  report.line(`\n${playerLines(config, machine)}\n\n${accessLine(accessOf(config))}\n`)
  const cookie = await loginCookie(url, passwordOf(config), report, signal)
  const isComplete = () => demo?.isOver() ?? true
  const progress = await showImport(url, { cookie, since: startedAt, isComplete }, report, signal)
  report.line(importSummary(progress, await failedFilesOf(url, SHOWN_PROBLEMS, cookie), url))
}

/** Generates the demo library in the background. A failure is reported, and the complete tracks can be played. */
function startDemo({ config, report, signal }: System): { isOver(): boolean } {
  let bar: Bar | null = null
  let over = false
  const onTrack = (done: number, total: number) => {
    bar ??= report.bar('Composing the demo library', total, 'tracks')
    bar.update(done, total)
  }
  makeDemoLibrary(demoLibraryFolder(config), onTrack, { signal })
    .catch((error: unknown) => {
      if (!signal.aborted) report.line(messageOf(error))
    })
    .finally(() => {
      over = true
      bar?.stop()
    })
  return { isOver: () => over }
}

const withDemoLibrary = (config: Config): Config => ({ ...config, SLIPSTREAM_MUSIC: [demoLibraryFolder(config)] })

async function startParts(system: System, config: Config): Promise<Embedded> {
  const { report, signal, run, tools, room } = system
  const options = {
    cacheFolder: CACHE_FOLDER,
    tools,
    run,
    report,
    events: eventsOf(system),
    untilRoom: room.untilRoom,
    signal,
  }
  return (system.embedded = await startEmbedded(config, options))
}

async function provisionTopics({ config, report }: System, { addresses }: Embedded): Promise<void> {
  const log = createLogger('provision', 'error')
  const isOwnBroker = !replacedParts(config).kafka
  const settings = { ...addresses, dataFolder: config.SLIPSTREAM_DATA }
  const application = { ...slipstreamTopics, settings }
  const { topicsMade, differences } = await provision(application, log, { isOwnBroker })
  for (const { topic, setting, found, wanted } of differences) {
    const what = isOwnBroker ? 'was changed to' : 'should be'
    report.line(`${nameInKafka(topic, settings)}: ${setting} ${what} ${wanted} (it was ${found}).`)
  }
  const topics = topicsMade === 0 ? 'All topics exist' : `${topicsMade} topics were made`
  report.line(`${topics}; schemas are registered.`)
}

function startProcessors(system: System, config: Config, { addresses }: Embedded): void {
  const { report, signal, run, processors, room } = system
  const showUntilStopped = (line: string) => {
    if (!signal.aborted) report.line(line)
  }
  const show = withoutRepeatedLines(showUntilStopped, () => performance.now())
  const names = topology({ models: config.SLIPSTREAM_MODELS }).map(({ name }) => name)
  const pauses = watchPauses(config.SLIPSTREAM_DATA, { say: showUntilStopped })
  const shared = { run, events: eventsOf(system), show, untilRoom: room.untilRoom }
  for (const name of names)
    processors.push(superviseProcessor(name, config, addresses, { ...shared, pause: pauses.switchOf(name) }))
  report.line(`Started ${names.join(', ')}.`)
}

function eventsOf({ config, report, giveUp }: System): SupervisionEvents {
  return {
    onDied(name, restart) {
      const line = restartLine(name, restart, logPath(config, name))
      if (line !== null) report.line(line)
    },
    onFatal: (name, exit) => giveUp(fatalMessage(name, exit)),
    onRecovered: (name) => report.line(`${name} runs again.`),
  }
}

/** Stops the processors, which finish their batches, and then the parts that they use. */
async function stopAll({ processors, embedded, run, report }: System): Promise<void> {
  await Promise.all(processors.map((one) => one.stop(STOP_PROCESSORS_WITHIN_MS)))
  await embedded?.stop()
  run.release()
  report.line('Stopped.')
}

/** Reports the message to the user. What is no question of settings goes whole to a log file. */
function reportFailure(error: unknown, { config, report }: System): number {
  if (error instanceof ConfigError) {
    report.line(error.message)
    return EXIT.usage
  }
  const path = join(config.SLIPSTREAM_DATA, 'logs', 'start.log')
  openLogFile(path).write(`${new Date().toISOString()} ${inspect(error)}\n`)
  report.line(`${messageOf(error)}\nThe whole error: ${path}\n${CONTAINERS}`)
  return EXIT.failure
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
