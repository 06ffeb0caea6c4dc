/** The settings that the embedded parts and docker-compose.yml share; a test holds the two equal. */

/** Broker settings that do not depend on addresses and folders. */
export const brokerSettings = {
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.listener.names': 'CONTROLLER',
  'inter.broker.listener.name': 'BROKER',
  // Topics are made from their declarations in topics.ts; a mistyped name must not make one.
  'auto.create.topics.enable': 'false',
  // A single broker holds one replica of each partition.
  'default.replication.factor': '1',
  'offsets.topic.replication.factor': '1',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  // Kafka's defaults of 50 partitions are for clusters; fewer start faster.
  'offsets.topic.num.partitions': '8',
  'transaction.state.log.num.partitions': '8',
  'share.coordinator.state.topic.num.partitions': '1',
  'group.initial.rebalance.delay.ms': '0',
  // The default expires offsets of a stopped group after a week.
  'offsets.retention.minutes': '525600',
  // Index files are preallocated: a small size keeps a new data folder small.
  'log.index.size.max.bytes': '1048576',
  'log.cleaner.dedupe.buffer.size': '16777216',
  'message.max.bytes': '1048588',
} as const

/**
 * How the broker's Java ends when it has no memory: at once. It would else go on after what it has half done, such as a batch
 * that is in the file and not in the log (see java.base/java/lang/InternalError.java, which does the same on a full disk).
 */
export const BROKER_ENDS = '-XX:+ExitOnOutOfMemoryError'

/**
 * Settings of the registry: it serves what clients of schemas use, to programs, and deletes nothing. Without its schemas no record
 * could be read, and by default any page that reaches it may delete them.
 */
export const registrySettings = {
  // Quarkus refuses every other Origin than these, so a name that cannot be (RFC 2606) refuses all pages.
  'quarkus.http.cors.origins': 'http://none.invalid',
  // Otherwise any setting can be changed over HTTP, the next one too.
  'registry.config.dynamic.allow-all': 'false',
  'registry.rest.artifact.deletion.enabled': 'false',
  // Where methods are named, others are refused; of paths the longest pattern counts.
  'quarkus.http.auth.permission.used.paths': '/apis/ccompat/v7/*,/health/*',
  'quarkus.http.auth.permission.used.methods': 'GET,HEAD,POST,PUT',
  'quarkus.http.auth.permission.used.policy': 'permit',
  'quarkus.http.auth.permission.rest.paths': '/*',
  'quarkus.http.auth.permission.rest.policy': 'deny',
} as const

/** As arguments of Java. */
export const javaProperties = (settings: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(settings).map(([name, value]) => `-D${name}=${value}`)

/** A Java properties file. Backslashes are the only characters of our values that need escaping. */
export function propertiesFile(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\')}\n`)
    .join('')
}

export interface BrokerPlace {
  readonly port: number
  /** Used by the broker itself alone. */
  readonly controllerPort: number
  readonly folder: string
}

/** All settings of the embedded broker: loopback only. */
export function embeddedBroker({ port, controllerPort, folder }: BrokerPlace): Readonly<Record<string, string>> {
  return {
    ...brokerSettings,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `BROKER://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `BROKER://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': folder,
  }
}

/** The environment variable from which the Kafka image makes a broker setting. */
export const imageVariable = (setting: string): string => `KAFKA_${setting.toUpperCase().replaceAll('.', '_')}`
