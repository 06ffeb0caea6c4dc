/** The settings that the embedded parts and docker-compose.yml share; a test holds the two equal. */

/** What Slipstream needs of any single broker it runs on; addresses and folders are added where it is started. */
export const brokerSettings = {
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.listener.names': 'CONTROLLER',
  'inter.broker.listener.name': 'BROKER',
  // A topic is made from its declaration in topics.ts, never by a typing error.
  'auto.create.topics.enable': 'false',
  // One broker cannot hold more than one replica of anything.
  'default.replication.factor': '1',
  'offsets.topic.replication.factor': '1',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  // Kafka's own 50 partitions each serve clusters; fewer start faster.
  'offsets.topic.num.partitions': '8',
  'transaction.state.log.num.partitions': '8',
  'share.coordinator.state.topic.num.partitions': '1',
  'group.initial.rebalance.delay.ms': '0',
  // A listener who comes back after a month finds every offset where it was.
  'offsets.retention.minutes': '525600',
  // Index files are allocated whole: a small size keeps a fresh data folder small.
  'log.index.size.max.bytes': '1048576',
  'log.cleaner.dedupe.buffer.size': '16777216',
  'message.max.bytes': '1048588',
} as const

/** A Java properties file. Values hold no character that such a file would read otherwise, but backslashes. */
export function propertiesFile(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\')}\n`)
    .join('')
}

export interface BrokerPlace {
  readonly port: number
  /** Only the broker itself speaks to this port. */
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

/** A broker setting as the environment variable that the Kafka image turns back into it. */
export const imageVariable = (setting: string): string => `KAFKA_${setting.toUpperCase().replaceAll('.', '_')}`
