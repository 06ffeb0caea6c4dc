import type { Admin } from 'kafkajs'
import { classified, classify } from './classify.ts'
import type { KafkaClients } from './clients.ts'
import { createMissingTopics } from './create-topics.ts'
import { openGroupAdmin } from './group-admin.ts'
import { kafkajs } from './kafkajs-patches.ts'
import type { KafkaAdmin, LogBounds, LogDescription, NextOffset, TopicDescription, TopicPartition } from './port.ts'
import { topicIdOf } from './topic-id.ts'

/** @see KafkaPort.admin. @param topicPrefix of the group that is asked after, so that it is one of this installation. */
export async function openAdmin(
  clients: Pick<KafkaClients, 'admin' | 'cluster'>,
  topicPrefix = '',
): Promise<KafkaAdmin> {
  const admin = clients.admin()
  try {
    await admin.connect()
  } catch (error) {
    await disconnect(admin)
    throw classify(error)
  }
  return {
    partitionCounts: (topics) => classified(partitionCounts(admin, topics)),
    createTopics: (topics) => classified(createMissingTopics(admin, topics, `${topicPrefix}provision`)),
    committedOffsets: (group, topics) => classified(committedOffsets(admin, group, topics)),
    describeLog: (at) => classified(describeLog(clients, admin, at)),
    topicNames: () => classified(admin.listTopics()),
    offsetsAt: (topic, timeMs) => classified(offsetsAt(admin, topic, timeMs)),
    logBounds: (topics) => classified(logBounds(admin, topics)),
    describeTopics: (topics) => classified(describeTopics(admin, topics)),
    configureTopic: (topic, config) => classified(configureTopic(admin, topic, config)),
    describeCluster: () =>
      classified(
        admin.describeCluster().then(({ clusterId, brokers }) => ({ id: clusterId, brokers: brokers.length })),
      ),
    ...openGroupAdmin(clients, admin),
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

async function offsetsAt(admin: Admin, topic: string, timeMs: number): Promise<readonly NextOffset[]> {
  const found = await admin.fetchTopicOffsetsByTimestamp(topic, timeMs)
  return found.map(({ partition, offset }) => ({ topic, partition, next: Number(offset) }))
}

async function logBounds(admin: Admin, topics: readonly string[]): Promise<readonly LogBounds[]> {
  const found = await Promise.all(topics.map(async (topic) => [topic, await admin.fetchTopicOffsets(topic)] as const))
  return found.flatMap(([topic, partitions]) =>
    partitions.map(({ partition, low, high }) => ({ topic, partition, start: Number(low), end: Number(high) })),
  )
}

async function describeTopics(admin: Admin, names: readonly string[]): Promise<ReadonlyMap<string, TopicDescription>> {
  const existing = new Set(await admin.listTopics())
  const found = names.filter((name) => existing.has(name))
  if (found.length === 0) return new Map()
  const [{ topics }, { resources }] = await Promise.all([
    admin.fetchTopicMetadata({ topics: found }),
    admin.describeConfigs({
      includeSynonyms: false,
      resources: found.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name })),
    }),
  ])
  const configs = new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  )
  return new Map(
    topics.map(({ name, partitions }) => [
      name,
      {
        partitions: partitions.length,
        replicas: Math.min(...partitions.map(({ replicas }) => replicas.length)),
        config: configs.get(name) ?? new Map<string, string>(),
      },
    ]),
  )
}

/** kafkajs knows only the request that replaces all settings of a topic: those that it has are sent again. */
async function configureTopic(admin: Admin, name: string, config: Readonly<Record<string, string>>): Promise<void> {
  const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name }
  const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [resource] })
  const own = (resources[0]?.configEntries ?? []).filter(
    ({ configSource }) => configSource === kafkajs.ConfigSource.TOPIC_CONFIG,
  )
  const settings = { ...Object.fromEntries(own.map((entry) => [entry.configName, entry.configValue])), ...config }
  const configEntries = Object.entries(settings).map(([key, value]) => ({ name: key, value }))
  await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries }] })
}

const tombstoneRetentionOf = (topic: string) => ({
  type: kafkajs.ConfigResourceTypes.TOPIC,
  name: topic,
  configNames: ['delete.retention.ms'],
})

const disconnect = (client: { disconnect(): Promise<void> }): Promise<void> =>
  client.disconnect().catch(() => undefined)
