import type { Logger } from 'pino'
import type { Application, LogAddresses } from '../application.ts'
import { SlipstreamError } from '../errors.ts'
import { createKafka } from '../kafka/kafka.ts'
import type { KafkaAdmin } from '../kafka/port.ts'
import { connectRegistry } from '../serde/registry.ts'
import { differencesOf, faultsMessage, newTopicOf } from './topic-settings.ts'
import type { SettingDifference, TopicUse } from './topic-settings.ts'

export interface Provisioned {
  readonly topicsMade: number
  /** Settings that were changed, or, of a broker that is not ours, should be. */
  readonly differences: readonly SettingDifference[]
}

/**
 * Creates the topics that are missing, compares those that exist with their declarations, and registers every schema.
 * @param isOwnBroker settings that differ harmlessly are changed; else they are only logged.
 * @throws {SlipstreamError} `kafka-unavailable`, `topics-differ`, `registry-unavailable`, or `schema-refused`.
 */
export async function provision(
  application: Application<LogAddresses>,
  log: Logger,
  { isOwnBroker }: { readonly isOwnBroker: boolean } = { isOwnBroker: false },
): Promise<Provisioned> {
  const { kafkaBrokers: brokers, registryUrl } = application.settings
  let admin: KafkaAdmin | undefined
  let provisioned: Provisioned
  try {
    admin = await createKafka({ brokers, clientId: 'provision', log }).admin()
    provisioned = await provisionTopics(admin, application, { isOwnBroker, log })
  } catch (error) {
    if (error instanceof SlipstreamError) throw error
    throw new SlipstreamError('kafka-unavailable', `The topics could not be made in Kafka at ${brokers.join(', ')}.`, {
      retriable: true,
      cause: error,
    })
  } finally {
    await admin?.close()
  }
  const registry = connectRegistry(registryUrl)
  for (const topic of application.topics) await registry.register(topic)
  return provisioned
}

/** Nothing is made or changed while an existing topic has a fault. */
export async function provisionTopics(
  admin: Pick<KafkaAdmin, 'describeTopics' | 'createTopics' | 'configureTopic' | 'countBrokers'>,
  { topics, deadLetters, settings }: Application<LogAddresses>,
  { isOwnBroker, log }: { readonly isOwnBroker: boolean; readonly log: Logger },
): Promise<Provisioned> {
  const found = await admin.describeTopics(topics.map(({ name }) => name))
  const brokers = await admin.countBrokers()
  const useOf = (name: string): TopicUse => ({ brokers, holdsDeadLetters: name === deadLetters.name })
  const differences = topics.flatMap((topic) => {
    const description = found.get(topic.name)
    return description === undefined ? [] : differencesOf(topic, description, useOf(topic.name))
  })
  const faults = differences.filter(({ isFault }) => isFault)
  if (faults.length > 0) {
    throw new SlipstreamError('topics-differ', faultsMessage(faults, settings.kafkaBrokers), { retriable: false })
  }
  for (const { topic, setting, found: value, wanted } of differences) {
    if (isOwnBroker) await admin.configureTopic(topic, { [setting]: wanted })
    const what = isOwnBroker ? 'A setting of a topic was changed.' : 'A setting of a topic should be changed.'
    log.warn({ topic, setting, found: value, wanted }, what)
  }
  const topicsMade = await admin.createTopics(topics.map((topic) => newTopicOf(topic, useOf(topic.name))))
  return { topicsMade, differences }
}
