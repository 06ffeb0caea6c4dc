/**
 * In place of kafkajs's own. A send goes to the leaders of its partitions, and is tried again when one of them fails. kafkajs remembers
 * which brokers have answered: when a partition has got another leader meanwhile, one that has not answered gets what another has
 * written already, with sequence numbers of its own, so that it is there twice; and one that has answered for others never gets a
 * partition that failed elsewhere, which is then lost without an error. Here it is remembered which partitions are written.
 */

interface Message {
  readonly partition?: number
}

interface PartitionData {
  readonly partition: number
  readonly messages: readonly Message[]
  firstSequence?: number
}

interface TopicData {
  readonly topic: string
  readonly partitions: readonly PartitionData[]
}

interface Broker {
  readonly nodeId: string | number
  produce(request: Readonly<Record<string, unknown>>): Promise<Produced>
}

interface Produced {
  readonly topics: readonly {
    readonly topicName: string
    readonly partitions: readonly { readonly partition: number }[]
  }[]
}

interface Cluster {
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>
  refreshMetadataIfNecessary(): Promise<void>
  refreshMetadata(): Promise<void>
  connect(): Promise<void>
  isConnected(): boolean
  removeBroker(at: { readonly host: string; readonly port: number }): void
  findTopicPartitionMetadata(topic: string): readonly unknown[]
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Readonly<Record<string, readonly unknown[]>>
  findBroker(asked: { readonly nodeId: string }): Promise<Broker>
}

interface EosManager {
  acquireBrokerLock(broker: Broker): Promise<void>
  releaseBrokerLock(broker: Broker): Promise<void>
  isTransactional(): boolean
  addPartitionsToTransaction(data: readonly TopicData[]): Promise<void>
  getSequence(topic: string, partition: number): number
  updateSequence(topic: string, partition: number, by: number): void
  getTransactionalId(): string
  getProducerId(): unknown
  getProducerEpoch(): unknown
}

type Attempt = (bail: (error: unknown) => void) => Promise<unknown>

interface SendParts {
  readonly cluster: Cluster
  readonly partitioner: unknown
  readonly eosManager: EosManager
  readonly logger: { error(message: string): void }
  retrier(attempt: Attempt): Promise<unknown>
}

interface SendRequest {
  readonly acks: number
  readonly timeout: number
  readonly compression: unknown
  readonly topicMessages: readonly { readonly topic: string; readonly messages: readonly Message[] }[]
}

/** Puts messages into groups, by their partition. */
export type GroupMessages = (input: {
  readonly topic: string
  readonly partitionMetadata: readonly unknown[]
  readonly messages: readonly Message[]
  readonly partitioner: unknown
}) => Readonly<Record<number, readonly Message[]>>

export type NotLoaded = new (message: string) => Error

const placeOf = (topic: string, partition: number) => `${topic}/${partition}`

export const createSendMessages =
  (group: GroupMessages, NotLoadedError: NotLoaded) =>
  (parts: SendParts) =>
  async (sent: SendRequest): Promise<unknown> => {
    const { cluster, logger, retrier } = parts
    const written = new Map<string, object>()
    return retrier(async (bail) => {
      try {
        await cluster.addMultipleTargetTopics(sent.topicMessages.map(({ topic }) => topic))
        await cluster.refreshMetadataIfNecessary()
        const left = await leftByBroker(parts, sent, written, group, NotLoadedError)
        const results = await Promise.allSettled(
          [...left].map(([broker, topics]) => produce(parts, sent, broker, topics, written)),
        )
        const failed = results.find((result) => result.status === 'rejected')
        if (failed !== undefined) throw failed.reason
        return [...written.values()]
      } catch (error) {
        await prepareAgain(cluster, error)
        logger.error(`Failed to send messages: ${error instanceof Error ? error.message : String(error)}`)
        if (isRetriable(error)) throw error
        bail(error)
        return []
      }
    })
  }

/** What is not written yet, by the broker that leads it now. */
async function leftByBroker(
  { cluster, partitioner }: SendParts,
  { topicMessages }: SendRequest,
  written: ReadonlyMap<string, object>,
  group: GroupMessages,
  NotLoadedError: NotLoaded,
): Promise<ReadonlyMap<Broker, readonly TopicData[]>> {
  const byBroker = new Map<Broker, TopicData[]>()
  for (const { topic, messages } of topicMessages) {
    const partitionMetadata = cluster.findTopicPartitionMetadata(topic)
    if (partitionMetadata.length === 0) throw new NotLoadedError('Producing to topic without metadata')
    const groups = Object.entries(group({ topic, partitionMetadata, messages, partitioner }))
    const left = new Map(
      groups
        .map(([partition, ofPartition]) => [Number(partition), ofPartition] as const)
        .filter(([partition]) => !written.has(placeOf(topic, partition))),
    )
    for (const [nodeId, partitions] of Object.entries(cluster.findLeaderForPartitions(topic, [...left.keys()]))) {
      const broker = await cluster.findBroker({ nodeId })
      const data = partitions.map(Number).map((partition) => ({ partition, messages: left.get(partition) ?? [] }))
      byBroker.set(broker, [...(byBroker.get(broker) ?? []), { topic, partitions: data }])
    }
  }
  return byBroker
}

async function produce(
  { eosManager }: SendParts,
  { acks, timeout, compression }: SendRequest,
  broker: Broker,
  topicData: readonly TopicData[],
  written: Map<string, object>,
): Promise<void> {
  const moveSequences = (sign: 1 | -1) => {
    for (const { topic, partitions } of topicData) {
      for (const entry of partitions) {
        if (sign > 0) entry.firstSequence = eosManager.getSequence(topic, entry.partition)
        eosManager.updateSequence(topic, entry.partition, sign * entry.messages.length)
      }
    }
  }
  await eosManager.acquireBrokerLock(broker)
  try {
    if (eosManager.isTransactional()) await eosManager.addPartitionsToTransaction(topicData)
    moveSequences(1)
    const answer = await broker
      .produce({
        transactionalId: eosManager.isTransactional() ? eosManager.getTransactionalId() : undefined,
        producerId: eosManager.getProducerId(),
        producerEpoch: eosManager.getProducerEpoch(),
        acks,
        timeout,
        compression,
        topicData,
      })
      .catch((error: unknown) => {
        moveSequences(-1) // the next attempt sends the same records by the same numbers
        throw error
      })
    for (const { topicName, partitions } of answer.topics) {
      for (const each of partitions) written.set(placeOf(topicName, each.partition), { topicName, ...each })
    }
  } finally {
    await eosManager.releaseBrokerLock(broker)
  }
}

const isRetriable = (error: unknown): boolean =>
  error instanceof Error && 'retriable' in error && error.retriable === true

/** After an error that may pass: who leads is asked for again. @throws when no broker answers */
async function prepareAgain(cluster: Cluster, error: unknown): Promise<void> {
  if (error instanceof Error && error.name === 'KafkaJSConnectionClosedError' && 'host' in error && 'port' in error) {
    cluster.removeBroker({ host: String(error.host), port: Number(error.port) })
  }
  if (!cluster.isConnected()) await cluster.connect()
  if (isRetriable(error)) await cluster.refreshMetadata()
}
