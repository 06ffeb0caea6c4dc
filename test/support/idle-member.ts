import type { ConsumerGroup, KafkaPort } from '../../streams/engine/kafka/port.ts'

/** A member of a consumer group that reads plays and commits nothing. */
export const idleMember = (kafka: KafkaPort, name: string): Promise<ConsumerGroup> =>
  kafka.joinGroup({
    name,
    topics: ['plays'],
    single: false,
    concurrency: 1,
    latency: 'batch',
    onAssigned: () => undefined,
    onBatch: () => Promise.resolve(),
    onFailure: () => undefined,
  })
