import type { LogBounds, NextOffset, TopicPartition } from '../kafka/port.ts'

/** What a consumer group has not read yet of a partition. */
export interface PartitionLag extends TopicPartition {
  /** Null: nothing was committed, and reading begins with the oldest record. */
  readonly committed: number | null
  /** High watermark. */
  readonly end: number
  /** Committed records behind the committed offset. Transaction markers and records of aborted transactions are none. */
  readonly records: number
  /** False: so many records lie behind that they were not all read; `records` then counts offsets of the rest. */
  readonly isExact: boolean
  /** Event time of the oldest of them, epoch ms; null when there are none. */
  readonly oldestMs: number | null
}

/** Sums over partitions. */
export interface GroupLag {
  readonly records: number
  readonly isExact: boolean
  /** How long the oldest record that was not read is in the past; 0 when all was read. */
  readonly seconds: number
}

/** What was found of a partition behind the committed offset. */
export interface UnreadCount {
  readonly records: number
  readonly oldestMs: number | null
  /** Offset up to which records were counted; null: to the end. */
  readonly countedTo: number | null
}

/** Where a group goes on reading in a partition. */
export function nextUnread({ topic, partition, start }: LogBounds, committed: readonly NextOffset[]): number {
  const found = committed.find((each) => each.topic === topic && each.partition === partition)
  return Math.max(found?.next ?? start, start)
}

export function partitionLag(bounds: LogBounds, committed: readonly NextOffset[], counted: UnreadCount): PartitionLag {
  const { topic, partition, end } = bounds
  const found = committed.find((each) => each.topic === topic && each.partition === partition)
  const rest = counted.countedTo === null ? 0 : end - counted.countedTo
  return {
    topic,
    partition,
    committed: found?.next ?? null,
    end,
    records: counted.records + rest,
    isExact: rest === 0,
    oldestMs: counted.oldestMs,
  }
}

export function groupLag(partitions: readonly PartitionLag[], nowMs: number): GroupLag {
  const oldest = partitions.flatMap(({ oldestMs }) => oldestMs ?? [])
  return {
    records: partitions.reduce((sum, { records }) => sum + records, 0),
    isExact: partitions.every(({ isExact }) => isExact),
    seconds: secondsSince(oldest.length === 0 ? null : Math.min(...oldest), nowMs),
  }
}

/** For a table: a number where it is exact, so that the column is one of numbers. */
export const recordsText = ({ records, isExact }: Pick<GroupLag, 'records' | 'isExact'>): string | number =>
  isExact ? records : `<= ${records}`

/** Never negative: a record may be of the future. */
export const secondsSince = (oldestMs: number | null, nowMs: number): number =>
  oldestMs === null ? 0 : Math.max(0, Math.round((nowMs - oldestMs) / 1_000))
