import { SlipstreamError } from '../../engine/errors.ts'
import type { Start, TopicPartition } from '../../engine/kafka/port.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import type { Decoded } from '../../engine/serde/codec.ts'
import type { LogRecord } from '../../engine/serde/log-record.ts'

/** A record that was looked for, decoded where it can be. */
export type FoundRecord = TopicPartition & Decoded

export interface Sought {
  /** Of the bytes, which are read three times as fast as they are decoded: whether the record may be one. */
  mayBe(record: LogRecord, at: TopicPartition): boolean
  /** Whether it is one, decoded; all that may be, unless given. Bytes of an id may stand for anything. */
  readonly is?: (found: FoundRecord) => boolean
}

/**
 * Looks through partitions, without a consumer group. What is held is what was found, not what might have been it.
 * @param from with a time, epoch ms: every record of that time or later is seen.
 */
export async function scan(
  { kafka, codec, topics, signal }: Runtime,
  partitions: readonly TopicPartition[],
  from: Start,
  { mayBe, is = () => true }: Sought,
): Promise<readonly FoundRecord[]> {
  const found: FoundRecord[] = []
  const stop = new AbortController()
  const failures: SlipstreamError[] = []
  await kafka.read({
    partitions,
    from,
    isolation: 'committed',
    signal: AbortSignal.any([signal, stop.signal]),
    async onRecords(at, records) {
      const topic = topics.get(at.topic)
      const wanted = records.filter((record) => mayBe(record, at))
      if (topic === undefined || wanted.length === 0) return
      try {
        const decoded = await codec.decode(topic, at.partition, wanted)
        found.push(...decoded.map((each): FoundRecord => ({ ...at, ...each })).filter(is))
      } catch (error) {
        if (!(error instanceof SlipstreamError) || error.retriable) throw error // the same records come again
        failures.push(error)
        stop.abort()
      }
    },
    onCaughtUp: () => stop.abort(),
  })
  signal.throwIfAborted()
  if (failures[0] !== undefined) throw failures[0]
  return found
}
