import type { LogAccess } from '../engine/access.ts'
import type { Replication } from '../engine/application.ts'
import type { Config } from './config.ts'
import { accessesOf, secretOf } from './connections.ts'

/** What a processor needs to reach: like Config, with the three addresses settled (embedded ones filled in). */
export interface Addresses {
  readonly kafkaBrokers: readonly string[]
  readonly registryUrl: string
  readonly mongodbUrl: string
  readonly access: LogAccess
  readonly replication: Replication
}

export const REGISTRY_PATH = '/apis/ccompat/v7'
const MONGODB_DATABASE = 'slipstream'

/** Where each part is, as set, or the embedded one on loopback, and how it is reached. @throws {ConfigError} */
export function addressesOf(config: Config): Addresses {
  return {
    kafkaBrokers: config.KAFKA_BROKERS ?? [`127.0.0.1:${config.SLIPSTREAM_KAFKA_PORT}`],
    registryUrl: config.SCHEMA_REGISTRY_URL ?? `http://127.0.0.1:${config.SLIPSTREAM_REGISTRY_PORT}${REGISTRY_PATH}`,
    mongodbUrl: mongodbUrlOf(config)(),
    access: accessesOf(config),
    replication: { replicas: config.SLIPSTREAM_REPLICAS, minInsync: config.SLIPSTREAM_MIN_INSYNC_REPLICAS },
  }
}

/** Reads the URL of MongoDB, which may be in a file that changes. */
export function mongodbUrlOf(config: Config): () => string {
  const url = secretOf(config, 'MONGODB_URL')
  const embedded = `mongodb://127.0.0.1:${config.SLIPSTREAM_MONGODB_PORT}/${MONGODB_DATABASE}`
  return () => url?.read() ?? embedded
}

/** Whether each part is one that was set, and so not embedded. */
export const replacedParts = (config: Config) => ({
  kafka: config.KAFKA_BROKERS !== undefined,
  registry: config.SCHEMA_REGISTRY_URL !== undefined,
  mongodb: config.MONGODB_URL !== undefined || config.MONGODB_URL_FILE !== undefined,
})
