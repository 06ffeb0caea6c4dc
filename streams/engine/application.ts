import type { LogAccess } from './access.ts'
import type { DeadLetterTopic } from './dead-letter.ts'
import type { AnyTopic } from './topic.ts'

/** How many copies of each record there are. */
export interface Replication {
  /** Of a topic that is made; three where there are as many brokers, else the broker's default. */
  readonly replicas?: number | undefined
  /** That must have a record before it is acknowledged (`min.insync.replicas`); two where there are three copies. */
  readonly minInsync?: number | undefined
}

/** Where the log and its schemas are, and how they are reached. */
export interface LogAddresses {
  /** Each as `host:port`. */
  readonly kafkaBrokers: readonly string[]
  /** A registry that speaks the API of Confluent's. */
  readonly registryUrl: string
  readonly access: LogAccess
  readonly replication?: Replication
}

/** The brokers, and what names begin with there. */
export type KafkaPlace = Pick<LogAddresses, 'kafkaBrokers' | 'access'>

/** The name that a topic or group of the program has in Kafka, for messages and for what is done there by hand. */
export const nameInKafka = (name: string, { access }: Pick<KafkaPlace, 'access'>): string =>
  `${access.kafka.topicPrefix}${name}`

export interface EngineSettings extends LogAddresses {
  /** Holds snapshots of state, in-flight markers and group memberships. All of it may be deleted while nothing runs. */
  readonly dataFolder: string
}

/** Everything the engine needs to be given by the application that it runs. */
export interface Application<S extends LogAddresses = EngineSettings> {
  /** Every topic that a processor reads or writes. */
  readonly topics: readonly AnyTopic[]
  /** One of `topics`. */
  readonly deadLetters: DeadLetterTopic
  readonly settings: S
}
