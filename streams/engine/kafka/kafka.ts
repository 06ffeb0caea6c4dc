import { createRequire } from 'node:module'
import { connect as connectTcp } from 'node:net'
import type { Socket } from 'node:net'
import type {
  Admin,
  Consumer,
  ConsumerConfig,
  ISocketFactoryArgs,
  Kafka,
  logLevel,
  LogEntry,
  Producer,
  ProducerConfig,
} from 'kafkajs'
import type { Logger } from 'pino'
import { kafkajs } from './kafkajs-patches.ts'
import type { AbortedTransaction, KafkajsRecord } from './kafkajs-patches.ts'
import type { ProtocolRequest } from './topic-id.ts'

/** The one module that makes kafkajs clients. Everything else speaks of topics, records and partitions. */

const require = createRequire(import.meta.url)

/** Back-to-back transactions meet CONCURRENT_TRANSACTIONS; the library's 300 ms first wait would be their whole latency. */
const RETRY = { initialRetryTime: 5, multiplier: 2, maxRetryTime: 2_000, retries: 14 }
const CONNECTION_TIMEOUT_MS = 3_000
const REQUEST_TIMEOUT_MS = 30_000

export interface KafkaClients {
  /** Each its own `Kafka` object: kafkajs shares a cache of committed offsets between the clients of one. */
  admin(): Admin
  /** @param config `retry` holds for all that the producer does, also for its transactions. */
  producer(config: ProducerSettings): Producer
  /** @param interrupt breaks the open connections, so that a long poll ends at once; what is asked later connects anew. */
  consumer(config: ConsumerConfig, interrupt?: AbortSignal): Consumer
  cluster(isolation: 'committed' | 'uncommitted', interrupt?: AbortSignal): Cluster
}

export interface ProducerSettings extends ProducerConfig {
  /** After so long without an answer a request counts as failed; 30 s if not given. */
  readonly requestTimeout?: number
}

/** What is used of kafkajs below its public surface: reading chosen partitions without joining a group. */
export interface Cluster {
  connect(): Promise<void>
  disconnect(): Promise<void>
  refreshMetadata(): Promise<void>
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number }[]
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Readonly<Record<string, readonly number[]>>
  findBroker(node: { readonly nodeId: string }): Promise<FetchBroker>
  findGroupCoordinator(asked: { readonly groupId: string }): Promise<GroupCoordinator>
  fetchTopicsOffset(
    topics: readonly {
      readonly topic: string
      readonly partitions: readonly { readonly partition: number }[]
      readonly fromBeginning?: boolean
      readonly fromTimestamp?: number
    }[],
  ): Promise<
    readonly {
      readonly topic: string
      readonly partitions: readonly { readonly partition: number; readonly offset: string }[]
    }[]
  >
}

export interface GroupCoordinator {
  leaveGroup(member: { readonly groupId: string; readonly memberId: string }): Promise<unknown>
}

export interface FetchBroker {
  readonly connectionPool: { send<T>(request: ProtocolRequest<T>): Promise<T> }
  fetch(request: {
    readonly isolationLevel: number
    readonly maxWaitTime: number
    readonly minBytes: number
    readonly maxBytes: number
    readonly topics: readonly {
      readonly topic: string
      readonly partitions: readonly {
        readonly partition: number
        readonly fetchOffset: number
        readonly maxBytes: number
      }[]
    }[]
  }): Promise<{
    readonly responses: readonly { readonly topicName: string; readonly partitions: readonly FetchedPartition[] }[]
  }>
}

export interface FetchedPartition {
  readonly partition: number
  readonly highWatermark: string
  readonly abortedTransactions: readonly AbortedTransaction[] | null
  readonly messages: readonly KafkajsRecord[]
}

export const ISOLATION = { uncommitted: 0, committed: 1 } as const

type ClusterClass = new (options: Readonly<Record<string, unknown>>) => Cluster
type CreateLogger = (options: { readonly level: logLevel; readonly logCreator: LogCreator }) => unknown
type LogCreator = (level: logLevel) => (entry: LogEntry) => void

/** How a TCP connection is made. Another one than Node's own leads the clients through a proxy. */
export type Connect = (to: { readonly host: string; readonly port: number }, onConnect: () => void) => Socket

/** @param brokers host:port of at least one broker. */
export function kafkaClients(
  brokers: readonly string[],
  clientId: string,
  log: Logger,
  connect: Connect = connectTcp,
): KafkaClients {
  const logCreator = logsTo(log)
  const level = kafkajs.logLevel.WARN
  const common = {
    brokers: [...brokers],
    clientId,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    retry: RETRY,
  }
  const client = (
    settings: Pick<ProducerSettings, 'retry' | 'requestTimeout'> = {},
    interrupt?: AbortSignal,
  ): Kafka => {
    const socketFactory = withoutNagle(connect, interrupt)
    return new kafkajs.Kafka({ ...common, socketFactory, logLevel: level, logCreator, ...settings })
  }
  return {
    admin: () => client().admin(),
    producer: ({ requestTimeout = REQUEST_TIMEOUT_MS, retry = RETRY, ...config }) =>
      client({ requestTimeout, retry }).producer({
        allowAutoTopicCreation: false,
        createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
        ...config,
      }),
    consumer: (config, interrupt) => client({}, interrupt).consumer({ allowAutoTopicCreation: false, ...config }),
    cluster(isolation, interrupt) {
      const ClusterOf = require('kafkajs/src/cluster') as ClusterClass
      const { createLogger } = require('kafkajs/src/loggers') as { readonly createLogger: CreateLogger }
      return new ClusterOf({
        ...common,
        socketFactory: withoutNagle(connect, interrupt),
        logger: createLogger({ level, logCreator }),
        enforceRequestTimeout: true,
        requestTimeout: REQUEST_TIMEOUT_MS,
        metadataMaxAge: 300_000,
        allowAutoTopicCreation: false,
        isolationLevel: ISOLATION[isolation],
      })
    },
  }
}

/**
 * Nagle's algorithm would hold small requests back for the sake of larger packets (kafkajs leaves it on).
 * @param interrupt to kafkajs it looks as if the broker had closed the connection.
 */
function withoutNagle(connect: Connect, interrupt?: AbortSignal): (args: ISocketFactoryArgs) => Socket {
  const open = new Set<Socket>()
  interrupt?.addEventListener('abort', () => {
    for (const socket of open) socket.emit('end')
  })
  return ({ host, port, onConnect }) => {
    const socket = connect({ host, port }, onConnect)
    socket.setKeepAlive(true, 60_000)
    socket.setNoDelay(true)
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    return socket
  }
}

/** How the broker says that it still writes the markers of the last transaction: the next one waits, as it must. */
const MARKERS_PENDING = 'while another concurrent operation on the same transaction was ongoing'

/** kafkajs calls much an error that it then retries: its errors are warnings here; what is final is thrown. */
function logsTo(log: Logger): LogCreator {
  return () => (entry) => {
    const { message, ...details } = entry.log
    const line = {
      kafkajs: entry.namespace,
      error: details['error'] as unknown,
      groupId: details['groupId'] as unknown,
    }
    const isExpected = `${message} ${String(details['error'])}`.includes(MARKERS_PENDING)
    if (entry.level <= kafkajs.logLevel.WARN && !isExpected) log.warn(line, message)
    else log.debug(line, message)
  }
}
