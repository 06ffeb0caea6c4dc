import { SlipstreamError } from '../errors.ts'
import { isRefusal } from '../kafka/kafka-error.ts'
import type { IdempotentProducer, KafkaPort } from '../kafka/port.ts'
import type { Codec } from '../serde/codec.ts'
import type { OutgoingRecord } from '../serde/log-record.ts'
import type { AnyTopic, RecordOf, StreamRecord } from '../topic.ts'
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
      const outgoing = records.map((record) => encoded(codec, record))
      try {
        const positions = await producer.send(outgoing)
        metrics?.recordsOut(outgoing.length)
        return positions
      } catch (cause) {
        if (!isRefusal(cause)) throw notAcknowledged(cause)
        throw await refusalAmong(outgoing, producer, cause)
      }
    },
    close: () => producer.close(),
  }
}

function encoded(codec: Codec, record: StreamRecord): OutgoingRecord {
  try {
    return codec.encode(record)
  } catch (cause) {
    throw refused(`The record of ${record.key} for ${record.topic} cannot be written`, cause)
  }
}

/** Sends one record at a time, to know which is refused. @returns the first refusal. */
async function refusalAmong(
  records: readonly OutgoingRecord[],
  producer: IdempotentProducer,
  first: unknown,
): Promise<SlipstreamError> {
  if (records.length === 1) return refusalOf(records[0], first)
  let found: SlipstreamError | null = null
  for (const record of records) {
    try {
      await producer.send([record])
    } catch (cause) {
      if (!isRefusal(cause)) throw notAcknowledged(cause)
      found ??= refusalOf(record, cause)
    }
  }
  return found ?? refused('A batch cannot be written, though each of its records can', first)
}

const refusalOf = (record: OutgoingRecord | undefined, cause: unknown): SlipstreamError =>
  refused(`Kafka refuses the record of ${record?.key?.toString('utf8') ?? ''} for ${record?.topic ?? ''}`, cause)

function refused(what: string, cause: unknown): SlipstreamError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new SlipstreamError('record-refused', `${what}, however often it is sent: ${why}`, { retriable: false, cause })
}

const notAcknowledged = (cause: unknown): SlipstreamError =>
  new SlipstreamError(
    'kafka-unavailable',
    'Kafka did not acknowledge the records: they may or may not be in the log; send them again.',
    { retriable: true, cause },
  )
