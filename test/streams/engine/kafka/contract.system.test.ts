import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMissingTopics } from '../../../../streams/engine/kafka/create-topics.ts'
import { joinGroup } from '../../../../streams/engine/kafka/consumer-group.ts'
import { kafkaClients } from '../../../../streams/engine/kafka/clients.ts'
import type { KafkaClients } from '../../../../streams/engine/kafka/clients.ts'
import { kafkajs } from '../../../../streams/engine/kafka/kafkajs-patches.ts'
import { readPartitions } from '../../../../streams/engine/kafka/partition-reader.ts'
import { openTransactionalWriter } from '../../../../streams/engine/kafka/transactional-writer.ts'
import { API, openFaultInjectionProxy } from '../../../support/fault-injection-proxy.ts'
import type { ApiName, FaultInjectionProxy } from '../../../support/fault-injection-proxy.ts'
import { openRawTransactions, withoutVerification } from '../../../support/raw-transactions.ts'
import { startStack } from '../../../support/stack.ts'
import type { Stack } from '../../../support/stack.ts'

const log = pino({ level: 'silent' })
const TOPIC = 'contract'
const HANGING = 'contract-hanging'
let stack: Stack
let proxy: FaultInjectionProxy
let clients: KafkaClients

beforeAll(async () => {
  stack = await startStack(undefined, 'kafka')
  const [broker = ''] = stack.addresses.kafkaBrokers
  proxy = await openFaultInjectionProxy(broker)
  clients = kafkaClients([broker], 'contract', log, proxy.connect)
})
afterAll(async () => {
  await proxy.close()
  await stack.stop()
})

/**
 * kafkajs takes the highest version that it and the broker know, and never looks at the broker's lowest: a broker that
 * has dropped what kafkajs speaks would refuse every call. So what is on the wire is held against what the broker serves.
 */
it('makes every request in a version that the broker serves, and each does its work', async () => {
  await everyCall()
  const served = await servedVersions()
  const spoken = new Map(proxy.seen.map(({ api, version }) => [api, version]))
  expect([...spoken.keys()].sort()).toStrictEqual(Object.keys(API).sort())
  const outside = [...spoken].flatMap(([api, version]) => {
    const range = served.get(API[api as ApiName])
    return range !== undefined && range.min <= version && version <= range.max ? [] : [{ api, version, range }]
  })
  expect(outside).toStrictEqual([])
})

async function everyCall(): Promise<void> {
  const admin = clients.admin()
  await admin.connect()
  const made = [TOPIC, HANGING].map((name) => ({ name, partitions: 2, config: {} }))
  expect(await createMissingTopics(admin, made, 'contract')).toBe(2)
  expect(await admin.listTopics()).toContain(TOPIC)

  const plain = clients.producer({ idempotent: true, maxInFlightRequests: 1 })
  await plain.connect()
  await plain.send({ topic: TOPIC, acks: -1, messages: [message('plain')] })
  await plain.disconnect()

  const group = 'contract-group'
  const writer = await openTransactionalWriter(clients, log, { transactionalId: 'contract-0', group, topics: [] })
  await writer.send([
    { topic: TOPIC, partition: 0, key: Buffer.from('t'), value: null, headers: {}, timestamp: Date.now() },
  ])
  await writer.commit([{ topic: TOPIC, partition: 0, next: 1 }])
  await writer.discard()
  await withoutVerification(clients, async () => {
    const lost = await openRawTransactions(clients, 'contract-0')
    await lost.produceUnknown(HANGING, 'lost')
    await lost.close()
  })
  const topics = [TOPIC, HANGING]
  await (await openTransactionalWriter(clients, log, { transactionalId: 'contract-0', group, topics })).discard() // a commit may be answered before it can be read
  expect(await offsetsOf(group)).toStrictEqual(['1', '-1'])

  await consume(group)
  expect(await offsetsOf(group)).toStrictEqual(['2', '-1'])
  expect(await keysRead()).toStrictEqual(['plain', 't'])

  expect((await admin.listGroups()).groups.map(({ groupId }) => groupId)).toContain(group)
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: TOPIC }],
  })
  expect(resources.map(({ resourceName }) => resourceName)).toStrictEqual([TOPIC])
  await admin.deleteTopicRecords({ topic: TOPIC, partitions: [{ partition: 0, offset: '1' }] })
  expect((await admin.fetchTopicOffsets(TOPIC)).map(({ low }) => low)).toStrictEqual(['1', '0'])
  expect((await admin.deleteGroups([group])).map(({ errorCode }) => errorCode ?? 0)).toStrictEqual([0])
  await admin.deleteTopics({ topics: [TOPIC] })
  expect(await admin.listTopics()).not.toContain(TOPIC)
  await admin.disconnect()

  async function offsetsOf(groupId: string): Promise<readonly string[]> {
    const [topic] = await admin.fetchOffsets({ groupId, topics: [TOPIC] })
    return (topic?.partitions ?? []).toSorted((a, b) => a.partition - b.partition).map(({ offset }) => offset)
  }

  /** Joins, is described as a member, heartbeats, commits as a sink does, and leaves. */
  async function consume(name: string): Promise<void> {
    let seen: () => void = () => undefined
    let crashed: (error: unknown) => void = () => undefined
    const done = new Promise<void>((resolve, reject) => {
      seen = resolve
      crashed = reject
    })
    const joined = await joinGroup(
      { clients, log, sessionTimeoutMs: 10_000, dataFolder: stack.dataFolder },
      {
        name,
        topics: [TOPIC],
        single: false,
        concurrency: 1,
        latency: 'interactive',
        onAssigned: () => undefined,
        async onBatch(batch) {
          const { groups } = await admin.describeGroups([name])
          expect(groups.map(({ state, members }) => [state, members.length])).toStrictEqual([['Stable', 1]])
          while (!proxy.seen.some(({ api }) => api === 'Heartbeat')) await batch.heartbeat()
          batch.resolve(batch.records.at(-1)?.offset ?? NaN)
          await joined.commit([{ topic: TOPIC, partition: batch.partition, next: 2 }])
          seen()
        },
        onFailure: crashed,
      },
    )
    await done
    await joined.stop()
  }
}

async function keysRead(): Promise<readonly string[]> {
  const keys: string[] = []
  const stop = new AbortController()
  await readPartitions(clients.cluster('committed'), log, {
    isolation: 'committed',
    partitions: [{ topic: TOPIC, partition: 0 }],
    from: 'start',
    signal: stop.signal,
    onRecords(_, records) {
      keys.push(...records.map(({ key }) => String(key)))
    },
    onCaughtUp: () => stop.abort(),
  })
  return keys
}

const message = (key: string) => ({ key, value: null, partition: 0, timestamp: String(Date.now()) })

/** As the broker itself says, in answer to ApiVersions. */
async function servedVersions(): Promise<ReadonlyMap<number, { readonly min: number; readonly max: number }>> {
  const cluster = clients.cluster('committed')
  await cluster.connect()
  const [nodeId = ''] = Object.keys(await leadersOf(cluster))
  const broker = (await cluster.findBroker({ nodeId })) as unknown as {
    apiVersions(): Promise<Readonly<Record<string, { readonly minVersion: number; readonly maxVersion: number }>>>
  }
  const versions = await broker.apiVersions()
  await cluster.disconnect()
  return new Map(
    Object.entries(versions).map(([key, { minVersion, maxVersion }]) => [
      Number(key),
      { min: minVersion, max: maxVersion },
    ]),
  )
}

async function leadersOf(cluster: ReturnType<KafkaClients['cluster']>) {
  await cluster.addMultipleTargetTopics(['__consumer_offsets'])
  return cluster.findLeaderForPartitions('__consumer_offsets', [0])
}
