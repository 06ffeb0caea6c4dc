import type { Admin } from 'kafkajs'
import { classified, classify } from './classify.ts'
import type { KafkaClients } from './clients.ts'
import { createMissingTopics } from './create-topics.ts'
import { kafkajs } from './kafkajs-patches.ts'
import type { KafkaAdmin, LogDescription, NextOffset, TopicPartition } from './port.ts'
import { topicIdOf } from './topic-id.ts'

/** @see KafkaPort.admin */
export async function openAdmin(clients: Pick<KafkaClients, 'admin' | 'cluster'>): Promise<KafkaAdmin> {
  const admin = clients.admin()
  try {
    await admin.connect()
  } catch (error) {
    await disconnect(admin)
    throw classify(error)
  }
  return {
    partitionCounts: (topics) => classified(partitionCounts(admin, topics)),
    createTopics: (topics) => classified(createMissingTopics(admin, topics)),
    committedOffsets: (group, topics) => classified(committedOffsets(admin, group, topics)),
    describeLog: (at) => classified(describeLog(clients, admin, at)),
    close: () => disconnect(admin),
  }
}

async function partitionCounts(admin: Admin, names: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [...names] })
  return new Map(topics.map(({ name, partitions }) => [name, partitions.length]))
}

async function committedOffsets(
  admin: Admin,
  groupId: string,
  topics: readonly string[],
): Promise<readonly NextOffset[]> {
  const offsets = await admin.fetchOffsets({ groupId, topics: [...topics] })
  return offsets.flatMap(({ topic, partitions }) =>
    partitions
      .map(({ partition, offset }) => ({ topic, partition, next: Number(offset) }))
      .filter(({ next }) => next >= 0),
  )
}

async function describeLog(
  clients: Pick<KafkaClients, 'cluster'>,
  admin: Admin,
  { topic, partition }: TopicPartition,
): Promise<LogDescription> {
  const cluster = clients.cluster('committed')
  try {
    const [topicId, offsets, { resources }] = await Promise.all([
      topicIdOf(cluster, topic),
      admin.fetchTopicOffsets(topic),
      admin.describeConfigs({ includeSynonyms: false, resources: [tombstoneRetentionOf(topic)] }),
    ])
    const end = Number(offsets.find((each) => each.partition === partition)?.high ?? 0)
    return { topicId, end, tombstonesKeptMs: Number(resources[0]?.configEntries[0]?.configValue ?? 0) }
  } finally {
    await disconnect(cluster)
  }
}

const tombstoneRetentionOf = (topic: string) => ({
  type: kafkajs.ConfigResourceTypes.TOPIC,
  name: topic,
  configNames: ['delete.retention.ms'],
})

const disconnect = (client: { disconnect(): Promise<void> }): Promise<void> =>
  client.disconnect().catch(() => undefined)
