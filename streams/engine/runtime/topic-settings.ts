import { nameInKafka } from '../application.ts'
import type { KafkaPlace, Replication } from '../application.ts'
import type { NewTopic, TopicDescription } from '../kafka/port.ts'
import type { AnyTopic, Cleanup } from '../topic.ts'

/**
 * The settings that a topic is declared with, and how those in Kafka may differ from them. What differs is either a fault, with
 * which records or state would be lost, or mendable: the program works, and the setting can be changed at any time.
 */
export interface SettingDifference {
  /** Its name in the program. */
  readonly topic: string
  /** By Kafka's name; also `partitions` and `replicas`. */
  readonly setting: string
  readonly found: string
  readonly wanted: string
  readonly isFault: boolean
}

/** Older snapshots are not used: they may hold a key whose tombstone has been compacted away since. */
const TOMBSTONES_KEPT_MS = 30 * 24 * 60 * 60 * 1_000
/** Kafka's default of `segment.ms`. */
const LONGEST_SEGMENT_MS = 7 * 24 * 60 * 60 * 1_000
/** A dead letter holds a whole record, of at most a megabyte, and its cause. */
const LARGEST_DEAD_LETTER_BYTES = 2 * 1024 * 1024
/** Every broker's default is a little more. */
const LARGEST_RECORD_BYTES = 1_000_000
/** With three brokers, one may fail without a record lost. */
const REPLICAS = 3

export interface TopicUse {
  /** The topic of dead letters holds the largest records. */
  readonly holdsDeadLetters: boolean
  readonly brokers: number
  readonly replication?: Replication | undefined
}

/** A topic as it is created. */
export function newTopicOf(topic: AnyTopic, use: TopicUse): NewTopic {
  const { name, partitions } = topic
  return { name, partitions, replicas: replicasOf(use), config: configOf(topic, use) }
}

/** Null: the broker's default. */
const replicasOf = ({ brokers, replication }: TopicUse): number | null =>
  replication?.replicas ?? (brokers >= REPLICAS ? REPLICAS : null)

/** Producers wait for all replicas that are in sync; without a least number one alone would do. Null: the broker's default. */
const minInsyncOf = (use: TopicUse): number | null =>
  use.replication?.minInsync ?? ((replicasOf(use) ?? 1) >= REPLICAS ? REPLICAS - 1 : null)

/**
 * A single broker acknowledges what is in the memory of its machine, and a power cut loses that. Facts that nobody can make
 * again are flushed to the disk before: they are few, and it takes as long as one write of the disk.
 */
const isFlushed = ({ cleanup }: AnyTopic, { brokers }: TopicUse) => brokers === 1 && cleanup === 'for-ever'

function configOf(topic: AnyTopic, use: TopicUse): Readonly<Record<string, string>> {
  const minInsync = minInsyncOf(use)
  return {
    // kafkajs decompresses gzip only: the broker stores what other producers compress as uncompressed.
    'compression.type': 'uncompressed',
    ...cleanupConfig(topic.cleanup),
    ...(use.holdsDeadLetters ? { 'max.message.bytes': String(LARGEST_DEAD_LETTER_BYTES) } : {}),
    ...(isFlushed(topic, use) ? { 'flush.messages': '1' } : {}),
    ...(minInsync === null ? {} : { 'min.insync.replicas': String(minInsync) }),
  }
}

function cleanupConfig(cleanup: Cleanup): Readonly<Record<string, string>> {
  if (cleanup === 'compact') return { 'cleanup.policy': 'compact', 'delete.retention.ms': String(TOMBSTONES_KEPT_MS) }
  if (cleanup === 'for-ever') return { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' }
  return {
    'cleanup.policy': 'delete',
    'retention.ms': String(cleanup.retentionMs),
    // Retention deletes whole segments, and never the newest one.
    ...(cleanup.retentionMs < LONGEST_SEGMENT_MS ? { 'segment.ms': String(cleanup.retentionMs) } : {}),
    'message.timestamp.type': cleanup.since === 'event' ? 'CreateTime' : 'LogAppendTime',
  }
}

/** How a topic in Kafka differs from its declaration, in what matters. */
export function differencesOf(topic: AnyTopic, found: TopicDescription, use: TopicUse): readonly SettingDifference[] {
  const { config } = found
  const wanted = configOf(topic, use)
  const differences: SettingDifference[] = []
  const check = (setting: string, value: string, want: string, fits: boolean, isFault: boolean) => {
    if (!fits) differences.push({ topic: topic.name, setting, found: value, wanted: want, isFault })
  }
  const equal = (setting: string, want: string, isFault: boolean) => {
    const value = config.get(setting) ?? want
    check(setting, value, want, value === want, isFault)
  }
  const atLeast = (setting: string, want: string, isFault: boolean) => {
    const value = config.get(setting) ?? want
    check(setting, value, want, isAtLeast(Number(value), Number(want)), isFault)
  }
  check('partitions', String(found.partitions), String(topic.partitions), found.partitions === topic.partitions, true)
  const copies = use.replication?.replicas ?? (use.brokers >= REPLICAS ? 2 : 1)
  check('replicas', String(found.replicas), String(replicasOf(use) ?? REPLICAS), found.replicas >= copies, true)
  equal('cleanup.policy', wanted['cleanup.policy'] ?? 'delete', true)
  // With `LogAppendTime` the time of arrival replaces that of the event, by which processors count.
  equal('message.timestamp.type', wanted['message.timestamp.type'] ?? 'CreateTime', !isDatedByArrival(topic))
  for (const setting of ['retention.ms', 'retention.bytes'] as const) {
    const want = wanted[setting]
    if (want !== undefined) atLeast(setting, want, true)
  }
  atLeast('max.message.bytes', wanted['max.message.bytes'] ?? String(LARGEST_RECORD_BYTES), true)
  for (const setting of ['compression.type', 'flush.messages', 'segment.ms'] as const) {
    const want = wanted[setting]
    if (want !== undefined) equal(setting, want, false)
  }
  const minInsync = wanted['min.insync.replicas']
  if (found.replicas >= copies && Number(config.get('min.insync.replicas') ?? 1) > found.replicas) {
    // No record would be acknowledged.
    equal('min.insync.replicas', String(Math.min(Number(minInsync ?? 1), found.replicas)), true)
  } else if (minInsync !== undefined) equal('min.insync.replicas', minInsync, false)
  const tombstones = wanted['delete.retention.ms']
  if (tombstones !== undefined) atLeast('delete.retention.ms', tombstones, false)
  return differences
}

const isDatedByArrival = ({ cleanup }: AnyTopic) => typeof cleanup === 'object' && cleanup.since === 'arrival'

/** -1 is no limit. */
const isAtLeast = (value: number, least: number) => value === -1 || (least !== -1 && value >= least)

/** The message that stops a start: what differs, and the command that changes it. */
export function faultsMessage(found: readonly SettingDifference[], place: KafkaPlace): string {
  const brokers = place.kafkaBrokers
  const faults = found.map((fault) => ({ ...fault, topic: nameInKafka(fault.topic, place) }))
  const lines = faults.flatMap((fault) => [
    `  ${fault.topic}: ${fault.setting} is ${fault.found}, and must be ${fault.wanted}.`,
    `    ${remedyOf(fault, brokers)}`,
  ])
  return [
    `Topics in Kafka at ${brokers.join(', ')} differ from what this program needs, and it would lose records or state with them. Nothing was changed. Change these, then start again:`,
    ...lines,
  ].join('\n')
}

function remedyOf({ topic, setting, wanted }: SettingDifference, brokers: readonly string[]): string {
  const server = `--bootstrap-server ${brokers.join(',')}`
  if (setting === 'partitions') {
    return `Keys would move to other partitions: copy what is needed, remove the topic (kafka-topics.sh ${server} --delete --topic ${topic}), and it is created again.`
  }
  if (setting === 'replicas') return `kafka-reassign-partitions.sh ${server} gives a topic more replicas.`
  return `kafka-configs.sh ${server} --alter --entity-type topics --entity-name ${topic} --add-config ${setting}=${wanted}`
}
