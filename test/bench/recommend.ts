import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Admin } from 'kafkajs'
import { pino } from 'pino'
import { parseConfig } from '../../streams/app/config.ts'
import { connectRuntime } from '../../streams/engine/runtime/runtime.ts'
import type { Runtime } from '../../streams/engine/runtime/runtime.ts'
import { kafkaClients } from '../../streams/engine/kafka/clients.ts'
import { provision } from '../../streams/engine/runtime/provision.ts'
import type { StreamRecord } from '../../streams/engine/topic.ts'
import { audioFeatures, audioReferences, indexUpdates, listenerProfiles, plays } from '../../schemas/topics.ts'
import { recommend } from '../support/recommend.ts'
import { settingsOf, startStack } from '../support/stack.ts'
import { median, withInterval } from './figures.ts'
import type { Figure } from './figures.ts'
import { startKafkaStreams, STREAMS_GROUP } from './peers/kafka-streams.ts'
import { sendRecords } from './send-records.ts'
import { LISTENERS, libraryRecords, playRecords, profileRecords, TRACKS } from './recommend-library.ts'
import { applicationOf, slipstreamTopics } from '../../streams/app/application.ts'

/** The first one warms up and is not counted. */
const ROUNDS = 6
/** So that a round takes each of the two some seconds. */
const PLAYS = 3_000
const PEER_PLAYS = 60_000
const PEER = 'a Kafka Streams processor of the same shape'
const [PEER_FROM, PEER_TO] = ['bench-plays', 'bench-tastes']
const MAIN = fileURLToPath(new URL('../../streams/app/cli/main.ts', import.meta.url))
/** Of a process in /proc/PID/stat, where all of Linux's times are in hundredths of a second. */
const TICKS_PER_S = 100
const LOOK_EVERY_MS = 100

/**
 * Plays that recommend takes in for each second of processor time, with a library and listeners of the size given, beside
 * Kafka Streams with a state of 40 floats for each listener and one record out for each play, exactly once. The two are asked in turn.
 */
export async function recommendBench(progress: (line: string) => void): Promise<readonly Figure[]> {
  const stack = await startStack()
  const stop = new AbortController()
  const children: ChildProcess[] = []
  try {
    const log = pino({ level: 'silent' })
    await provision({ ...slipstreamTopics, settings: stack.addresses }, log)
    const config = parseConfig(settingsOf(stack.addresses, stack.dataFolder))
    const environment = await connectRuntime(applicationOf(config), { name: 'bench', log, signal: stop.signal })
    const admin = kafkaClients(stack.addresses.kafkaBrokers, 'bench', log).admin()
    await admin.connect()
    progress(`Writing ${TRACKS} tracks and what is known of ${LISTENERS} listeners.`)
    await send(environment, libraryRecords())
    await send(environment, profileRecords())
    const topics = [PEER_FROM, PEER_TO].map((topic) => ({
      topic,
      numPartitions: plays.partitions,
      replicationFactor: 1,
    }))
    await admin.createTopics({ topics })

    const [broker = ''] = stack.addresses.kafkaBrokers
    const ours = spawn(process.execPath, ['--import', 'tsx', MAIN, 'run', recommend.name], {
      env: { ...process.env, ...settingsOf(stack.addresses, stack.dataFolder), SLIPSTREAM_LOG_LEVEL: 'error' },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    children.push(ours)
    const peer = await startKafkaStreams(broker, { from: PEER_FROM, to: PEER_TO }, join(stack.dataFolder, 'streams'))
    children.push(peer)

    const measureOurs = () => measure(admin, ours, { group: recommend.name, topic: plays.name }, PLAYS, () => send(environment, playRecords(PLAYS))) // prettier-ignore
    const measurePeer = () => measure(admin, peer, { group: STREAMS_GROUP, topic: PEER_FROM }, PEER_PLAYS, () => send(environment, playRecords(PEER_PLAYS), PEER_FROM)) // prettier-ignore
    const rounds: { readonly ours: number; readonly peer: number }[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const isOdd = round % 2 === 1
      const first = await (isOdd ? measurePeer() : measureOurs())
      const second = await (isOdd ? measureOurs() : measurePeer())
      const both = isOdd ? { ours: second, peer: first } : { ours: first, peer: second }
      rounds.push(both)
      progress(
        `round ${round + 1} of ${ROUNDS}: ours ${both.ours.toFixed(0)}, Kafka Streams ${both.peer.toFixed(0)} plays/CPU-s`,
      )
    }
    await admin.disconnect()
    const counted = rounds.slice(1)
    const compared = withInterval(counted.map((round) => round.ours / round.peer))
    const subject = `recommend, ${TRACKS} tracks, ${LISTENERS} listeners`
    const value = median(counted.map((round) => round.ours))
    return [
      { name: 'recommend', subject, metric: 'throughput', value, unit: 'plays/CPU-s', peer: PEER, ...compared, goal: 1, met: compared.low >= 1 }, // prettier-ignore
      { name: 'recommend', subject: PEER, metric: 'throughput', value: median(counted.map((round) => round.peer)), unit: 'plays/CPU-s' }, // prettier-ignore
    ]
  } finally {
    for (const child of children) child.kill('SIGKILL')
    stop.abort()
    await stack.stop()
  }
}

/** @param elsewhere a topic that gets the same bytes instead of their own. */
async function send(environment: Runtime, records: Iterable<StreamRecord>, elsewhere?: string): Promise<void> {
  const into = elsewhere === undefined ? environment : renamed(environment, elsewhere)
  await sendRecords(into, [audioReferences, audioFeatures, indexUpdates, listenerProfiles, plays], records)
}

function renamed(environment: Runtime, topic: string): Runtime {
  const { codec } = environment
  return {
    ...environment,
    codec: { ...codec, encode: (record, headers) => ({ ...codec.encode(record, headers), topic }) },
  }
}

/** Plays per second of processor time of a process and its threads, from the sending to the commit of the last play. */
async function measure(
  admin: Admin,
  child: ChildProcess,
  { group, topic }: { readonly group: string; readonly topic: string },
  count: number,
  sending: () => Promise<void>,
): Promise<number> {
  const { pid = 0 } = child
  const before = cpuSecondsOf(pid)
  await sending()
  const total = (parts: readonly { readonly offset: string }[]) => parts.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0) // prettier-ignore
  const end = total(await admin.fetchTopicOffsets(topic))
  for (;;) {
    const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] })
    if (total(committed?.partitions ?? []) >= end) break
    if (child.exitCode !== null) throw new Error(`${group} ended early.`)
    await wait(LOOK_EVERY_MS)
  }
  return count / (cpuSecondsOf(pid) - before)
}

function cpuSecondsOf(pid: number): number {
  const [user = '', system = ''] =
    readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 13) ?? []
  return (Number(user) + Number(system)) / TICKS_PER_S
}
