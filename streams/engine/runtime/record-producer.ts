import { SlipstreamError } from '../errors.ts'
import type { KafkaPort } from '../kafka/port.ts'
import type { Codec } from '../serde/codec.ts'
import type { AnyTopic, RecordOf } from '../topic.ts'
import type { RecordProducer } from './context.ts'
import type { ProcessorMetrics } from './metrics.ts'

/** What a producer uses of the runtime. */
interface ProducerRuntime {
  readonly kafka: Pick<KafkaPort, 'producer'>
  readonly codec: Codec
  readonly metrics?: Pick<ProcessorMetrics, 'recordsOut'>
}

/** An idempotent producer of records of some topics. */
export async function openProducer(
  { kafka, codec, metrics }: ProducerRuntime,
  topics: readonly AnyTopic[],
): Promise<RecordProducer> {
  await codec.prepare(topics)
  const producer = await kafka.producer()
  return {
    async send<T extends AnyTopic>(records: readonly RecordOf<T>[]) {
      const outgoing = records.map((record) => codec.encode(record))
      try {
        const positions = await producer.send(outgoing)
        metrics?.recordsOut(outgoing.length)
        return positions
      } catch (cause) {
        throw new SlipstreamError(
          'kafka-unavailable',
          'Kafka did not acknowledge the records: they may or may not be in the log; send them again.',
          { retriable: true, cause },
        )
      }
    },
    close: () => producer.close(),
  }
}
