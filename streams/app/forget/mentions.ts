import { monitorFeedbackState } from '../../../schemas/topics.ts'
import type { NextOffset } from '../../engine/kafka/port.ts'
import type { AnyTopic } from '../../engine/topic.ts'
import type { LogRecord } from '../../engine/serde/log-record.ts'

/** A key of a topic whose newest record still says something of a listener. */
export interface LiveKey {
  readonly topic: string
  readonly partition: number
  readonly key: Buffer
}

/** What a topic holds of a listener. */
export interface TopicMentions {
  readonly topic: string
  readonly records: number
  /** Event time of the newest of them, epoch ms. */
  readonly newestMs: number
  /** Keys whose newest record is none that says nothing of the listener, and no tombstone. */
  readonly live: readonly LiveKey[]
  /** The place behind the last mention of each partition. */
  readonly ends: readonly NextOffset[]
}

/** Counts the records of one topic that mention a listener, in key, value or header. */
export interface MentionCount {
  add(partition: number, record: LogRecord): void
  /** Null: nothing mentions the listener. */
  result(): TopicMentions | null
}

/** Memory grows with the keys that have mentioned the listener, and with nothing else. */
export function mentionCount(topic: string, listener: string): MentionCount {
  const needle = Buffer.from(listener)
  const live = new Map<string, LiveKey | null>()
  const ends = new Map<number, NextOffset>()
  let records = 0
  let newestMs = 0
  return {
    add(partition, record) {
      const { key, value, timestamp } = record
      const name = `${partition}/${key?.toString('base64') ?? ''}`
      const isMention = isMentioned(record, needle)
      if (isMention) {
        records += 1
        newestMs = Math.max(newestMs, timestamp)
        ends.set(partition, { topic, partition, next: record.offset + 1 })
        live.set(name, value === null || key === null ? null : { topic, partition, key })
      } else if (live.has(name)) live.set(name, null) // replaced
    },
    result: () => (records === 0 ? null : { topic, records, newestMs, live: [...live.values()].filter((each) => each !== null), ends: [...ends.values()] }), // prettier-ignore
  }
}

function isMentioned({ key, value, headers }: LogRecord, needle: Buffer): boolean {
  if (key?.includes(needle) === true || value?.includes(needle) === true) return true
  return Object.values(headers).some((values) => [values].flat().some((each) => Buffer.from(each).includes(needle)))
}

/** How a topic is cleaned, as Kafka has it. */
export interface Cleaning {
  readonly isCompacted: boolean
  /** Null: no record is too old. */
  readonly retentionMs: number | null
  readonly tombstonesKeptMs: number
  readonly segmentMs: number
}

export function cleaningOf(config: ReadonlyMap<string, string>): Cleaning {
  const number = (name: string, otherwise: number) => Number(config.get(name) ?? otherwise)
  const retentionMs = number('retention.ms', -1)
  const policy = config.get('cleanup.policy') ?? 'delete'
  return {
    isCompacted: policy.includes('compact'),
    retentionMs: policy.includes('delete') && retentionMs >= 0 ? retentionMs : null,
    tombstonesKeptMs: number('delete.retention.ms', DAY_MS),
    segmentMs: number('segment.ms', 7 * DAY_MS),
  }
}

const DAY_MS = 86_400_000

/** When what is left of a listener in a topic goes. */
export interface Going {
  /** False: something has to be done. */
  readonly isExpected: boolean
  readonly goes: string
}

export const AT_NEXT_START = 'at the next "npm start", which takes the records out of the log before Kafka runs'

export interface LogOwner {
  /** Whether this program runs the broker, and so may change its log while it does not run. */
  readonly isOwnBroker: boolean
  /** Whether the topic is one of this program. */
  readonly isOurs: boolean
}

export function going(mentions: TopicMentions, cleaning: Cleaning, { isOwnBroker, isOurs }: LogOwner): Going {
  if (mentions.live.length > 0 && isOurs) return { isExpected: false, goes: 'not by itself: give the command again' }
  if (isOwnBroker) return { isExpected: true, goes: AT_NEXT_START }
  if (!isOurs && mentions.live.length > 0)
    return { isExpected: false, goes: 'not by itself: the topic is of another program, which has to remove it' }
  if (cleaning.isCompacted) {
    const days = Math.ceil((cleaning.segmentMs + cleaning.tombstonesKeptMs) / DAY_MS)
    return {
      isExpected: true,
      goes: `when Kafka compacts the topic: it may begin ${days} days from now, and waits until enough was written`,
    }
  }
  if (cleaning.retentionMs !== null) {
    const by = new Date(mentions.newestMs + cleaning.retentionMs + cleaning.segmentMs).toISOString()
    return { isExpected: true, goes: `by ${by}, when the time of the topic is over` }
  }
  return {
    isExpected: false,
    goes: 'never: this Kafka keeps the topic for ever, and removes no single record. Copy what is to stay into a new topic (slipstream replay --into), and delete this one',
  }
}

/** Its states are those of models, and hold lists of many listeners: the processor drops those of one. */
const OF_MODELS = monitorFeedbackState.name

/** The models whose state mentions the listener. */
export const stateOfModels = (found: readonly TopicMentions[]): readonly string[] =>
  found.filter(({ topic }) => topic === OF_MODELS).flatMap(({ live }) => live.map(({ key }) => key.toString('utf8')))

/**
 * The keys to be written a tombstone. The state of a processor is dropped by itself when it reads that its listener was forgotten;
 * what is still there afterwards belongs to a processor that does not run.
 * @param changelogs names of the topics that hold states.
 */
export function toBeRemoved(
  found: readonly TopicMentions[],
  ours: ReadonlyMap<string, AnyTopic>,
  changelogs: ReadonlySet<string>,
  round: number,
): readonly LiveKey[] {
  return found
    .filter(({ topic }) => ours.has(topic) && topic !== OF_MODELS && (round > 0 || !changelogs.has(topic)))
    .flatMap(({ live }) => live)
}
