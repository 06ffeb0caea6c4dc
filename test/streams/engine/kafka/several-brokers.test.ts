import { once } from 'node:events'
import { createRequire } from 'node:module'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { pino } from 'pino'
import { logCreatorOf } from '../../../../streams/engine/kafka/log-adapter.ts'
import type { BrokerPool } from '../../../../streams/engine/kafka/several-brokers.ts'
import { socketFactory } from '../../../../streams/engine/kafka/sockets.ts'
import { kafkajs } from '../../../../streams/engine/kafka/kafkajs-patches.ts'
import type { KafkajsRecord } from '../../../../streams/engine/kafka/kafkajs-patches.ts'

/** What kafkajs's own consumer does on several brokers, with brokers that answer when the test says so. */

const require = createRequire(import.meta.url)

interface Fetched {
  readonly responses: readonly {
    readonly topicName: string
    readonly partitions: readonly Record<string, unknown>[]
  }[]
}

interface Group {
  readonly offsetManager: { nextOffset(topic: string, partition: number): { toString(): string } }
  preferredReadReplicasPerTopicPartition: Record<string, Record<number, { nodeId: number; expireAt: number }>>
  joinAndSync(): Promise<void>
  fetch(nodeId: string): Promise<readonly object[]>
  heartbeat(options: { readonly interval: number }): Promise<void>
  findReadReplicaForPartitions(
    topic: string,
    partitions: readonly number[],
  ): Readonly<Record<string, readonly number[]>>
}

interface Runner {
  running: boolean
  handleBatch(batch: object): Promise<void>
}

type NewGroup = new (options: Record<string, unknown>) => Group
type NewRunner = new (options: Record<string, unknown>) => Runner
const ConsumerGroup = require('kafkajs/src/consumer/consumerGroup') as NewGroup
const ConsumerRunner = require('kafkajs/src/consumer/runner') as NewRunner
const { createLogger } = require('kafkajs/src/loggers') as { createLogger(options: object): unknown }
interface RealConnection {
  connect(): Promise<unknown>
  send(request: object): Promise<unknown>
  isConnected(): boolean
}
const Connection = require('kafkajs/src/network/connection') as new (options: object) => RealConnection
const RealPool = require('kafkajs/src/cluster/brokerPool') as { readonly prototype: BrokerPool }
const { requests } = require('kafkajs/src/protocol/requests') as {
  readonly requests: Record<'Metadata', { protocol(asked: { version: number }): (request: object) => object }>
}
const Emitter = require('kafkajs/src/instrumentation/emitter') as new () => object

const logger = createLogger({
  level: kafkajs.logLevel.NOTHING,
  logCreator: logCreatorOf(pino({ level: 'silent' })),
})

const record = (offset: number): KafkajsRecord => ({
  offset: String(offset),
  timestamp: '0',
  key: Buffer.from('key'),
  value: null,
  headers: {},
  isControlRecord: false,
  batchContext: { producerId: '-1', inTransaction: false },
})
const fetchedFrom = (partition: number, offset: number): Fetched => ({
  responses: [
    {
      topicName: 'plays',
      partitions: [{ partition, highWatermark: '100', abortedTransactions: [], messages: [record(offset)] }],
    },
  ],
})

/** A member of a group, with partition 1 led by broker 1 and partition 2 by broker 2. */
async function member(fetches: Readonly<Record<string, (request: Record<string, unknown>) => Promise<Fetched>>>) {
  let joins = 0
  let refreshed = 0
  let coordinatorsFound = 0
  const offsets: Record<string, Record<number, string>> = {}
  const assignment = kafkajs.AssignerProtocol.MemberAssignment.encode({
    version: 1,
    assignment: { plays: [1, 2] },
    userData: Buffer.alloc(0),
  })
  let heartbeats: (() => Promise<void>)[] = []
  const coordinator = {
    isConnected: () => true,
    joinGroup() {
      joins += 1
      return Promise.resolve({
        generationId: joins,
        leaderId: 'other',
        memberId: 'me',
        members: [],
        groupProtocol: 'p',
      })
    },
    syncGroup: () => Promise.resolve({ memberAssignment: assignment }),
    heartbeat: () => (heartbeats.shift() ?? (() => Promise.resolve()))(),
    offsetFetch: () =>
      Promise.resolve({
        responses: [{ topic: 'plays', partitions: [1, 2].map((partition) => ({ partition, offset: '5' })) }],
      }),
  }
  const partitions = [1, 2].map((id) => ({ partitionId: id, leader: id, offlineReplicas: [] as number[] }))
  const cluster = {
    findGroupCoordinator() {
      coordinatorsFound += 1
      return Promise.resolve(coordinator)
    },
    findTopicPartitionMetadata: () => partitions,
    refreshMetadataIfNecessary: () => Promise.resolve(),
    refreshMetadata() {
      refreshed += 1
      return Promise.resolve()
    },
    committedOffsets: () => offsets,
    findBroker: ({ nodeId }: { nodeId: string }) => Promise.resolve({ fetch: fetches[nodeId] }),
  }
  const group = new ConsumerGroup({
    logger,
    cluster,
    groupId: 'recommend',
    topics: ['plays'],
    topicConfigurations: { plays: { fromBeginning: true } },
    instrumentationEmitter: new Emitter(),
    assigners: [{ name: 'p', protocol: () => ({}) }],
    retry: {},
    maxWaitTimeInMs: 1,
    rackId: '',
    metadataMaxAge: 300_000,
  })
  await group.joinAndSync()
  const handled: object[] = []
  const runner = new ConsumerRunner({
    logger,
    consumerGroup: group,
    instrumentationEmitter: new Emitter(),
    concurrency: 1,
    autoCommit: false,
    eachBatchAutoResolve: true,
    heartbeatInterval: 1_000_000,
    eachBatch: (batch: object) => Promise.resolve(void handled.push(batch)),
    onCrash: () => undefined,
    retry: {},
  })
  runner.running = true
  return {
    group,
    runner,
    handled,
    partitions,
    joins: () => joins,
    refreshed: () => refreshed,
    coordinatorsFound: () => coordinatorsFound,
    beat(answers: readonly Error[]) {
      heartbeats = answers.map((error) => () => Promise.reject(error))
      return group.heartbeat({ interval: -1 })
    },
  }
}

const refusal = (type: string) => Object.assign(new Error(type), { type })
const never = () => Promise.reject(new Error('This broker is not asked.'))

describe('a batch of an earlier generation', () => {
  it('is dropped when the group was joined while the broker was asked', async () => {
    const answers: ((fetched: Fetched) => void)[] = []
    const { group } = await member({ 1: () => new Promise((resolve) => answers.push(resolve)), 2: never })
    const fetching = group.fetch('1')
    await expect.poll(() => answers.length).toBe(1)
    await group.joinAndSync()
    answers[0]?.(fetchedFrom(1, 90))
    expect(await fetching).toStrictEqual([])
  })

  it('moves no position when it was waiting to be processed', async () => {
    const { group, runner, handled } = await member({ 1: () => Promise.resolve(fetchedFrom(1, 90)), 2: never })
    const [batch = {}] = await group.fetch('1')
    await group.joinAndSync()
    const [again = {}] = await group.fetch('1')
    await runner.handleBatch(batch)
    expect([handled.length, group.offsetManager.nextOffset('plays', 1).toString()]).toStrictEqual([0, '5'])
    await runner.handleBatch(again)
    expect([handled.length, group.offsetManager.nextOffset('plays', 1).toString()]).toStrictEqual([1, '91'])
  })
})

describe('a partition that another broker leads now', () => {
  it.each(['NOT_LEADER_FOR_PARTITION', 'FENCED_LEADER_EPOCH', 'UNKNOWN_LEADER_EPOCH', 'LEADER_NOT_AVAILABLE'])(
    'makes a member ask who leads, and not join its group: %s',
    async (type) => {
      const { group, joins, refreshed } = await member({ 1: () => Promise.reject(refusal(type)), 2: never })
      expect(await group.fetch('1')).toStrictEqual([])
      expect({ joins: joins(), refreshed: refreshed() }).toStrictEqual({ joins: 1, refreshed: 1 })
    },
  )
})

describe('a broker that is away', () => {
  it('does not end the reading from the others', async () => {
    const away = new kafkajs.KafkaJSConnectionError('connect ECONNREFUSED', { code: 'ECONNREFUSED' })
    const { group, joins, refreshed } = await member({ 1: () => Promise.reject(away), 2: never })
    expect(await group.fetch('1')).toStrictEqual([])
    expect({ joins: joins(), refreshed: refreshed() }).toStrictEqual({ joins: 1, refreshed: 1 })
  })

  it.each([
    new kafkajs.KafkaJSConnectionError('connect ECONNREFUSED', { code: 'ECONNREFUSED' }),
    Object.assign(new Error('Closed connection'), { name: 'KafkaJSConnectionClosedError' }),
    refusal('NOT_COORDINATOR_FOR_GROUP'),
    refusal('GROUP_LOAD_IN_PROGRESS'),
  ])('is not the coordinator any more, and its group stays as it is: %s', async (error) => {
    const { beat, joins, coordinatorsFound } = await member({ 1: never, 2: never })
    await beat([error])
    await beat([])
    expect({ joins: joins(), found: coordinatorsFound() }).toStrictEqual({ joins: 1, found: 2 })
  })

  it('does not hide that the group rebalances', async () => {
    const { beat } = await member({ 1: never, 2: never })
    await expect(beat([refusal('REBALANCE_IN_PROGRESS')])).rejects.toThrow('REBALANCE_IN_PROGRESS')
  })

  it('is taken for lost when it answers nothing: the next attempt asks who leads', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const connection = new Connection({
      host: '127.0.0.1',
      port,
      logger,
      clientId: 'test',
      socketFactory: socketFactory((at, onConnect) => connect(at, onConnect)),
      connectionTimeout: 10_000,
      requestTimeout: 50,
      enforceRequestTimeout: true,
    })
    await connection.connect()
    const metadata = requests.Metadata.protocol({ version: 0 })({ topics: [] })
    await expect(connection.send(metadata)).rejects.toMatchObject({ name: 'KafkaJSConnectionClosedError', port })
    expect(connection.isConnected()).toBe(false)
    const [silentOne, other] = [port, 1].map((at) => ({
      connectionPool: { host: '127.0.0.1', port: at },
      isConnected: () => true,
    }))
    const brokers = { 1: silentOne, 2: other } as Record<string, BrokerPool['brokers'][string]>
    const pool = Object.assign(Object.create(RealPool.prototype) as BrokerPool, {
      brokers,
      findBroker: ({ nodeId }: { readonly nodeId: string }) => Promise.resolve(brokers[nodeId]),
    })
    for (let n = 0; n < 20; n += 1) expect(await pool.findConnectedBroker()).toBe(other)
    server.close()
  })
})

describe('a preferred replica', () => {
  it('is named by no broker, as clients say no rack: else kafkajs would read from one that is away', async () => {
    const asked: unknown[] = []
    const { group, partitions } = await member({
      1: (request) => {
        asked.push(request['rackId'])
        return Promise.resolve(fetchedFrom(1, 5))
      },
      2: never,
    })
    await group.fetch('1')
    expect(asked).toStrictEqual([''])
    // The fault of kafkajs: it looks whether the leader is away.
    group.preferredReadReplicasPerTopicPartition = { plays: { 1: { nodeId: 3, expireAt: Infinity } } }
    partitions[0]?.offlineReplicas.push(3)
    expect(group.findReadReplicaForPartitions('plays', [1])).toStrictEqual({ 3: [1] })
  })
})
