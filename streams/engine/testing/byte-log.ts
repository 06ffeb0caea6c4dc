import { partitionOf } from '../partition.ts'
import type { AnyTopic, Position, RecordMetadata, StreamRecord } from '../topic.ts'

/** One record as it lies in a partition, in bytes. */
export interface StoredRecord extends Position {
  readonly topic: string
  readonly key: Buffer
  /** Null: a tombstone. */
  readonly value: Buffer | null
  readonly timestamp: number
  /** Order of arrival over all topics. */
  readonly sequence: number
  readonly causedBy?: string
}

/** Topics in memory: a first-in-first-out log for each partition, holding nothing but bytes. */
export interface ByteLog {
  /** Encodes a record by its topic's serde and appends it to the partition of its key. */
  append(record: StreamRecord & Pick<RecordMetadata, 'causedBy'>): Position
  /** One partition from an offset on, in order. */
  from(topic: string, partition: number, offset: number): readonly StoredRecord[]
  /** Every record of a topic in order of arrival. */
  all(topic: string): readonly StoredRecord[]
  decode(stored: StoredRecord): StreamRecord & RecordMetadata
}

export function createByteLog(topics: readonly AnyTopic[]): ByteLog {
  const byName = new Map(topics.map((topic) => [topic.name, topic]))
  const logs = new Map(topics.map((topic) => [topic.name, Array.from({ length: topic.partitions }, () => emptyLog())]))
  let sequence = 0
  const named = (name: string): AnyTopic => {
    const topic = byName.get(name)
    if (topic === undefined) throw new Error(`The driver knows no topic ${name}: none of its processors names it.`)
    return topic
  }
  const partitionLog = (topic: string, partition: number): StoredRecord[] => {
    const log = logs.get(topic)?.[partition]
    if (log === undefined) throw new Error(`There is no partition ${topic}/${partition}.`)
    return log
  }
  return {
    append({ topic: name, key: text, value, timestamp, causedBy }) {
      const topic = named(name)
      const key = Buffer.from(text, 'utf8')
      const partition = partitionOf(key, topic.partitions)
      const log = partitionLog(name, partition)
      const bytes = value === null ? null : topic.value.encode(value)
      log.push({
        topic: name,
        partition,
        offset: log.length,
        key,
        value: bytes,
        timestamp,
        sequence,
        ...(causedBy && { causedBy }),
      })
      sequence += 1
      return { partition, offset: log.length - 1 }
    },
    from: (topic, partition, offset) => partitionLog(topic, partition).slice(offset),
    all: (topic) => (logs.get(topic) ?? []).flat().sort((a, b) => a.sequence - b.sequence),
    decode({ topic: name, key, value, timestamp, partition, offset, causedBy }) {
      const topic = named(name)
      return {
        topic: name,
        key: topic.key(key.toString('utf8')),
        value: value === null ? null : topic.value.decode(value),
        timestamp,
        partition,
        offset,
        ...(causedBy && { causedBy }),
      }
    },
  }
}

const emptyLog = (): StoredRecord[] => []
