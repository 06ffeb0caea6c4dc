import type { KafkaAdmin } from '../../engine/kafka/port.ts'

/** Whether Kafka takes a name for a topic. */
export const isTopicName = (name: string): boolean => /^(?!\.{1,2}$)[a-zA-Z0-9._-]{1,249}$/.test(name)

export const TOPIC_NAME_RULE = 'letters, digits, dots, dashes and underscores, at most 249'

/**
 * Makes a topic for copies, which have the times of their sources: by those times Kafka deletes what is older than the retention of
 * a topic, so that it keeps records for ever.
 */
export const createKeptTopic = (
  admin: Pick<KafkaAdmin, 'createTopics'>,
  name: string,
  partitions: number,
): Promise<number> =>
  admin.createTopics([
    {
      name,
      partitions,
      config: {
        'cleanup.policy': 'delete',
        'retention.ms': '-1',
        'retention.bytes': '-1',
        'compression.type': 'uncompressed', // kafkajs decompresses gzip only
      },
    },
  ])
