import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Admin } from 'kafkajs'
import { pino } from 'pino'
import { applicationOf, slipstreamTopics } from '../../../streams/app/application.ts'
import { builtMain } from '../../../streams/app/build/built.js'
import { parseConfig } from '../../../streams/app/config.ts'
import { kafkaClients } from '../../../streams/engine/kafka/clients.ts'
import { sendRecords } from '../send-records.ts'
import { provision } from '../../../streams/engine/runtime/provision.ts'
import { connectRuntime } from '../../../streams/engine/runtime/runtime.ts'
import type { Runtime } from '../../../streams/engine/runtime/runtime.ts'
import type { AnyTopic, StreamRecord } from '../../../streams/engine/topic.ts'
import { withoutSettings } from '../../support/outside-tools.ts'
import { settingsOf, startStack } from '../../support/stack.ts'
import { processesOf, TICKS_PER_S } from '../processes.ts'

/** A Kafka and what it needs, with the topics of Slipstream, and processors of it that are started one by one. */
export interface Service {
  readonly brokers: readonly string[]
  readonly runtime: Runtime
  readonly admin: Admin
  /** Starts a processor with a data folder of its own, as on a machine of its own. */
  start(processor: string, env?: Readonly<Record<string, string>>): Copy
  send(topics: readonly AnyTopic[], records: Iterable<StreamRecord>): Promise<void>
  /** Processor time of the broker so far, seconds. */
  brokerCpuSeconds(): number
  /** Bytes of a topic in the log of the broker, without its indexes. */
  bytesOf(topic: string): number
  stop(): Promise<void>
}

/** A processor that runs. */
export interface Copy {
  readonly pid: number
  readonly dataFolder: string
  cpuSeconds(): number
  residentMb(): number
  /** @throws {Error} when it has ended. */
  check(): void
  stop(): Promise<void>
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const COMMAND = join(ROOT, 'streams', 'app', 'cli', 'slipstream.js')

export async function openService(progress: (line: string) => void): Promise<Service> {
  if (builtMain(ROOT) === null) {
    progress('The command is built, as tsx would be measured too.')
    execFileSync(process.execPath, ['--import', 'tsx', 'streams/app/build/main.ts'], { cwd: ROOT, stdio: 'ignore' })
  }
  const stack = await startStack()
  const ending = new AbortController()
  const log = pino({ level: 'silent' })
  const settings = settingsOf(stack.addresses, stack.dataFolder)
  const admin = kafkaClients(stack.addresses.kafkaBrokers, 'bench', log).admin()
  const copies: Copy[] = []
  const stop = async () => {
    for (const copy of copies) await copy.stop()
    await admin.disconnect()
    ending.abort()
    await stack.stop()
  }
  try {
    await provision({ ...slipstreamTopics, settings: stack.addresses }, log)
    await admin.connect()
    const config = parseConfig(settings)
    const runtime = await connectRuntime(applicationOf(config), { name: 'bench', log, signal: ending.signal })
    return {
      brokers: stack.addresses.kafkaBrokers,
      runtime,
      admin,
      start(processor, env = {}) {
        const dataFolder = join(stack.dataFolder, 'copies', String(copies.length + 1))
        const own = { ...settings, SLIPSTREAM_DATA: dataFolder, SLIPSTREAM_LOG_LEVEL: 'error', ...env }
        const child = spawn(process.execPath, [COMMAND, 'run', processor], {
          env: { ...withoutSettings(process.env), ...own },
          stdio: ['ignore', 'ignore', 'inherit'],
        })
        const copy = copyOf(child, dataFolder)
        copies.push(copy)
        return copy
      },
      send: (topics, records) => sendRecords(runtime, topics, records),
      brokerCpuSeconds: () => cpuSecondsOf(stack.pids().kafka ?? 0),
      bytesOf: (topic) => logBytes(stack.dataFolder, topic),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function copyOf(child: ChildProcess, dataFolder: string): Copy {
  const { pid = 0 } = child
  return {
    pid,
    dataFolder,
    cpuSeconds: () => cpuSecondsOf(pid),
    residentMb: () => residentMbOf(pid),
    check() {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended.`)
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exit = once(child, 'exit')
      child.kill('SIGTERM')
      await exit
    },
  }
}

/** Of a process and all its descendants. */
export function cpuSecondsOf(pid: number): number {
  return [...processesOf(pid).values()].reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_PER_S
}

/** What a process holds in memory now, without its descendants. */
export function residentMbOf(pid: number): number {
  const [, kb = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kb) / 1_024
}

/** Of the segments of all its partitions. */
function logBytes(folder: string, topic: string): number {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const isOfTopic = new RegExp(`/${topic}-\\d+/\\d+\\.log$`)
  return paths.filter((path) => isOfTopic.test(path)).reduce((sum, path) => sum + statSync(join(folder, path)).size, 0)
}

const LOOK_EVERY_MS = 50

/** Waits until something is so, for as long as all copies run. */
export async function until(copies: readonly Copy[], isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) {
    for (const copy of copies) copy.check()
    await wait(LOOK_EVERY_MS)
  }
}
