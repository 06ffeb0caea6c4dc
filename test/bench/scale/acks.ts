import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { createServer, connect } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Producer } from 'kafkajs'
import { pino } from 'pino'
import { kafkaClients } from '../../../streams/engine/kafka/clients.ts'
import { runCluster } from '../../support/cluster.ts'
import type { RunningCluster } from '../../support/cluster.ts'
import { median, quantile, spreadOf } from '../figures.ts'
import type { Figure } from '../figures.ts'
import { arrivals, underLoad } from '../open-loop.ts'
import { cpuSecondsOf } from './service.ts'

const PARTITIONS = 8
/** As long as a play in Avro. */
const RECORD_BYTES = 100
const PER_S = 200
const SECONDS = 6
const ROUNDS = 3
/** As many as the bridge puts into one batch. */
const BATCH = 500
const BATCHES = 100
const FLOOR_TIMES = 500
const BLOCK_BYTES = 4_096

interface Way {
  readonly subject: string
  readonly cluster: RunningCluster
  readonly topic: string
  readonly acks: -1 | 1
  readonly config: Readonly<Record<string, string>>
  readonly copies: number
}

interface Round {
  readonly latenciesMs: readonly number[]
  readonly missing: number
  readonly recordsPerS: number
  /** Of all brokers. */
  readonly cpuMsEach: number
}

/**
 * What it costs to wait for all copies: single records at a steady pace, then batches as fast as they are taken, on three brokers and
 * on one, in turn. Beside the floor of this machine: a byte there and back by TCP, and a block that is flushed to the disk.
 */
export async function acksPart(progress: (line: string) => void): Promise<readonly Figure[]> {
  const started = await Promise.allSettled([runCluster(['--brokers', '3']), runCluster(['--brokers', '1'])])
  const clusters = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  const ending: (() => Promise<unknown>)[] = clusters.map((cluster) => () => cluster.end('SIGINT'))
  try {
    const [three, one] = clusters
    if (three === undefined || one === undefined) throw started.find((each) => each.status === 'rejected')?.reason
    const ways: readonly Way[] = [
      { subject: 'three brokers, acks=all, two in sync', cluster: three, topic: 'all', acks: -1, copies: 3, config: { 'min.insync.replicas': '2' } }, // prettier-ignore
      { subject: 'three brokers, acks=1', cluster: three, topic: 'leader', acks: 1, copies: 3, config: {} },
      { subject: 'one broker', cluster: one, topic: 'memory', acks: -1, copies: 1, config: {} },
      { subject: 'one broker that flushes each record, as plays are kept on one', cluster: one, topic: 'flushed', acks: -1, copies: 1, config: { 'flush.messages': '1' } }, // prettier-ignore
    ]
    const producers = new Map<Way, Producer>()
    for (const way of ways) {
      const producer = await open(way)
      ending.unshift(() => producer.disconnect())
      producers.set(way, producer)
      await round(way, producer, 1, 2) // warm-up
    }
    const rounds = new Map<Way, Round[]>()
    for (let n = 0; n < ROUNDS; n += 1) {
      for (const way of n % 2 === 0 ? ways : ways.toReversed()) {
        const producer = producers.get(way)
        if (producer === undefined) continue
        const measured = await round(way, producer, SECONDS, BATCHES)
        rounds.set(way, [...(rounds.get(way) ?? []), measured])
        progress(
          `${way.subject}: p99 ${quantile(measured.latenciesMs, 0.99).toFixed(1)} ms, ${measured.recordsPerS.toFixed(0)} records/s`,
        )
      }
    }
    return [...ways.flatMap((way) => figuresOf(way.subject, rounds.get(way) ?? [])), ...(await floor())]
  } finally {
    for (const end of ending) await end()
  }
}

async function open({ cluster, topic, acks, copies, config }: Way): Promise<Producer> {
  const brokers = (cluster.settings['KAFKA_BROKERS'] ?? '').split(',')
  const clients = kafkaClients(brokers, 'bench', pino({ level: 'silent' }))
  const admin = clients.admin()
  await admin.connect()
  const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }))
  const topics = [{ topic, numPartitions: PARTITIONS, replicationFactor: copies, configEntries }]
  await admin.createTopics({ topics, waitForLeaders: true })
  await admin.disconnect()
  // Idempotent where all copies are waited for, as the bridge is.
  const producer = clients.producer({ idempotent: acks === -1, maxInFlightRequests: 1 })
  await producer.connect()
  return producer
}

async function round(way: Way, producer: Producer, seconds: number, batches: number): Promise<Round> {
  const value = Buffer.alloc(RECORD_BYTES, 'x')
  const { topic, acks } = way
  const acknowledged = arrivals()
  const gathered = gathering(async (numbers) => {
    const messages = numbers.map((n) => ({ key: `listener-${n}`, value, partition: n % PARTITIONS }))
    await producer.send({ topic, acks, messages })
    for (const n of numbers) acknowledged.arrived(n)
  })
  const { latenciesMs, missing } = await underLoad({ perSecond: PER_S, seconds, send: gathered }, acknowledged)
  const messages = Array.from({ length: BATCH }, (_, n) => ({ key: `listener-${n}`, value, partition: n % PARTITIONS }))
  const [startMs, cpu] = [performance.now(), cpuSecondsOf(way.cluster.pid)]
  for (let n = 0; n < batches; n += 1) await producer.send({ topic, acks, messages })
  const count = batches * BATCH
  return {
    latenciesMs,
    missing,
    recordsPerS: (count * 1_000) / (performance.now() - startMs),
    cpuMsEach: ((cpuSecondsOf(way.cluster.pid) - cpu) * 1_000) / count,
  }
}

/** As the bridge writes plays: one batch on its way, and in the next what has come meanwhile. */
function gathering(send: (numbers: readonly number[]) => Promise<void>): (n: number) => void {
  const waiting: number[] = []
  let onItsWay = false
  const next = async () => {
    onItsWay = true
    while (waiting.length > 0) await send(waiting.splice(0))
    onItsWay = false
  }
  return (n) => {
    waiting.push(n)
    if (!onItsWay) void next()
  }
}

function figuresOf(subject: string, rounds: readonly Round[]): readonly Figure[] {
  const figure = (metric: string, unit: string, of: (round: Round) => number): Figure => {
    const values = rounds.map(of)
    return { name: 'scale', subject, metric, value: median(values), unit, ...spreadOf(values) }
  }
  return [
    ...[0.5, 0.99].map((p) =>
      figure(`acknowledged at ${PER_S}/s, p${p * 100}`, 'ms', (each) => quantile(each.latenciesMs, p)),
    ),
    figure(`in batches of ${BATCH}, one at a time`, 'records/s', ({ recordsPerS }) => recordsPerS),
    figure('processor time of all brokers for a thousand records', 'ms', ({ cpuMsEach }) => cpuMsEach * 1_000),
    figure('not acknowledged', 'records', ({ missing }) => missing),
  ]
}

/** What nothing on this machine can be faster than. */
async function floor(): Promise<readonly Figure[]> {
  const [network, disk] = [await echoesMs(), flushesMs()]
  return [0.5, 0.99].flatMap((p): Figure[] => [
    { name: 'scale', subject: 'floor: a byte by TCP, there and back', metric: `p${p * 100}`, value: quantile(network, p), unit: 'ms' }, // prettier-ignore
    { name: 'scale', subject: 'floor: a block flushed to the disk', metric: `p${p * 100}`, value: quantile(disk, p), unit: 'ms' }, // prettier-ignore
  ])
}

async function echoesMs(): Promise<readonly number[]> {
  const server = createServer({ noDelay: true }, (socket) => socket.pipe(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const socket = connect({ port: typeof address === 'object' ? (address?.port ?? 0) : 0, noDelay: true })
  await once(socket, 'connect')
  const times: number[] = []
  for (let n = 0; n < FLOOR_TIMES; n += 1) {
    const startMs = performance.now()
    socket.write('x')
    await once(socket, 'data')
    times.push(performance.now() - startMs)
  }
  socket.destroy()
  server.close()
  return times
}

function flushesMs(): readonly number[] {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-flush-'))
  const file = openSync(join(folder, 'file'), 'w')
  const block = Buffer.alloc(BLOCK_BYTES)
  try {
    return Array.from({ length: FLOOR_TIMES }, () => {
      const startMs = performance.now()
      writeSync(file, block)
      fdatasyncSync(file)
      return performance.now() - startMs
    })
  } finally {
    closeSync(file)
    rmSync(folder, { recursive: true, force: true })
  }
}
