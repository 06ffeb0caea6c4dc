import { statSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { inspect } from 'node:util'
import { makeDemoLibrary } from '../demo/demo-library.ts'
import { fmaProblem } from '../../../processors/scan-library/edge/fma-library.ts'
import { CACHE_FOLDER } from '../program-folder.ts'
import { logPath, needsOf, assignPorts, startEmbedded } from '../embedded/embedded.ts'
import type { Embedded } from '../embedded/embedded.ts'
import { folderProblem, preflight } from '../embedded/preflight.ts'
import type { Tools } from '../embedded/preflight.ts'
import { ConfigError } from '../../engine/errors.ts'
import { demoLibraryFolder, isDemo } from '../config.ts'
import type { Config } from '../config.ts'
import { createLogger } from '../../engine/log.ts'
import { provision } from '../../engine/runtime/provision.ts'
import type { ProgramExit } from '../supervisor/running-program.ts'
import type { SupervisedProcess } from '../supervisor/supervise.ts'
import { showImport, summaryOf, unheardOf, untilReady } from '../supervisor/import-progress.ts'
import { openLogFile } from '../supervisor/log-file.ts'
import { superviseProcessor, withoutRepeats } from '../supervisor/processors.ts'
import { openRunFolder } from '../supervisor/run-folder.ts'
import type { RunFolder } from '../supervisor/run-folder.ts'
import { stopSignal } from '../supervisor/stop-signal.ts'
import { openReport } from '../supervisor/terminal.ts'
import type { Bar, Report } from '../supervisor/terminal.ts'
import { topology } from '../topology.ts'
import { EXIT } from '../output/exit-codes.ts'
import { slipstreamTopics } from '../application.ts'

export interface StartOptions {
  /** Library folders, before those of the environment. */
  readonly music: readonly string[]
}

/** Processors get this long for what they have at hand; with the parts' own times all is stopped in 10 s. */
const STOP_PROCESSORS_WITHIN_MS = 5_000
/** More are looked at in the player. */
const SHOWN_PROBLEMS = 10
const CONTAINERS = 'Or run everything in containers instead: docker compose up'

/**
 * Brings up everything, prints the player's address, and keeps all of it running until Ctrl-C or SIGTERM.
 * @throws {ConfigError} with one line for each thing that is wrong, before anything is started.
 */
export async function start(config: Config, options: StartOptions): Promise<void> {
  const report = openReport(process.stdout)
  const signal = stopSignal(report)
  const settled = await assignPorts({ ...config, SLIPSTREAM_MUSIC: libraryFolders(config, options.music) })
  const { run, tools } = await takeMachine(settled, report)
  const system: System = { config: settled, report, signal, run, tools, kept: [], embedded: null }
  let code: number = EXIT.ok
  try {
    await bringUp(system)
    await untilAborted(signal)
  } catch (error) {
    if (!signal.aborted) code = told(error, system)
  }
  await takeDown(system)
  // The Kafka client may hold a timer or a socket for a while yet.
  process.exit(code)
}

interface System {
  readonly config: Config
  readonly report: Report
  readonly signal: AbortSignal
  readonly run: RunFolder
  readonly tools: Tools
  readonly kept: SupervisedProcess[]
  embedded: Embedded | null
}

/** @throws {ConfigError} naming every folder that cannot be a library. */
export function libraryFolders(config: Config, music: readonly string[]): string[] {
  const folders = [...new Set([...music.map((folder) => resolve(folder)), ...config.SLIPSTREAM_MUSIC])]
  const problems = [...folders.map(libraryProblem), dataSetProblem(config.SLIPSTREAM_FMA)].filter(
    (problem) => problem !== null,
  )
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return folders
}

function libraryProblem(folder: string): string | null {
  const stat = statSync(folder, { throwIfNoEntry: false })
  if (stat === undefined) return `The library folder ${folder} does not exist: give another one with --music.`
  if (!stat.isDirectory()) return `${folder} is no folder: give the folder that it is in with --music.`
  if (folder.includes(delimiter)) return `The library folder ${folder} has "${delimiter}" in its name: rename it.`
  return null
}

function dataSetProblem(folder: string | undefined): string | null {
  return folder === undefined ? null : fmaProblem(folder)
}

/** Ends what an earlier run has left, takes the data folder, and makes sure that all can start. */
async function takeMachine(config: Config, report: Report): Promise<{ run: RunFolder; tools: Tools }> {
  const needs = needsOf(config, CACHE_FOLDER, process.env)
  const web = {
    port: config.SLIPSTREAM_PORT,
    host: config.SLIPSTREAM_HOST,
    title: 'the player',
    variable: 'SLIPSTREAM_PORT',
  }
  const usable = needs.folders.every((folder) => folderProblem(folder) === null)
  const run = usable ? await openRunFolder(config.SLIPSTREAM_DATA, (line) => report.line(line)) : null
  const { problems, tools } = await preflight({ ...needs, ports: [...needs.ports, web] }, process.env)
  if (run !== null && problems.length === 0) return { run, tools }
  run?.release()
  throw new ConfigError([...problems, CONTAINERS].join('\n'))
}

async function bringUp(system: System): Promise<void> {
  const { report, signal, run, tools } = system
  const since = Date.now()
  const onDied = (name: string, exit: ProgramExit, againInMs: number) => {
    report.line(diedLine(name, exit, againInMs, logPath(system.config, name)))
  }
  // Composed while the rest comes up: the scanner takes each track as it appears.
  const demo = isDemo(system.config) ? composeDemo(system.config, report, signal) : null
  const config =
    demo === null ? system.config : { ...system.config, SLIPSTREAM_MUSIC: [demoLibraryFolder(system.config)] }
  const embedded = await startEmbedded(config, { cacheFolder: CACHE_FOLDER, tools, run, report, onDied, signal })
  system.embedded = embedded
  const { topicsMade } = await provision(
    { ...slipstreamTopics, settings: embedded.addresses },
    createLogger('provision', 'error'),
  )
  report.line(
    `${topicsMade === 0 ? 'All topics are there' : `${topicsMade} topics were made`}; schemas are registered.`,
  )
  signal.throwIfAborted()
  const show = withoutRepeats(
    (line) => {
      if (!signal.aborted) report.line(line)
    },
    () => performance.now(),
  )
  const names = topology({ models: config.SLIPSTREAM_MODELS }).map(({ name }) => name)
  for (const name of names) {
    system.kept.push(superviseProcessor(name, config, embedded.addresses, { run, onDied, show }))
  }
  report.line(`Started ${names.join(', ')}.`)

  const url = playerUrl(config)
  await untilReady(url, report, signal)
  report.line(`\n  Slipstream plays at ${url}\n`)
  const isComplete = () => demo?.isOver() ?? true
  const progress = await showImport(url, { since, isComplete }, report, signal)
  report.line(summaryOf(progress, await unheardOf(url, SHOWN_PROBLEMS), url))
}

/** Composes the demo library; what goes wrong is told, and the tracks that are there are played. */
function composeDemo(config: Config, report: Report, signal: AbortSignal): { isOver(): boolean } {
  const bars: Bar[] = []
  let over = false
  const onTrack = (done: number, total: number) => {
    const bar = bars[0] ?? report.bar('Composing the demo library', total, 'tracks')
    bars[0] = bar
    bar.update(done, total)
  }
  makeDemoLibrary(demoLibraryFolder(config), onTrack, { signal })
    .catch((error: unknown) => {
      if (!signal.aborted) report.line(error instanceof Error ? error.message : String(error))
    })
    .finally(() => {
      over = true
      for (const bar of bars) bar.stop()
    })
  return { isOver: () => over }
}

/** In order: processors finish what they have at hand, then the parts that they use. */
async function takeDown({ kept, embedded, run, report }: System): Promise<void> {
  await Promise.all(kept.map((one) => one.stop(STOP_PROCESSORS_WITHIN_MS)))
  await embedded?.stop()
  run.release()
  report.line('Stopped.')
}

export function diedLine(
  name: string,
  { code, signal, lastError: lastWords }: ProgramExit,
  againInMs: number,
  log: string,
): string {
  // Who was killed had no time to say why.
  const said = lastWords === '' || signal !== null ? '' : ` ("${lastWords}")`
  const how = signal === null ? `ended with code ${code ?? 'unknown'}` : `was ended by ${signal}`
  return `${name} ${how}${said}: it is started again in ${againInMs / 1_000} s. Its log: ${log}`
}

/** Where a browser on this machine finds the player. */
export function playerUrl({ SLIPSTREAM_HOST: host, SLIPSTREAM_PORT: port }: Config): string {
  if (host === '0.0.0.0') return `http://127.0.0.1:${port}`
  if (host === '::') return `http://[::1]:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** One line for the person; the whole error in the log. */
function told(error: unknown, { config, report }: System): number {
  const path = join(config.SLIPSTREAM_DATA, 'logs', 'start.log')
  openLogFile(path).write(`${new Date().toISOString()} ${inspect(error)}\n`)
  report.line(`${error instanceof Error ? error.message : String(error)}\nAll of it: ${path}\n${CONTAINERS}`)
  return EXIT.failure
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
