import { setTimeout as wait } from 'node:timers/promises'
import type { Admin } from 'kafkajs'
import { backoff } from '../backoff.ts'
import type { NewTopic } from './port.ts'

/** With `backoff`, about 12 s in all. */
const TRIES = 8

/**
 * @see KafkaAdmin.createTopics. Waits for the leaders itself: kafkajs gives up on a topic that a busy broker does not know yet.
 * @param group that need not exist: its offsets are asked for.
 */
export async function createMissingTopics(
  admin: Pick<Admin, 'listTopics' | 'createTopics' | 'fetchTopicMetadata' | 'fetchTopicOffsets' | 'fetchOffsets'>,
  topics: readonly NewTopic[],
  group: string,
  pause: (ms: number) => Promise<unknown> = wait,
): Promise<number> {
  const retried = (call: () => Promise<unknown>) => retry(call, pause)
  const known = new Set(await admin.listTopics())
  const missing = topics.filter(({ name }) => !known.has(name))
  if (missing.length > 0) {
    await admin.createTopics({
      waitForLeaders: false,
      topics: missing.map(({ name, partitions, replicas, config }) => ({
        topic: name,
        numPartitions: partitions,
        replicationFactor: replicas ?? -1,
        configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
      })),
    })
  }
  await retried(() =>
    requireLeaders(
      admin,
      topics.map(({ name }) => name),
    ),
  )
  // A leader that has been elected may not know of it yet, and answers that it is not the leader.
  for (const { name } of missing) await retried(() => admin.fetchTopicOffsets(name))
  // A broker that has just started creates its topic of group offsets on demand, and refuses groups until it has.
  await retried(() => admin.fetchOffsets({ groupId: group }))
  return missing.length
}

async function requireLeaders(admin: Pick<Admin, 'fetchTopicMetadata'>, names: readonly string[]): Promise<void> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [...names] })
  const waiting = topics.filter(({ partitions }) => partitions.some(({ leader }) => leader < 0))
  if (waiting.length > 0) throw new Error(`${waiting.map(({ name }) => name).join(', ')} have no leader yet.`)
}

async function retry(call: () => Promise<unknown>, pause: (ms: number) => Promise<unknown>): Promise<void> {
  for (let failures = 1; ; failures += 1) {
    try {
      await call()
      return
    } catch (error) {
      if (failures === TRIES) throw error
      await pause(backoff(failures))
    }
  }
}
