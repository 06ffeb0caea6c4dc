import type { OutgoingRecord } from '../serde/log-record.ts'
import { recordSize } from '../serde/record-size.ts'

/** kafkajs encodes the records of one send in one go, which blocks the event loop. */
const RECORDS_PER_SEND = 4_000
/** Records sent to one partition at once are one batch, of which a broker takes a megabyte by default. */
const BYTES_PER_SEND = 512 * 1024

/** @returns the records in order, cut into portions small enough to be sent at once; a larger record is one by itself. */
export function portionsOf(records: readonly OutgoingRecord[]): readonly (readonly OutgoingRecord[])[] {
  const portions: OutgoingRecord[][] = []
  let bytes = Infinity
  for (const record of records) {
    const size = recordSize(record)
    const current = portions.at(-1)
    if (current === undefined || current.length === RECORDS_PER_SEND || bytes + size > BYTES_PER_SEND) {
      portions.push([record])
      bytes = size
    } else {
      current.push(record)
      bytes += size
    }
  }
  return portions
}

/** Records in the form of kafkajs's `sendBatch`. */
export function topicMessagesOf(records: readonly OutgoingRecord[]) {
  const topics = new Map<string, OutgoingRecord[]>()
  for (const record of records) {
    const known = topics.get(record.topic)
    if (known === undefined) topics.set(record.topic, [record])
    else known.push(record)
  }
  return [...topics].map(([topic, ofTopic]) => ({
    topic,
    messages: ofTopic.map(({ partition, key, value, headers, timestamp }) => ({
      partition,
      key,
      value,
      headers: { ...headers },
      timestamp: String(timestamp),
    })),
  }))
}
