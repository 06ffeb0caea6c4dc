import { createRequire } from 'node:module'
import type { Admin, Consumer, ConsumerConfig, Kafka, logLevel, Producer, ProducerConfig } from 'kafkajs'
import type { Logger } from 'pino'
import { OPEN_ACCESS } from '../access.ts'
import type { KafkaAccess } from '../access.ts'
import { ISOLATION } from './cluster.ts'
import type { Cluster } from './cluster.ts'
import { kafkajs } from './kafkajs-patches.ts'
import { logCreatorOf } from './log-adapter.ts'
import type { LogCreator } from './log-adapter.ts'
import type { Isolation } from './port.ts'
import { connectSecurely, hostOfSeed, saslOptions, seedOf } from './secured.ts'
import { socketFactory } from './sockets.ts'
import type { Connect } from './sockets.ts'

const require = createRequire(import.meta.url)

/** Back-to-back transactions are refused with CONCURRENT_TRANSACTIONS; kafkajs's first wait of 300 ms would dominate their latency. */
const RETRY = { initialRetryTime: 5, multiplier: 2, maxRetryTime: 2_000, retries: 14 }
const CONNECTION_TIMEOUT_MS = 3_000
const REQUEST_TIMEOUT_MS = 30_000
/** Of requests that wait for nothing: a coordinator or a leader that is silent so long is looked for elsewhere. Joins and fetches have their own. */
const MEMBER_REQUEST_TIMEOUT_MS = 5_000
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

/**
 * @param brokers host:port of at least one broker, an IPv6 address in brackets.
 * @param name the client id, behind that of `access`.
 * @param connect how a connection is made; as `access` says unless given.
 */
export function kafkaClients(
  brokers: readonly string[],
  name: string,
  log: Logger,
  connect?: Connect,
  access: KafkaAccess = OPEN_ACCESS.kafka,
): KafkaClients {
  const reach = connect ?? connectSecurely(access)
  const connected: Connect = ({ host, port }, onConnect) => reach({ host: hostOfSeed(host), port }, onConnect)
  const logCreator = logCreatorOf(log)
  const level = kafkajs.logLevel.WARN
  const common = {
    brokers: brokers.map(seedOf),
    clientId: access.clientId === null ? name : `${access.clientId}-${name}`,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    retry: RETRY,
    ...(access.sasl !== null && { sasl: saslOptions(access.sasl) }),
  }
  const client = (settings: Pick<ProducerSettings, 'retry' | 'requestTimeout'> = {}, interrupt?: AbortSignal): Kafka =>
    new kafkajs.Kafka({
      ...common,
      socketFactory: socketFactory(connected, interrupt),
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
    consumer: (config, interrupt) =>
      client({ requestTimeout: MEMBER_REQUEST_TIMEOUT_MS }, interrupt).consumer({
        allowAutoTopicCreation: false,
        ...config,
      }),
    cluster(isolation, interrupt) {
      const ClusterOf = require('kafkajs/src/cluster') as ClusterClass
      const { createLogger } = require('kafkajs/src/loggers') as { readonly createLogger: CreateLogger }
      return new ClusterOf({
        ...common,
        socketFactory: socketFactory(connected, interrupt),
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
