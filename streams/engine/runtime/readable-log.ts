import { SlipstreamError } from '../errors.ts'
import type { KafkaPort, TopicPartition } from '../kafka/port.ts'
import type { Codec } from '../serde/codec.ts'
import type { LogRecord } from '../serde/log-record.ts'
import { unframe } from '../serde/wire.ts'
import type { AnyTopic } from '../topic.ts'

/** Of a partition. One that is foreign to the registry must not speak for all. */
const SAMPLED_RECORDS = 20

/**
 * Reads a sample of the oldest records, one fetch of each broker, and decodes it. For a machine that has kept no schemas: a
 * registry that can read none of what is in Kafka is not the one that it was written with.
 * @throws {SlipstreamError} `registry-changed`; as `codec.decode`.
 */
export async function requireReadable(
  kafka: Pick<KafkaPort, 'read'>,
  codec: Pick<Codec, 'decode'>,
  topics: readonly AnyTopic[],
  partitions: readonly TopicPartition[],
): Promise<void> {
  if (partitions.length === 0) return
  let readable = 0
  let example: string | null = null
  for (const [{ topic: name, partition }, records] of await sampleOf(kafka, partitions)) {
    const topic = topics.find((each) => each.name === name)
    const framed = records.filter(({ value }) => value !== null && unframe(value) !== null)
    if (topic === undefined) continue
    for (const decoded of await codec.decode(topic, partition, framed)) {
      if (decoded.ok) readable += 1
      else example ??= decoded.message
    }
  }
  if (readable > 0 || example === null) return
  throw new SlipstreamError(
    'registry-changed',
    `The schema registry can read none of the records in Kafka: it is not the one that they were written with. ${example} Point SCHEMA_REGISTRY_URL to that one, or restore its database.`,
    { retriable: false },
  )
}

async function sampleOf(
  kafka: Pick<KafkaPort, 'read'>,
  partitions: readonly TopicPartition[],
): Promise<readonly (readonly [TopicPartition, readonly LogRecord[]])[]> {
  const sample: (readonly [TopicPartition, readonly LogRecord[]])[] = []
  const enough = new AbortController()
  await kafka.read({
    partitions,
    from: 'start',
    isolation: 'committed',
    signal: enough.signal,
    onRecords(at, records) {
      sample.push([at, records.slice(0, SAMPLED_RECORDS)])
    },
    onProgress: () => enough.abort(),
    onCaughtUp: () => enough.abort(),
  })
  return sample
}
