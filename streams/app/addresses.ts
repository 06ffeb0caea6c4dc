import { DEFAULT_DATABASE, namedDatabase } from '../../processors/shared/mongo/database.ts'
import type { LogAccess } from '../engine/access.ts'
import type { Replication } from '../engine/application.ts'
import { ConfigError } from '../engine/errors.ts'
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

/** Where each part is, as set, or the embedded one on loopback, and how it is reached. @throws {ConfigError} */
export function addressesOf(config: Config): Addresses {
  return {
    kafkaBrokers: config.KAFKA_BROKERS ?? [`127.0.0.1:${config.SLIPSTREAM_KAFKA_PORT}`],
    registryUrl: config.SCHEMA_REGISTRY_URL ?? `http://127.0.0.1:${config.SLIPSTREAM_REGISTRY_PORT}${REGISTRY_PATH}`,
    mongodbUrl: mongodbUrlOf(config)(),
    access: accessesOf(config),
    replication: replicationOf(config),
  }
}

function replicationOf(config: Config): Replication {
  const { SLIPSTREAM_REPLICAS: replicas, SLIPSTREAM_MIN_INSYNC_REPLICAS: minInsync } = config
  if (replicas === undefined || minInsync === undefined || minInsync <= replicas) return { replicas, minInsync }
  throw new ConfigError(
    `SLIPSTREAM_MIN_INSYNC_REPLICAS is ${minInsync}, more than SLIPSTREAM_REPLICAS, which is ${replicas}: Kafka would take no record.`,
  )
}

/** Installations that share a cluster may share MongoDB too, and would mix their documents in the database of URLs that name none. */
function requireOwnDatabase(url: string, { SLIPSTREAM_TOPIC_PREFIX: prefix }: Config): string {
  if (prefix === '' || namedDatabase(url) !== null) return url
  throw new ConfigError(
    `MONGODB_URL must name a database of this installation where SLIPSTREAM_TOPIC_PREFIX is set, as mongodb://host/${prefix.replaceAll('.', '_')}${DEFAULT_DATABASE}; without one it is ${DEFAULT_DATABASE}. The user may need authSource=admin then.`,
  )
}

/** Reads the URL of MongoDB, which may be in a file that changes. @throws {ConfigError} */
export function mongodbUrlOf(config: Config): () => string {
  const url = secretOf(config, 'MONGODB_URL')
  const embedded = `mongodb://127.0.0.1:${config.SLIPSTREAM_MONGODB_PORT}/${DEFAULT_DATABASE}`
  return () => (url === null ? embedded : requireOwnDatabase(url.read(), config))
}

/** Whether each part is one that was set, and so not embedded. */
export const replacedParts = (config: Config) => ({
  kafka: config.KAFKA_BROKERS !== undefined,
  registry: config.SCHEMA_REGISTRY_URL !== undefined,
  mongodb: config.MONGODB_URL !== undefined || config.MONGODB_URL_FILE !== undefined,
})
