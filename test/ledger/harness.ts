import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { PROGRAM_FOLDER } from '../../streams/app/program-folder.ts'
import type { Config } from '../../streams/app/config.ts'
import { createLogger } from '../../streams/engine/log.ts'
import { provision } from '../../streams/engine/runtime/provision.ts'
import { startProgram } from '../../streams/app/supervisor/running-program.ts'
import type { RunningProgram, ProgramSpec } from '../../streams/app/supervisor/running-program.ts'
import { showImport, untilReady } from '../../streams/app/supervisor/import-progress.ts'
import { openLogFile } from '../../streams/app/supervisor/log-file.ts'
import { processorProgram } from '../../streams/app/supervisor/processors.ts'
import { openRunFolder } from '../../streams/app/supervisor/run-folder.ts'
import type { RunFolder } from '../../streams/app/supervisor/run-folder.ts'
import { silentReport } from '../../streams/app/supervisor/terminal.ts'
import { makeMusic } from '../support/music.ts'
import { newDataFolder, startStack } from '../support/stack.ts'
import type { Stack } from '../support/stack.ts'
import { startBrokers } from './brokers.ts'
import type { Brokers } from './brokers.ts'
import type { Command, Fired } from './command.ts'
import { firedSchema } from './command.ts'
import type { SmallDisk } from './small-disk.ts'
import { slipstreamTopics } from '../../streams/app/application.ts'

/** A process that is restarted whenever it exits. */
export interface SupervisedProcess {
  readonly name: string
  /** Null between an exit and the next start. */
  child(): RunningProgram | null
  /** How often it exited without `stop`. */
  crashes(): number
  stop(): Promise<void>
}

/** The whole stack, with the processors that a play passes through, each in a process that can be killed. */
export interface Harness {
  readonly stack: Stack
  readonly url: string
  /** Holds logs, commands and the operation log of the run. */
  readonly folder: string
  /** Where the broker keeps its data; null when it has no disk of its own. */
  readonly disk: SmallDisk | null
  /** Null: there is a single one. */
  readonly brokers: Brokers | null
  readonly processors: ReadonlyMap<string, SupervisedProcess>
  /** @param target the name under which commands address it. */
  supervise(processor: string, target: string): SupervisedProcess
  arm(target: string, command: Command): void
  disarm(target: string): void
  fired(id: number): Fired | null
  /** How many transactions a killed process had open, by its own last count. */
  openTransactions(target: string): number
  /** @param keeps the broker's data and the logs of the stack, in `folder`. */
  stop(keeps?: boolean): Promise<void>
}

const TRACK_MS = 2_000
const AGAIN_AFTER_MS = 200
const STOP_WITHIN_MS = 8_000
const WHILE_IMPORTING = ['scan-library', 'extract-features', 'train-index', 'index-tracks'] as const
const UNDER_TEST = ['recommend', 'monitor-feedback', 'mongo-sink', 'websocket-bridge'] as const
const PRELOAD = join(import.meta.dirname, 'preload.ts')
const TSX = fileURLToPath(import.meta.resolve('tsx'))

export interface HarnessOptions {
  /** The folder that processors are run from: Slipstream's own, or a copy. */
  readonly program?: string | undefined
  /** Makes a small disk at a path, for the data of the broker. */
  readonly makeDisk?: ((at: string) => SmallDisk) | undefined
  /** Of a cluster in place of the single broker. */
  readonly cluster?: ClusterChoice | undefined
}

export interface ClusterChoice {
  readonly brokers: number
  /** Whether this run is in a network namespace, so that brokers can be cut off. */
  readonly hasNetworks: boolean
}

/** Starts the stack: a small library has been analysed and does not change, and the bridge accepts plays. */
export async function startHarness({ program = PROGRAM_FOLDER, makeDisk, cluster }: HarnessOptions): Promise<Harness> {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-ledger-'))
  const music = join(folder, 'music')
  const made = makeMusic(music, TRACK_MS)
  const commands = join(folder, 'commands')
  mkdirSync(commands)
  writeFileSync(join(commands, 'fired.ndjson'), '')
  const dataFolder = newDataFolder()
  const disk = makeDisk?.(join(dataFolder, 'kafka')) ?? null
  const removeData = () => {
    disk?.remove()
    rmSync(dataFolder, { recursive: true, force: true })
  }
  const brokers =
    cluster === undefined ? null : await startBrokers(cluster.brokers, join(folder, 'cluster'), cluster.hasNetworks)
  const stack = await startStack(dataFolder, undefined, brokers?.settings).catch(async (error: unknown) => {
    await brokers?.stop()
    removeData()
    throw error
  })
  const run = await openRunFolder(folder, () => undefined)
  const config: Config = { ...stack.config, SLIPSTREAM_MUSIC: [music] }
  const supervised: SupervisedProcess[] = []
  const supervise = (processor: string, target: string): SupervisedProcess => {
    const started = superviseProcess(programOf(processor, target), run, join(folder, 'logs', `${target}.log`))
    supervised.push(started)
    return started
  }
  const programOf = (processor: string, target: string): ProgramSpec => {
    const { env, ...settled } = processorProgram(processor, config, stack.addresses)
    const main = join(program, 'streams', 'app', 'cli', 'main.ts')
    return {
      ...settled,
      name: target,
      args: ['--import', TSX, '--import', PRELOAD, main, 'run', processor],
      cwd: program,
      env: { ...env, LEDGER_FOLDER: commands, LEDGER_TARGET: target },
    }
  }
  const stop = async (keeps = false) => {
    await Promise.all(supervised.map((each) => each.stop()))
    await stack.stop()
    await brokers?.stop()
    if (keeps) for (const part of ['kafka', 'logs']) copyIfThere(join(dataFolder, part), join(folder, `stack-${part}`))
    removeData()
    run.release()
  }
  try {
    await provision({ ...slipstreamTopics, settings: stack.addresses }, createLogger('ledger', 'error'))
    const url = `http://127.0.0.1:${config.SLIPSTREAM_PORT}`
    const importing = WHILE_IMPORTING.map((name) => supervise(name, name))
    const processors = new Map(UNDER_TEST.map((name) => [name as string, supervise(name, name)]))
    await untilImported(url, made.tracks)
    await Promise.all(importing.map((each) => each.stop()))
    return {
      stack,
      url,
      folder,
      disk,
      brokers,
      processors,
      supervise,
      arm: (target, command) => writeFileSync(join(commands, `${target}.command`), JSON.stringify(command)),
      disarm: (target) => rmSync(join(commands, `${target}.command`), { force: true }),
      fired(id) {
        const lines = readFileSync(join(commands, 'fired.ndjson'), 'utf8').trim().split('\n').filter(Boolean)
        return lines.map((line) => firedSchema.parse(JSON.parse(line))).find((each) => each.id === id) ?? null
      },
      openTransactions: (target) => readFileSync(join(commands, `${target}.open`)).at(0) ?? 0,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** What is sparse on the disk of the broker is so in the copy. */
function copyIfThere(from: string, to: string): void {
  if (existsSync(from)) execFileSync('cp', ['-RL', '--sparse=always', from, to])
}

/** Resolves once every track that can be analysed is in the index. */
async function untilImported(url: string, wanted: number): Promise<void> {
  const { signal } = new AbortController()
  await untilReady(url, silentReport, signal)
  for (;;) {
    const { tracks, heard, failed, indexed } = await showImport(
      url,
      { since: 0, isComplete: () => true },
      silentReport,
      signal,
    )
    if (tracks === wanted && heard + failed === wanted && indexed === heard) return
    await wait(AGAIN_AFTER_MS)
  }
}

/** Restarts at once, without the backoff of the product: a kill must not delay the next one. */
function superviseProcess(program: ProgramSpec, run: RunFolder, logPath: string): SupervisedProcess {
  const log = openLogFile(logPath)
  let child: RunningProgram | null = null
  let crashes = 0
  let stopping = false
  const isStopping = () => stopping
  const ended = (async () => {
    while (!isStopping()) {
      child = await startProgram(program, { run, log })
      const { code } = await child.exited
      child = null
      if (isStopping() || code === 0) return
      crashes += 1
      await wait(AGAIN_AFTER_MS)
    }
  })()
  return {
    name: program.name,
    child: () => child,
    crashes: () => crashes,
    async stop() {
      stopping = true
      await child?.stop(STOP_WITHIN_MS)
      await child?.stop(STOP_WITHIN_MS) // it was being started when the first line ran
      await ended
    },
  }
}
