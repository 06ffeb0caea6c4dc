import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
import { startStack } from '../support/stack.ts'
import type { Stack } from '../support/stack.ts'
import type { Command, Fired } from './command.ts'
import { firedSchema } from './command.ts'
import { slipstreamTopics } from '../../streams/app/application.ts'

/** A process that is started again whenever it dies. */
export interface Kept {
  readonly name: string
  /** Null for the moment between its death and its next start. */
  child(): RunningProgram | null
  /** How often it ended without having been told to. */
  deaths(): number
  stop(): Promise<void>
}

/** The whole stack with the processors that a play passes through, each where it can be killed. */
export interface Rig {
  readonly stack: Stack
  readonly url: string
  /** Where the run keeps its logs, commands and records. */
  readonly folder: string
  readonly processors: ReadonlyMap<string, Kept>
  /** @param target the name under which commands find it. */
  keep(processor: string, target: string): Kept
  arm(target: string, command: Command): void
  disarm(target: string): void
  fired(id: number): Fired | null
  /** How many transactions a process that is dead now had open, as it last said itself. */
  openTransactions(target: string): number
  stop(): Promise<void>
}

const TRACK_MS = 2_000
const AGAIN_AFTER_MS = 200
const STOP_WITHIN_MS = 8_000
const UNTIL_HEARD = ['scan-library', 'extract-features', 'train-index', 'index-tracks'] as const
const UNDER_TEST = ['recommend', 'monitor-feedback', 'mongo-sink', 'websocket-bridge'] as const
const PRELOAD = join(import.meta.dirname, 'preload.ts')
const TSX = fileURLToPath(import.meta.resolve('tsx'))

/**
 * Brings all of it up: a small library has been heard and stands still, and plays may come.
 * @param program the folder that processors are run from: Slipstream's own, or a copy.
 */
export async function startRig(program: string = PROGRAM_FOLDER): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-ledger-'))
  const music = join(folder, 'music')
  const made = makeMusic(music, TRACK_MS)
  const commands = join(folder, 'commands')
  mkdirSync(commands)
  writeFileSync(join(commands, 'fired.ndjson'), '')
  const stack = await startStack()
  const run = await openRunFolder(folder, () => undefined)
  const config: Config = { ...stack.config, SLIPSTREAM_MUSIC: [music] }
  const kept: Kept[] = []
  const keep = (processor: string, target: string): Kept => {
    const started = keepRunning(programOf(processor, target), run, join(folder, 'logs', `${target}.log`))
    kept.push(started)
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
  const stop = async () => {
    await Promise.all(kept.map((each) => each.stop()))
    await stack.stop()
    run.release()
  }
  try {
    await provision({ ...slipstreamTopics, settings: stack.addresses }, createLogger('ledger', 'error'))
    const url = `http://127.0.0.1:${config.SLIPSTREAM_PORT}`
    const hearing = UNTIL_HEARD.map((name) => keep(name, name))
    const processors = new Map(UNDER_TEST.map((name) => [name as string, keep(name, name)]))
    await untilHeard(url, made.tracks)
    await Promise.all(hearing.map((each) => each.stop()))
    return {
      stack,
      url,
      folder,
      processors,
      keep,
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

/** Until every track that can be heard can be found, too. */
async function untilHeard(url: string, wanted: number): Promise<void> {
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

/** At once, and without the patience of the product: a kill must not make the next one wait. */
function keepRunning(program: ProgramSpec, run: RunFolder, logPath: string): Kept {
  const log = openLogFile(logPath)
  let child: RunningProgram | null = null
  let deaths = 0
  let stopping = false
  const isStopping = () => stopping
  const ended = (async () => {
    while (!isStopping()) {
      child = await startProgram(program, { run, log })
      const { code } = await child.exited
      child = null
      if (isStopping() || code === 0) return
      deaths += 1
      await wait(AGAIN_AFTER_MS)
    }
  })()
  return {
    name: program.name,
    child: () => child,
    deaths: () => deaths,
    async stop() {
      stopping = true
      await child?.stop(STOP_WITHIN_MS)
      await child?.stop(STOP_WITHIN_MS) // it was being started when the first line ran
      await ended
    },
  }
}
