import type { Logger } from 'pino'
import type { Application, EngineSettings, LogAddresses } from '../application.ts'
import { SlipstreamError } from '../errors.ts'
import { createKafka } from '../kafka/kafka.ts'
import type { KafkaAdmin, KafkaPort } from '../kafka/port.ts'
import { createCodec } from '../serde/codec.ts'
import { keptSchemasFolder, noKeptSchemas, openKeptSchemas } from '../serde/kept-schemas.ts'
import type { KeptSchemas } from '../serde/kept-schemas.ts'
import { connectRegistry } from '../serde/registry.ts'
import type { ConnectedRegistry } from '../serde/registry.ts'
import type { AnyTopic } from '../topic.ts'
import { claimForPrefix } from './data-folder-prefix.ts'
import { requireReadable } from './readable-log.ts'
import { unavailable } from './runtime.ts'
import { differencesOf, faultsMessage, newTopicOf } from './topic-settings.ts'
import type { SettingDifference, TopicUse } from './topic-settings.ts'

export interface Provisioned {
  readonly topicsMade: number
  /** Settings that were changed, or, of a broker that is not ours, should be. */
  readonly differences: readonly SettingDifference[]
  /** Topics that were not there. */
  readonly missing: readonly string[]
}

export interface ProvisionOptions {
  /** Settings that differ are changed; else a harmless one is only logged, and a fault is thrown. */
  readonly isOwnBroker: boolean
  /** Nothing is made, changed or registered. */
  readonly dryRun?: boolean | undefined
}

const missingOf = (topics: readonly AnyTopic[], found: ReadonlyMap<string, unknown>): readonly string[] =>
  topics.map(({ name }) => name).filter((name) => !found.has(name))

/** Without a data folder, schemas are neither kept nor held against those that were. */
type ProvisionSettings = LogAddresses & Partial<Pick<EngineSettings, 'dataFolder'>>

/**
 * Creates the topics that are missing, compares those that exist with their declarations, and registers every schema.
 * @throws {SlipstreamError} `kafka-unavailable`, `topics-differ`, `registry-unavailable`, `registry-changed`, or `schema-refused`.
 */
export async function provision(
  application: Application<ProvisionSettings>,
  log: Logger,
  { isOwnBroker, dryRun }: ProvisionOptions = { isOwnBroker: false },
): Promise<Provisioned> {
  const { kafkaBrokers: brokers, registryUrl, access, dataFolder } = application.settings
  if (dataFolder !== undefined) claimForPrefix(dataFolder, access.kafka.topicPrefix)
  const kafka = createKafka({ brokers, access: access.kafka, clientId: 'provision', log })
  let admin: KafkaAdmin | undefined
  let provisioned: Provisioned
  let registry: ConnectedRegistry
  try {
    admin = await kafka.admin()
    const { id } = await admin.describeCluster()
    const kept = dataFolder === undefined ? noKeptSchemas : openKeptSchemas(keptSchemasFolder(dataFolder, id))
    registry = connectRegistry(registryUrl, access.registry, kept)
    await requireRegistry({ kafka, admin, registry, kept }, application.topics)
    provisioned = await provisionTopics(admin, application, { isOwnBroker, dryRun, log })
  } catch (error) {
    if (error instanceof SlipstreamError) throw error
    throw unavailable(brokers, error, ', so the topics could not be made: is it running?')
  } finally {
    await admin?.close()
  }
  if (dryRun !== true) for (const topic of application.topics) await registry.register(topic)
  return provisioned
}

interface RegistryCheck {
  readonly kafka: Pick<KafkaPort, 'read'>
  readonly admin: Pick<KafkaAdmin, 'describeTopics'>
  readonly registry: ConnectedRegistry
  readonly kept: KeptSchemas
}

/**
 * Before anything is registered, the registry must be the one that wrote what is in Kafka.
 * @throws {SlipstreamError} `registry-changed`.
 */
export async function requireRegistry(
  { kafka, admin, registry, kept }: RegistryCheck,
  topics: readonly AnyTopic[],
): Promise<void> {
  if (kept.all().length > 0) {
    await registry.verify()
    return
  }
  const found = await admin.describeTopics(topics.map(({ name }) => name))
  const partitions = [...found].flatMap(([topic, description]) =>
    Array.from({ length: description.partitions }, (_, partition) => ({ topic, partition })),
  )
  await requireReadable(kafka, createCodec(topics, registry, new Map()), topics, partitions)
}

/** What no configuration of a topic changes: records are in the partition of their key. */
const FIXED: readonly string[] = ['partitions', 'replicas']

/**
 * Nothing is made or changed while an existing topic has a fault. On our own broker, which only runs while we do, a fault that is
 * a configuration is changed: nobody else could.
 */
export async function provisionTopics(
  admin: Pick<KafkaAdmin, 'describeTopics' | 'createTopics' | 'configureTopic' | 'describeCluster'>,
  { topics, deadLetters, settings }: Application<LogAddresses>,
  { isOwnBroker, dryRun = false, log }: ProvisionOptions & { readonly log: Logger },
): Promise<Provisioned> {
  const found = await admin.describeTopics(topics.map(({ name }) => name))
  const { brokers } = await admin.describeCluster()
  const useOf = (name: string): TopicUse => ({
    brokers,
    replication: settings.replication,
    holdsDeadLetters: name === deadLetters.name,
  })
  const differences = topics.flatMap((topic) => {
    const description = found.get(topic.name)
    return description === undefined ? [] : differencesOf(topic, description, useOf(topic.name))
  })
  const canChange = ({ setting }: SettingDifference) => isOwnBroker && !FIXED.includes(setting)
  const faults = differences.filter(({ isFault }) => isFault)
  if (!faults.every(canChange)) {
    throw new SlipstreamError('topics-differ', faultsMessage(faults, settings), { retriable: false })
  }
  if (dryRun) return { topicsMade: topics.length - found.size, differences, missing: missingOf(topics, found) }
  for (const { topic, setting, found: value, wanted } of differences) {
    if (isOwnBroker) await admin.configureTopic(topic, { [setting]: wanted })
    const what = isOwnBroker ? 'A setting of a topic was changed.' : 'A setting of a topic should be changed.'
    log.warn({ topic, setting, found: value, wanted }, what)
  }
  const topicsMade = await admin.createTopics(topics.map((topic) => newTopicOf(topic, useOf(topic.name))))
  return { topicsMade, differences, missing: missingOf(topics, found) }
}
