import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pino } from 'pino'
import { z } from 'zod'
import { startCluster } from '../../streams/app/embedded/cluster/cluster.ts'
import { kafkaLog } from '../../streams/app/embedded/kafka.ts'
import { BROKER_NAMES } from '../../streams/app/embedded/part.ts'
import { preflight } from '../../streams/app/embedded/preflight.ts'
import { CACHE_FOLDER } from '../../streams/app/program-folder.ts'
import { openRunFolder } from '../../streams/app/supervisor/run-folder.ts'
import { silentReport } from '../../streams/app/supervisor/terminal.ts'
import { kafkaClients } from '../../streams/engine/kafka/clients.ts'
import type { BrokerRole } from './faults.ts'
import { makeMachines } from './machines.ts'

/** Several brokers, one of which can be hurt at a time. */
export interface Brokers {
  /** What a process is to be given to use them. */
  readonly settings: Readonly<Record<string, string>>
  /** Resolves once each record has all its copies: only then may a broker be hurt. @throws {Error} when it takes too long. */
  untilWhole(): Promise<void>
  /** @returns the broker of that role, from 1. */
  idOf(role: BrokerRole): Promise<number>
  /** Process id of its Java. */
  pidOf(id: number): number
  /** Null: brokers have no networks of their own. */
  readonly network: { cut(id: number): void; mend(id: number): void } | null
  stop(): Promise<void>
}

const WHOLE_WITHIN_MS = 120_000
const LOOK_EVERY_MS = 200

/** @param hasNetworks whether this process is in a network namespace, so that brokers can be cut off. */
export async function startBrokers(brokers: number, folder: string, hasNetworks: boolean): Promise<Brokers> {
  const run = await openRunFolder(folder, () => undefined)
  const made = hasNetworks ? makeMachines(brokers) : null
  const needs = { java: true, compiler: true, maven: false, folders: [], ports: [] }
  const { problems, tools } = await preflight(needs, process.env)
  if (problems.length > 0) throw new Error(problems.join('\n'))
  const cluster = await startCluster(
    {
      brokers,
      tls: false,
      scram: false,
      acls: false,
      folder,
      cacheFolder: CACHE_FOLDER,
      tools,
      ...(made !== null && { machines: made.machines }),
    },
    {
      run,
      report: silentReport,
      signal: new AbortController().signal,
      untilRoom: () => Promise.resolve(),
      events: { onDied: () => undefined, onFatal: () => undefined, onRecovered: () => undefined },
    },
  )
  const clients = kafkaClients(cluster.settings['KAFKA_BROKERS']?.split(',') ?? [], 'ledger', pino({ level: 'silent' }))
  const partitions = async (topics?: string[]) => {
    const admin = clients.admin()
    await admin.connect()
    try {
      return (await admin.fetchTopicMetadata(topics === undefined ? undefined : { topics })).topics.flatMap(
        (topic) => topic.partitions,
      )
    } finally {
      await admin.disconnect()
    }
  }
  const idOf = async (role: BrokerRole): Promise<number> => {
    if (role === 'controller') return activeController(folder, brokers)
    const leaders = (await partitions(['plays'])).map(({ leader }) => leader)
    const led = (id: number) => leaders.filter((leader) => leader === id).length
    return leaders.toSorted((a, b) => led(b) - led(a) || a - b)[0] ?? 1
  }
  return {
    settings: cluster.settings,
    network: made,
    idOf,
    pidOf: (id) => childOf(cluster.pids()[BROKER_NAMES[id - 1] ?? 'broker-1'] ?? NaN),
    async untilWhole() {
      const deadline = performance.now() + WHOLE_WITHIN_MS
      const isWhole = async () => (await partitions()).every(({ isr, replicas }) => isr.length === replicas.length)
      while (!(await isWhole().catch(() => false))) {
        if (performance.now() > deadline) throw new Error('Some partitions never got all their copies again.')
        await wait(LOOK_EVERY_MS)
      }
    },
    async stop() {
      await cluster.stop()
      run.release()
    },
  }
}

const quorumState = z.object({ leaderId: z.number(), leaderEpoch: z.number() })

/** As the nodes have noted it; the newest epoch is right. Kafka tells clients of any broker that it is the controller. */
function activeController(folder: string, brokers: number): number {
  const states = BROKER_NAMES.slice(0, brokers).map((name) => {
    const path = join(kafkaLog(join(folder, name)), '__cluster_metadata-0', 'quorum-state')
    return quorumState.parse(JSON.parse(readFileSync(path, 'utf8')))
  })
  const newest = states.filter(({ leaderId }) => leaderId > 0).sort((a, b) => b.leaderEpoch - a.leaderEpoch)[0]
  if (newest === undefined) throw new Error('No node knows the active controller.')
  return newest.leaderId
}

/** The Java that the given process has started, and ends with. */
function childOf(pid: number): number {
  const [child = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  if (child === '') throw new Error(`Process ${pid} has no child.`)
  return Number(child)
}
