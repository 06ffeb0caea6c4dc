import type { Start, TopicPartition } from '../../engine/kafka/port.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import type { Decoded } from '../../engine/serde/codec.ts'
import type { LogRecord } from '../../engine/serde/log-record.ts'

/** A record that was looked for, decoded where it can be. */
export type FoundRecord = TopicPartition & Decoded

/**
 * Looks through partitions, without a consumer group. Only what is wanted is decoded: bytes are read three times as fast.
 * @param from with a time, epoch ms: every record of that time or later is seen.
 */
export async function scan(
  { kafka, codec, topics, signal }: Runtime,
  partitions: readonly TopicPartition[],
  from: Start,
  isWanted: (record: LogRecord, at: TopicPartition) => boolean,
): Promise<readonly FoundRecord[]> {
  const wanted: (readonly [TopicPartition, LogRecord])[] = []
  const stop = new AbortController()
  await kafka.read({
    partitions,
    from,
    isolation: 'committed',
    signal: AbortSignal.any([signal, stop.signal]),
    onRecords(at, records) {
      for (const record of records) if (isWanted(record, at)) wanted.push([at, record])
    },
    onCaughtUp: () => stop.abort(),
  })
  signal.throwIfAborted()
  const found: FoundRecord[] = []
  for (const [at, record] of wanted) {
    const topic = topics.get(at.topic)
    if (topic === undefined) continue
    for (const decoded of await codec.decode(topic, at.partition, [record])) found.push({ ...at, ...decoded })
  }
  return found
}
