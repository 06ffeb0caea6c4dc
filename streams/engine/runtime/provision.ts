import { setTimeout as wait } from 'node:timers/promises'
import type { Admin } from 'kafkajs'
import type { Logger } from 'pino'
import type { AnyTopic, Cleanup } from '../topic.ts'
import { allTopics, deadLetters } from '../../../schemas/topics.ts'
import { backoff } from '../backoff.ts'
import type { Addresses } from '../../app/config.ts'
import { SlipstreamError } from '../errors.ts'
import { kafkaClients } from '../kafka/kafka.ts'
import { connectRegistry } from '../serde/registry.ts'

/**
 * Makes the topics that are missing and registers every schema; what is there already stays as it is.
 * @throws {SlipstreamError} `kafka-unavailable`, `registry-unavailable`, or `schema-refused`.
 */
export async function provision(addresses: Addresses, log: Logger): Promise<{ readonly topicsMade: number }> {
  const topicsMade = await makeTopics(addresses.kafkaBrokers, log)
  const registry = connectRegistry(addresses.registryUrl)
  for (const topic of allTopics) await registry.register(topic)
  return { topicsMade }
}

/** In all about twelve seconds. */
const TRIES = 8
/** A letter holds a whole record, of at most a megabyte, and what is wrong with it. */
const LARGEST_LETTER_BYTES = 2 * 1024 * 1024

async function makeTopics(brokers: readonly string[], log: Logger): Promise<number> {
  const admin = kafkaClients(brokers, 'provision', log).admin()
  try {
    await admin.connect()
    const there = new Set(await admin.listTopics())
    const missing = allTopics.filter((topic) => !there.has(topic.name))
    if (missing.length > 0) {
      await admin.createTopics({
        waitForLeaders: false,
        topics: missing.map((topic) => ({
          topic: topic.name,
          numPartitions: topic.partitions,
          replicationFactor: -1,
          configEntries: configOf(topic),
        })),
      })
    }
    await untilItWorks(() => leadersKnown(admin))
    // A leader that has been named may not know of it yet, and says that it is none.
    for (const { name } of missing) await untilItWorks(() => admin.fetchTopicOffsets(name))
    // A broker that has just begun makes its topic of group offsets at the first question, and refuses groups until it has.
    await untilItWorks(() => admin.fetchOffsets({ groupId: 'provision' }))
    return missing.length
  } catch (error) {
    throw new SlipstreamError('kafka-unavailable', `The topics could not be made in Kafka at ${brokers.join(', ')}.`, {
      retriable: true,
      cause: error,
    })
  } finally {
    await admin.disconnect()
  }
}

/**
 * What the controller has made, a busy broker may not know for a while; kafkajs itself waits for leaders only of topics that
 * are known.
 */
async function leadersKnown(admin: Admin): Promise<void> {
  const { topics } = await admin.fetchTopicMetadata({ topics: allTopics.map(({ name }) => name) })
  const waiting = topics.filter(({ partitions }) => partitions.some(({ leader }) => leader < 0))
  if (waiting.length > 0) throw new Error(`${waiting.map(({ name }) => name).join(', ')} have no leader yet.`)
}

async function untilItWorks(ask: () => Promise<unknown>): Promise<void> {
  for (let failures = 1; ; failures += 1) {
    try {
      await ask()
      return
    } catch (error) {
      if (failures === TRIES) throw error
      await wait(backoff(failures))
    }
  }
}

function configOf(topic: AnyTopic): { name: string; value: string }[] {
  // kafkajs reads no codec but gzip: what another producer compresses is stored as it was before.
  const config = {
    'compression.type': 'uncompressed',
    ...cleanupConfig(topic.cleanup),
    ...(topic.name === deadLetters.name ? { 'max.message.bytes': String(LARGEST_LETTER_BYTES) } : {}),
  }
  return Object.entries(config).map(([name, value]) => ({ name, value }))
}

/** A snapshot of older date is not used: it may hold what a tombstone, compacted away since, has taken out. */
const TOMBSTONES_KEPT_MS = 30 * 24 * 60 * 60 * 1_000

function cleanupConfig(cleanup: Cleanup): Readonly<Record<string, string>> {
  if (cleanup === 'compact') return { 'cleanup.policy': 'compact', 'delete.retention.ms': String(TOMBSTONES_KEPT_MS) }
  if (cleanup === 'for-ever') return { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' }
  return {
    'cleanup.policy': 'delete',
    'retention.ms': String(cleanup.retentionMs),
    'message.timestamp.type': cleanup.since === 'event' ? 'CreateTime' : 'LogAppendTime',
  }
}
