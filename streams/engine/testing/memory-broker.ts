import { KafkaError } from '../kafka/kafka-error.ts'
import type { LogBounds, NewTopic, NextOffset, TopicDescription, TopicPartition } from '../kafka/port.ts'
import type { OutgoingRecord } from '../serde/log-record.ts'
import { batchSizeOf } from '../serde/record-size.ts'
import { MemoryPartition } from './memory-partition.ts'
import type { MemoryTransaction } from './memory-partition.ts'

/** `max.message.bytes`, as Kafka's default. */
export const LARGEST_BATCH_BYTES = 1_048_588

/** Kafka's defaults of the settings that the engine reads. */
const DEFAULTS = {
  'cleanup.policy': 'delete',
  'compression.type': 'producer',
  'delete.retention.ms': '86400000',
  'flush.messages': '9223372036854775807',
  'max.message.bytes': String(LARGEST_BATCH_BYTES),
  'message.timestamp.type': 'CreateTime',
  'retention.bytes': '-1',
  'retention.ms': '604800000',
  'segment.ms': '604800000',
}

export interface MemoryTopic {
  readonly topicId: string
  readonly config: Map<string, string>
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
    const settings = new Map(Object.entries({ ...DEFAULTS, ...config }))
    this.#topics.set(name, { topicId: `${name}-${this.#topicsMade}`, config: settings, partitions: logs })
    return true
  }

  /** A single broker has one replica of each partition. */
  describeTopics(names: readonly string[]): ReadonlyMap<string, TopicDescription> {
    return new Map(
      names.flatMap((name) => {
        const topic = this.#topics.get(name)
        if (topic === undefined) return []
        return [[name, { partitions: topic.partitions.length, replicas: 1, config: new Map(topic.config) }] as const]
      }),
    )
  }

  configureTopic(name: string, config: Readonly<Record<string, string>>): void {
    for (const [setting, value] of Object.entries(config)) this.topic(name).config.set(setting, value)
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
    return Number(this.topic(name).config.get('delete.retention.ms'))
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

  /** Of all topics, in order of topic and partition. */
  committedBy(group: string): readonly NextOffset[] {
    const committed = [...(this.#offsets.get(group)?.values() ?? [])]
    return committed.sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1))
  }

  groupsCommitted(): readonly string[] {
    return [...this.#offsets].filter(([, committed]) => committed.size > 0).map(([group]) => group)
  }

  deleteOffsets(group: string): void {
    this.#offsets.delete(group)
  }

  boundsOf(topic: string): readonly LogBounds[] {
    return this.topic(topic).partitions.map(({ start, end }, partition) => ({ topic, partition, start, end }))
  }

  topicNames(): readonly string[] {
    return [...this.#topics.keys()]
  }

  offsetsAt(topic: string, timeMs: number): readonly NextOffset[] {
    return this.topic(topic).partitions.map((log, partition) => ({
      topic,
      partition,
      next: log.offsetAt(timeMs) ?? log.end,
    }))
  }

  #requireSize(record: OutgoingRecord): void {
    const { topic } = record
    const limit = Number(this.topic(topic).config.get('max.message.bytes'))
    const bytes = batchSizeOf(record)
    if (bytes <= limit) return
    const message = `A record of ${bytes} bytes is larger than ${topic} takes (${limit} bytes).`
    throw new KafkaError('refused', message, { type: 'MESSAGE_TOO_LARGE' })
  }
}

const unknownPartition = (message: string) =>
  new KafkaError('transient', message, { type: 'UNKNOWN_TOPIC_OR_PARTITION' })
