import type { ListenerId } from '../../../schemas/generated.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { askKafka } from '../records/known-topic.ts'
import { readRange } from '../records/read-range.ts'
import { cleaningOf, mentionCount } from './mentions.ts'
import type { Cleaning, TopicMentions } from './mentions.ts'

export interface ScannedTopic {
  readonly mentions: TopicMentions
  readonly cleaning: Cleaning
  /** Whether the topic is one of this program. */
  readonly isOurs: boolean
}

/** Reads every committed record of every topic but Kafka's own. @returns the topics that mention a listener. */
export async function mentionsIn(runtime: Runtime, listener: ListenerId): Promise<readonly ScannedTopic[]> {
  const descriptions = await askKafka(runtime, async (admin) => {
    const names = (await admin.topicNames()).filter((name) => !name.startsWith('__')).toSorted()
    return admin.describeTopics(names)
  })
  const found: ScannedTopic[] = []
  for (const [topic, { config }] of descriptions) {
    const count = mentionCount(topic, listener)
    await readRange(runtime, {
      topic,
      from: { kind: 'earliest' },
      to: null,
      signal: runtime.signal,
      onRecords({ partition }, records) {
        for (const record of records) count.add(partition, record)
      },
    })
    runtime.signal.throwIfAborted()
    const mentions = count.result()
    if (mentions !== null) found.push({ mentions, cleaning: cleaningOf(config), isOurs: runtime.topics.has(topic) })
  }
  return found
}
