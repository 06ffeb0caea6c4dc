import type { Logger } from 'pino'
import type { KafkaAccess } from '../access.ts'
import { openAdmin } from './admin.ts'
import { kafkaClients } from './clients.ts'
import { joinGroup } from './consumer-group.ts'
import { openIdempotentProducer } from './idempotent-producer.ts'
import { readPartitions } from './partition-reader.ts'
import type { KafkaPort } from './port.ts'
import { prefixedKafka } from './prefixed-kafka.ts'
import { explainedKafka } from './refused-access.ts'
import type { Connect } from './sockets.ts'
import { openTransactionalWriter } from './transactional-writer.ts'

export interface KafkaSettings {
  /** host:port of at least one broker. */
  readonly brokers: readonly string[]
  readonly access: KafkaAccess
  readonly clientId: string
  readonly log: Logger
  /** Where member ids are noted, so that members that were killed can be evicted; without it none are. */
  readonly dataFolder?: string
  /** Node's own unless given. */
  readonly connect?: Connect
}

/** The port over kafkajs. Connects with the first call. */
export function createKafka({ brokers, access, clientId, log, dataFolder, connect }: KafkaSettings): KafkaPort {
  const clients = kafkaClients(brokers, clientId, log, connect, access)
  const kafka: KafkaPort = {
    transactionalWriter: (transactionalId, group, options) =>
      openTransactionalWriter(clients, log, { transactionalId, group, ...options }),
    producer: () => openIdempotentProducer(clients),
    joinGroup: (options) => joinGroup({ clients, log, dataFolder, sessionTimeoutMs: access.sessionTimeoutMs }, options),
    read(options) {
      // Of a cluster, the isolation says where the end of a log is; each fetch names its own.
      const isolation = options.end === 'written' ? 'uncommitted' : options.isolation
      return readPartitions(clients.cluster(isolation, options.signal), log, options)
    },
    admin: () => openAdmin(clients, access.topicPrefix),
  }
  return prefixedKafka(explainedKafka(kafka, { brokers, access }), access.topicPrefix)
}
