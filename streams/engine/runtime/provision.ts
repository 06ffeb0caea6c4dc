import type { Logger } from 'pino'
import type { AnyTopic, Cleanup } from '../topic.ts'
import type { Application, LogAddresses } from '../application.ts'
import { SlipstreamError } from '../errors.ts'
import { createKafka } from '../kafka/kafka.ts'
import type { KafkaAdmin } from '../kafka/port.ts'
import { connectRegistry } from '../serde/registry.ts'

/**
 * Creates the topics that are missing and registers every schema; existing topics stay as they are.
 * @throws {SlipstreamError} `kafka-unavailable`, `registry-unavailable`, or `schema-refused`.
 */
export async function provision(
  application: Application<LogAddresses>,
  log: Logger,
): Promise<{ readonly topicsMade: number }> {
  const topicsMade = await makeTopics(application, log)
  const registry = connectRegistry(application.settings.registryUrl)
  for (const topic of application.topics) await registry.register(topic)
  return { topicsMade }
}

/** A dead letter holds a whole record, of at most a megabyte, and its cause. */
const LARGEST_DEAD_LETTER_BYTES = 2 * 1024 * 1024

async function makeTopics({ topics, deadLetters, settings }: Application<LogAddresses>, log: Logger): Promise<number> {
  const brokers = settings.kafkaBrokers
  let admin: KafkaAdmin | undefined
  try {
    admin = await createKafka({ brokers, clientId: 'provision', log }).admin()
    return await admin.createTopics(
      topics.map((topic) => ({
        name: topic.name,
        partitions: topic.partitions,
        config: configOf(topic, topic.name === deadLetters.name),
      })),
    )
  } catch (error) {
    throw new SlipstreamError('kafka-unavailable', `The topics could not be made in Kafka at ${brokers.join(', ')}.`, {
      retriable: true,
      cause: error,
    })
  } finally {
    await admin?.close()
  }
}

function configOf(topic: AnyTopic, holdsDeadLetters: boolean): Readonly<Record<string, string>> {
  // kafkajs decompresses gzip only: the broker stores what other producers compress as uncompressed.
  return {
    'compression.type': 'uncompressed',
    ...cleanupConfig(topic.cleanup),
    ...(holdsDeadLetters ? { 'max.message.bytes': String(LARGEST_DEAD_LETTER_BYTES) } : {}),
  }
}

/** Older snapshots are not used: they may hold a key whose tombstone has been compacted away since. */
const TOMBSTONES_KEPT_MS = 30 * 24 * 60 * 60 * 1_000

/** Kafka's default of `segment.ms`. */
const LONGEST_SEGMENT_MS = 7 * 24 * 60 * 60 * 1_000

function cleanupConfig(cleanup: Cleanup): Readonly<Record<string, string>> {
  if (cleanup === 'compact') return { 'cleanup.policy': 'compact', 'delete.retention.ms': String(TOMBSTONES_KEPT_MS) }
  if (cleanup === 'for-ever') return { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' }
  return {
    'cleanup.policy': 'delete',
    'retention.ms': String(cleanup.retentionMs),
    // Retention deletes whole segments, and never the newest one.
    ...(cleanup.retentionMs < LONGEST_SEGMENT_MS ? { 'segment.ms': String(cleanup.retentionMs) } : {}),
    'message.timestamp.type': cleanup.since === 'event' ? 'CreateTime' : 'LogAppendTime',
  }
}
