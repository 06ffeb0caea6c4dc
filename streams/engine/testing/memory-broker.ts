import { KafkaError } from '../kafka/kafka-error.ts'
import type { NewTopic, NextOffset, TopicPartition } from '../kafka/port.ts'
import type { OutgoingRecord } from '../serde/log-record.ts'
import { MemoryPartition } from './memory-partition.ts'
import type { MemoryTransaction } from './memory-partition.ts'

/** Of `max.message.bytes`, as Kafka's. */
const LARGEST_RECORD_BYTES = 1024 * 1024
/** Of `delete.retention.ms`, as Kafka's. */
const TOMBSTONES_KEPT_MS = 24 * 60 * 60 * 1_000

export interface MemoryTopic {
  readonly topicId: string
  readonly config: Readonly<Record<string, string>>
  readonly partitions: readonly MemoryPartition[]
}

/** Topics and committed offsets; reports each change, so that readers wait without polling. */
export class MemoryBroker {
  readonly #topics = new Map<string, MemoryTopic>()
  readonly #offsets = new Map<string, Map<string, NextOffset>>()
  readonly #listeners = new Set<() => void>()
  #topicsMade = 0
  #isAway = false

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  changed(): void {
    for (const listener of [...this.#listeners]) listener()
  }

  get isAway(): boolean {
    return this.#isAway
  }

  setAway(isAway: boolean): void {
    this.#isAway = isAway
    this.changed()
  }

  /** @throws {KafkaError} while the broker is away. */
  throwIfAway(): void {
    if (this.#isAway) throw new KafkaError('transient', 'The broker in memory is away.')
  }

  createTopic({ name, partitions, config }: NewTopic): boolean {
    if (this.#topics.has(name)) return false
    this.#topicsMade += 1
    const logs = Array.from({ length: partitions }, () => new MemoryPartition())
    this.#topics.set(name, { topicId: `${name}-${this.#topicsMade}`, config, partitions: logs })
    return true
  }

  deleteTopic(name: string): void {
    this.#topics.delete(name)
  }

  topic(name: string): MemoryTopic {
    const topic = this.#topics.get(name)
    if (topic === undefined) throw unknownPartition(`There is no topic ${name}.`)
    return topic
  }

  partition({ topic, partition }: TopicPartition): MemoryPartition {
    const log = this.topic(topic).partitions[partition]
    if (log === undefined) throw unknownPartition(`There is no partition ${topic}/${partition}.`)
    return log
  }

  tombstonesKeptMs(name: string): number {
    return Number(this.topic(name).config['delete.retention.ms'] ?? TOMBSTONES_KEPT_MS)
  }

  /** All or none. @returns the offset of each record. */
  append(records: readonly OutgoingRecord[], transaction: MemoryTransaction | null): readonly number[] {
    this.throwIfAway()
    const logs = records.map((record) => this.partition(record))
    for (const record of records) this.#requireSize(record)
    const offsets = records.map((record, index) => logs[index]?.append(record, transaction) ?? -1)
    this.changed()
    return offsets
  }

  commitOffsets(group: string, offsets: readonly NextOffset[]): void {
    const committed = this.#offsets.get(group) ?? new Map<string, NextOffset>()
    this.#offsets.set(group, committed)
    for (const { topic, partition, next } of offsets) {
      committed.set(`${topic}/${partition}`, { topic, partition, next })
    }
    this.changed()
  }

  committedOffsets(group: string, topics: readonly string[]): readonly NextOffset[] {
    return [...(this.#offsets.get(group)?.values() ?? [])].filter(({ topic }) => topics.includes(topic))
  }

  #requireSize({ topic, key, value }: OutgoingRecord): void {
    const limit = Number(this.topic(topic).config['max.message.bytes'] ?? LARGEST_RECORD_BYTES)
    const bytes = (key?.length ?? 0) + (value?.length ?? 0)
    if (bytes <= limit) return
    const message = `A record of ${bytes} bytes is larger than ${topic} takes (${limit} bytes).`
    throw new KafkaError('fatal', message, { type: 'MESSAGE_TOO_LARGE' })
  }
}

const unknownPartition = (message: string) =>
  new KafkaError('transient', message, { type: 'UNKNOWN_TOPIC_OR_PARTITION' })
