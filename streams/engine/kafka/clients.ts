import { createRequire } from 'node:module'
import { connect as connectTcp } from 'node:net'
import type { Admin, Consumer, ConsumerConfig, Kafka, logLevel, Producer, ProducerConfig } from 'kafkajs'
import type { Logger } from 'pino'
import { ISOLATION } from './cluster.ts'
import type { Cluster } from './cluster.ts'
import { kafkajs } from './kafkajs-patches.ts'
import { logCreatorOf } from './log-adapter.ts'
import type { LogCreator } from './log-adapter.ts'
import type { Isolation } from './port.ts'
import { socketFactory } from './sockets.ts'
import type { Connect } from './sockets.ts'

const require = createRequire(import.meta.url)

/** Back-to-back transactions are refused with CONCURRENT_TRANSACTIONS; kafkajs's first wait of 300 ms would dominate their latency. */
const RETRY = { initialRetryTime: 5, multiplier: 2, maxRetryTime: 2_000, retries: 14 }
const CONNECTION_TIMEOUT_MS = 3_000
const REQUEST_TIMEOUT_MS = 30_000
const METADATA_MAX_AGE_MS = 300_000

/** kafkajs clients with this program's settings. Each has a `Kafka` object of its own: those of one share a cache of committed offsets. */
export interface KafkaClients {
  admin(): Admin
  /** @param config `retry` also governs the producer's transactions. */
  producer(config: ProducerSettings): Producer
  /** @param interrupt breaks the open connections, which ends a long poll at once; later requests connect anew. */
  consumer(config: ConsumerConfig, interrupt?: AbortSignal): Consumer
  cluster(isolation: Isolation, interrupt?: AbortSignal): Cluster
}

export interface ProducerSettings extends ProducerConfig {
  /** A request without an answer fails after this time; 30 s if not given. */
  readonly requestTimeout?: number
}

type ClusterClass = new (options: Readonly<Record<string, unknown>>) => Cluster
type CreateLogger = (options: { readonly level: logLevel; readonly logCreator: LogCreator }) => unknown

/** @param brokers host:port of at least one broker. */
export function kafkaClients(
  brokers: readonly string[],
  clientId: string,
  log: Logger,
  connect: Connect = connectTcp,
): KafkaClients {
  const logCreator = logCreatorOf(log)
  const level = kafkajs.logLevel.WARN
  const common = { brokers: [...brokers], clientId, connectionTimeout: CONNECTION_TIMEOUT_MS, retry: RETRY }
  const client = (settings: Pick<ProducerSettings, 'retry' | 'requestTimeout'> = {}, interrupt?: AbortSignal): Kafka =>
    new kafkajs.Kafka({
      ...common,
      socketFactory: socketFactory(connect, interrupt),
      logLevel: level,
      logCreator,
      ...settings,
    })
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
        socketFactory: socketFactory(connect, interrupt),
        logger: createLogger({ level, logCreator }),
        enforceRequestTimeout: true,
        requestTimeout: REQUEST_TIMEOUT_MS,
        metadataMaxAge: METADATA_MAX_AGE_MS,
        allowAutoTopicCreation: false,
        isolationLevel: ISOLATION[isolation],
      })
    },
  }
}
