import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { applicationOf, slipstreamTopics } from '../../../streams/app/application.ts'
import { builtMain } from '../../../streams/app/build/built.js'
import { parseConfig } from '../../../streams/app/config.ts'
import { connectRuntime } from '../../../streams/engine/runtime/runtime.ts'
import { provision } from '../../../streams/engine/runtime/provision.ts'
import { findKcat, withoutSettings } from '../../support/outside-tools.ts'
import { settingsOf, startStack } from '../../support/stack.ts'
import type { ChildProgram } from './child.ts'
import { writePlays } from './recorded-plays.ts'

/** A log full of plays, and what reads it. */
export interface BenchLog {
  readonly plays: number
  readonly brokers: string
  readonly registryUrl: string
  /** For outputs; removed at the end. */
  readonly folder: string
  readonly peers: Peers
  progress(line: string): void
  /** The command as its users start it. */
  slipstream(args: readonly string[], out: string): ChildProgram
  stop(): Promise<void>
}

/** Null: not found. */
export interface Peers {
  readonly kcat: string | null
  /** A Python that has confluent-kafka with Avro. */
  readonly python: string | null
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const COMMAND = join(ROOT, 'streams', 'app', 'cli', 'slipstream.js')

/** Starts Kafka and a registry of its own, and writes the plays. */
export async function openLog(plays: number, progress: (line: string) => void): Promise<BenchLog> {
  if (builtMain(ROOT) === null) {
    progress('The command is built, as a start by tsx would be measured too.')
    execFileSync(process.execPath, ['--import', 'tsx', 'streams/app/build/main.ts'], { cwd: ROOT, stdio: 'ignore' })
  }
  const stack = await startStack()
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-bench-log-'))
  const stop = async () => {
    await stack.stop()
    await rm(folder, { recursive: true, force: true })
  }
  const stopRuntime = new AbortController()
  try {
    const log = pino({ level: 'silent' })
    const settings = settingsOf(stack.addresses, stack.dataFolder)
    await provision({ ...slipstreamTopics, settings: stack.addresses }, log)
    const config = parseConfig(settings)
    const runtime = await connectRuntime(applicationOf(config), { name: 'bench', log, signal: stopRuntime.signal })
    progress(`Writing ${plays.toLocaleString('en')} plays.`)
    await writePlays(runtime, plays)
    const env = { ...withoutSettings(process.env), ...settings, SLIPSTREAM_LOG_LEVEL: 'error' }
    return {
      ...{ plays, folder, progress, stop },
      brokers: stack.addresses.kafkaBrokers.join(','),
      registryUrl: stack.addresses.registryUrl,
      peers: findPeers(process.env),
      slipstream: (args, out) => ({ command: process.execPath, args: [COMMAND, ...args], env, out: join(folder, out) }),
    }
  } catch (error) {
    await stop()
    throw error
  } finally {
    stopRuntime.abort()
  }
}

/** Python is looked for only where a variable names it. */
const findPeers = (environment: NodeJS.ProcessEnv): Peers => ({
  kcat: findKcat(environment),
  python: environment['SLIPSTREAM_BENCH_PYTHON'] ?? null,
})
