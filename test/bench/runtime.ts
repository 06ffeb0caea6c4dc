import { emptyProfile } from '../../processors/recommend/profile.ts'
import { setTimeout as wait } from 'node:timers/promises'
import { pino } from 'pino'
import { listenerId, playId, recommendationId, trackId } from '../../schemas/generated.ts'
import type {} from '../../schemas/generated.ts'
import { parseConfig } from '../../streams/app/config.ts'
import { connectRuntime, partitionsOf, readDecoded } from '../../streams/engine/runtime/runtime.ts'
import type { Runtime } from '../../streams/engine/runtime/runtime.ts'
import { kafkaClients } from '../../streams/engine/kafka/clients.ts'
import type { KafkaClients } from '../../streams/engine/kafka/clients.ts'
import type { KafkaPort } from '../../streams/engine/kafka/port.ts'
import { openProducer } from '../../streams/engine/runtime/record-producer.ts'
import { provision } from '../../streams/engine/runtime/provision.ts'
import { runTasks } from '../../streams/engine/runtime/processor-runner.ts'
import { processorWork, reading } from '../../streams/engine/runtime/work.ts'
import type { AnyProcessor } from '../../streams/engine/runtime/work.ts'
import { processor } from '../../streams/engine/processor.ts'
import { record } from '../../streams/engine/topic.ts'
import { deadLetters, listenerProfiles, plays, recommendations } from '../../schemas/topics.ts'
import { settingsOf, startStack } from '../support/stack.ts'
import type { Stack } from '../support/stack.ts'
import { quantile, withInterval } from './figures.ts'
import type { Figure } from './figures.ts'
import { applicationOf, slipstreamTopics } from '../../streams/app/application.ts'
import { WITHOUT_CONTEXT } from '../support/builders.ts'

const RECORDS = 20_000
const LISTENERS = 200
/** The first one warms up and is not counted. */
const ROUNDS = 6
const ECHO = 'bench-echo'
const PEER = 'raw kafkajs echo'
const LOADS_PER_S = [50, 200]
const LOAD_FOR_S = 15

interface Run {
  readonly seconds: number
  readonly cpuSeconds: number
}

/**
 * What exactly-once costs: a processor with one output and one changelog record for each input, in transactions, beside
 * an echo that only copies bytes, without transactions and without idempotence. Then the latency of the former under an
 * open-loop load, as the bridge reads it and as anyone reads it.
 */
export async function runtimeBench(progress: (line: string) => void): Promise<readonly Figure[]> {
  const stack = await startStack()
  try {
    const log = pino({ level: 'silent' })
    await provision({ ...slipstreamTopics, settings: stack.addresses }, log)
    const environment = () => environmentOf(stack)
    await fill(await environment())
    const runs: { ours: Run; raw: Run }[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const ours = [await runOurs(await environment(), `bench-${round}-a`)]
      const raw = [
        await runRaw(await environment(), `echo-${round}-a`),
        await runRaw(await environment(), `echo-${round}-b`),
      ]
      ours.push(await runOurs(await environment(), `bench-${round}-b`))
      runs.push({ ours: sum(ours), raw: sum(raw) })
      const [a, b] = [sum(ours), sum(raw)]
      progress(
        `round ${round + 1}: ours ${perSecond(a, 'seconds')}/s ${perSecond(a, 'cpuSeconds')}/CPU-s, ` +
          `raw ${perSecond(b, 'seconds')}/s ${perSecond(b, 'cpuSeconds')}/CPU-s`,
      )
    }
    const [warmUp, ...counted] = runs
    const rounds = counted.length > 0 ? counted : warmUp === undefined ? [] : [warmUp]
    const throughput = (['seconds', 'cpuSeconds'] as const).map((per): Figure => {
      const unit = per === 'seconds' ? 'records/s' : 'records/CPU-s'
      const value = quantile(
        rounds.map(({ ours }) => perSecond(ours, per)),
        0.5,
      )
      return {
        name: 'runtime',
        subject: 'transactional processor',
        metric: 'throughput',
        value,
        unit,
        peer: PEER,
        ...withInterval(rounds.map(({ ours, raw }) => raw[per] / ours[per])),
      }
    })
    const latency: Figure[] = []
    for (const load of LOADS_PER_S) latency.push(...(await latencyUnder(environment, load)))
    return [...throughput, ...latency]
  } finally {
    await stack.stop()
  }
}

const sum = (runs: readonly Run[]): Run => ({
  seconds: runs.reduce((total, run) => total + run.seconds, 0),
  cpuSeconds: runs.reduce((total, run) => total + run.cpuSeconds, 0),
})
const perSecond = (run: Run, per: keyof Run): number => Math.round((2 * RECORDS) / run[per])

async function environmentOf(stack: Stack): Promise<Environments> {
  const stop = new AbortController()
  const log = pino({ level: 'silent' })
  const config = parseConfig(settingsOf(stack.addresses, stack.dataFolder))
  const clients = kafkaClients(stack.addresses.kafkaBrokers, 'bench', log)
  return {
    ...(await connectRuntime(applicationOf(config), { name: 'bench', log, signal: stop.signal })),
    clients,
    stop,
  }
}

const playOf = (n: number) =>
  record(
    plays,
    listenerId(`listener-${n % LISTENERS}`),
    {
      playId: playId(`play-${n}`),
      listenerId: listenerId(`listener-${n % LISTENERS}`),
      sessionId: '',
      trackId: trackId('song'),
      event: 'finished' as const,
      positionMs: 180_000,
      playedMs: 180_000,
      via: 'chosen' as const,
      recommendationId: null,
      deviceTime: null,
      arrivedAt: 0,
      wish: null,
      ...WITHOUT_CONTEXT,
    },
    Date.now(),
  )

async function fill(environment: Environments): Promise<void> {
  const producer = await openProducer(environment, [plays])
  for (let n = 0; n < RECORDS; n += 500) await producer.send(Array.from({ length: 500 }, (_, i) => playOf(n + i)))
  await producer.close()
  const admin = environment.clients.admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic: ECHO, numPartitions: plays.partitions, replicationFactor: -1 }] })
  await admin.disconnect()
  environment.stop.abort()
}

/** The smallest processor that does all there is to do: decode, fold, one output, one state, all encoded. */
function counter(name: string, onStep: () => void) {
  return processor({
    name,
    from: [plays],
    to: [recommendations],
    changelog: listenerProfiles,
    initial: emptyProfile,
    step(state, r) {
      onStep()
      if (r.value === null) return { state, emit: [] }
      const { partition, offset } = r
      const recommendation = {
        recommendationId: recommendationId(`${name}:${partition}/${offset}`),
        listenerId: r.key,
        model: name,
        indexVersion: 0,
        relationsVersion: 0,
        causedBy: {
          topic: r.topic,
          partition,
          offset,
          playId: r.value.playId,
          trackId: null,
          event: 'unknown' as const,
          takenFrom: null,
          takesBack: [],
        },
        candidates: 0,
        items: [],
        shown: true,
      }
      return {
        state: { ...state, playIds: [r.value.playId] },
        emit: [record(recommendations, r.key, recommendation, r.timestamp)],
      }
    },
  })
}

const noViews = reading('bench', new Map())

type Environments = Runtime & { readonly clients: KafkaClients; readonly stop: AbortController }

/** From the first record that is stepped to the commit of the last. */
async function runOurs(environment: Environments, name: string): Promise<Run> {
  let stepped = 0
  const clock = stopwatch()
  const { promise: done, resolve } = withResolvers<Run>()
  const work = counter(name, () => {
    if (stepped === 0) clock.start()
    stepped += 1
  })
  const kafka = onCommit(environment.kafka, () => {
    if (stepped === RECORDS) resolve(clock.read())
  })
  await environment.codec.prepare([recommendations, listenerProfiles, deadLetters])
  const ended = runTasks(
    { ...environment, kafka },
    {
      name,
      topics: [plays.name],
      single: false,
      latency: 'interactive',
      tables: [],
      openWork: () => Promise.resolve(processorWork(work as unknown as AnyProcessor, new Map(), noViews)),
    },
  )
  const run = await Promise.race([
    done,
    ended.then((): never => {
      throw new Error(`${name} ended early.`)
    }),
  ])
  environment.stop.abort()
  await ended
  return run
}

/** The same Kafka, reporting each commit: the last one ends what is measured. */
function onCommit(kafka: KafkaPort, committed: () => void): KafkaPort {
  return {
    ...kafka,
    async transactionalWriter(transactionalId, group, options) {
      const writer = await kafka.transactionalWriter(transactionalId, group, options)
      return {
        send: (records) => writer.send(records),
        async commit(offsets) {
          await writer.commit(offsets)
          committed()
        },
        end: (topic, partition) => writer.end(topic, partition),
        discard: () => writer.discard(),
      }
    },
  }
}

/** Bytes in, bytes out: no decoding, no state, no transaction; what a hurried program would do with the same client. */
async function runRaw(environment: Environments, group: string): Promise<Run> {
  const { clients, stop } = environment
  const producer = clients.producer({})
  const consumer = clients.consumer({
    groupId: group,
    sessionTimeout: 10_000,
    maxBytesPerPartition: 256 * 1024,
    maxWaitTimeInMs: 500,
  })
  await Promise.all([producer.connect(), consumer.connect()])
  await consumer.subscribe({ topics: [plays.name], fromBeginning: true })
  const clock = stopwatch()
  let copied = 0
  const run = await new Promise<Run>((resolve, reject) => {
    consumer
      .run({
        partitionsConsumedConcurrently: plays.partitions,
        async eachBatch({ batch }) {
          if (copied === 0) clock.start()
          const messages = batch.messages.map(({ key, value, timestamp }) => ({
            key,
            value,
            timestamp,
            partition: batch.partition,
          }))
          for (let i = 0; i < messages.length; i += 500) {
            await producer.send({ topic: ECHO, messages: messages.slice(i, i + 500) })
          }
          copied += messages.length
          if (copied === RECORDS) resolve(clock.read())
        },
      })
      .catch(reject)
  })
  await Promise.all([consumer.disconnect(), producer.disconnect()])
  stop.abort()
  return run
}

function withResolvers<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((given) => {
    resolve = given
  })
  return { promise, resolve }
}

function stopwatch() {
  let startedMs = 0
  let cpu = process.cpuUsage()
  return {
    start() {
      startedMs = performance.now()
      cpu = process.cpuUsage()
    },
    read(): Run {
      const { user, system } = process.cpuUsage(cpu)
      return { seconds: (performance.now() - startedMs) / 1_000, cpuSeconds: (user + system) / 1e6 }
    },
  }
}

/** From the moment a play was to be sent, whether it was or not, to when its recommendation was read. */
async function latencyUnder(environment: () => Promise<Environments>, perS: number): Promise<readonly Figure[]> {
  const [running, sending, reading] = [await environment(), await environment(), await environment()]
  const name = `latency-${perS}`
  const total = perS * LOAD_FOR_S
  const dueMs = new Map<string, number>()
  const seen = { uncommitted: [] as number[], committed: [] as number[] }
  const { promise: all, resolve } = withResolvers<null>()
  const follow = (isolation: 'committed' | 'uncommitted') => {
    const caughtUp = withResolvers<null>()
    const ended = readDecoded(reading, {
      partitions: partitionsOf(reading, [recommendations]),
      from: 'end',
      isolation,
      signal: reading.stop.signal,
      what: recommendations.name,
      onBatch(batch) {
        for (const each of batch) {
          if (!each.ok || each.record.value === null) continue
          const value = each.record.value as { readonly causedBy: { readonly playId: string }; readonly model: string }
          const due = dueMs.get(value.causedBy.playId)
          if (due !== undefined && value.model === name) seen[isolation].push(performance.now() - due)
        }
        if (seen.committed.length >= total) resolve(null)
      },
      onCaughtUp: () => caughtUp.resolve(null),
    })
    return { caughtUp: caughtUp.promise, ended }
  }
  const followers = [follow('uncommitted'), follow('committed')]
  await Promise.all(followers.map(({ caughtUp }) => caughtUp))

  let old = 0
  const { promise: caughtUp, resolve: onCaughtUp } = withResolvers<null>()
  const work = counter(name, () => {
    old += 1
    if (old === before) onCaughtUp(null)
  })
  const before = await recordsIn(sending)
  await running.codec.prepare([recommendations, listenerProfiles, deadLetters])
  const ended = runTasks(running, {
    name,
    topics: [plays.name],
    single: false,
    latency: 'interactive',
    tables: [],
    openWork: () => Promise.resolve(processorWork(work as unknown as AnyProcessor, new Map(), noViews)),
  })
  await Promise.race([caughtUp, ended])
  await wait(1_000)

  const producer = await openProducer(sending, [plays])
  const startMs = performance.now()
  let batch: ReturnType<typeof playOf>[] = []
  let inFlight: Promise<unknown> | null = null
  const drain = () => {
    if (inFlight !== null || batch.length === 0) return
    const now = batch
    batch = []
    inFlight = producer.send(now).finally(() => {
      inFlight = null
      drain()
    })
  }
  for (let n = 0; n < total; n += 1) {
    const due = startMs + (n * 1_000) / perS
    const early = due - performance.now()
    if (early > 0) await wait(early)
    const play = playOf(n)
    const id = playId(`${name}/${n}`)
    dueMs.set(id, due)
    batch.push({ ...play, value: { ...play.value, playId: id } } as typeof play)
    drain()
  }
  await Promise.race([all, ended, wait(20_000)])
  await producer.close()
  for (const each of [running, reading, sending]) each.stop.abort()
  await Promise.all([ended, ...followers.map((follower) => follower.ended)])
  return (['uncommitted', 'committed'] as const).flatMap((isolation) =>
    [0.5, 0.99].map((p): Figure => ({
      name: 'runtime',
      subject: `play to recommendation at ${perS}/s, read ${isolation}`,
      metric: `latency p${p * 100}`,
      value: quantile(seen[isolation], p),
      unit: 'ms',
    })),
  )
}

async function recordsIn({ clients }: Environments): Promise<number> {
  const admin = clients.admin()
  await admin.connect()
  const offsets = await admin.fetchTopicOffsets(plays.name)
  await admin.disconnect()
  return offsets.reduce((total, { high }) => total + Number(high), 0)
}
