import type { LogBounds, NextOffset, TopicPartition } from '../kafka/port.ts'
import type { Runtime } from './runtime.ts'
import { nextUnread, partitionLag } from './unread-lag.ts'
import type { UnreadCount, PartitionLag } from './unread-lag.ts'

/** Records that are read to be counted, of all partitions of a group: some seconds. What lies behind is counted by offsets. */
export const COUNTED_RECORDS = 100_000

/**
 * What a group has not read of some topics. Offsets alone do not say: transaction markers take some, so that a group which has
 * read everything stays behind the end. So the records behind the committed offsets are read, and counted.
 * @param most records that are read
 */
export async function countUnread(
  { kafka, signal }: Pick<Runtime, 'kafka' | 'signal'>,
  bounds: readonly LogBounds[],
  committed: readonly NextOffset[],
  most: number = COUNTED_RECORDS,
): Promise<readonly PartitionLag[]> {
  const behind = bounds.filter((each) => nextUnread(each, committed) < each.end)
  const counted = await countRecords({ kafka, signal }, behind, committed, most)
  const none: UnreadCount = { records: 0, oldestMs: null, countedTo: null }
  return bounds.map((each) => partitionLag(each, committed, counted.get(nameOf(each)) ?? none))
}

type Counting = { -readonly [Field in keyof UnreadCount]: UnreadCount[Field] }

async function countRecords(
  { kafka, signal }: Pick<Runtime, 'kafka' | 'signal'>,
  behind: readonly LogBounds[],
  committed: readonly NextOffset[],
  most: number,
): Promise<ReadonlyMap<string, UnreadCount>> {
  const from = behind.map((each) => ({
    topic: each.topic,
    partition: each.partition,
    next: nextUnread(each, committed),
  }))
  const found = new Map<string, Counting>()
  for (const at of from) found.set(nameOf(at), { records: 0, oldestMs: null, countedTo: at.next })
  const ends = new Map(behind.map((each) => [nameOf(each), each.end]))
  const enough = new AbortController()
  let total = 0
  if (behind.length === 0) return found
  await kafka.read({
    partitions: from.map(({ topic, partition }) => ({ topic, partition })),
    from,
    isolation: 'committed',
    signal: AbortSignal.any([signal, enough.signal]),
    onRecords(at, records) {
      const counted = found.get(nameOf(at))
      const unread = records.filter(({ offset }) => offset < (ends.get(nameOf(at)) ?? 0))
      if (counted === undefined) return
      counted.records += unread.length
      for (const { timestamp } of unread) counted.oldestMs = Math.min(counted.oldestMs ?? Infinity, timestamp)
      counted.countedTo = (records.at(-1)?.offset ?? -1) + 1
      total += unread.length
      if (total >= most) enough.abort()
    },
    onCaughtUp() {
      for (const counted of found.values()) counted.countedTo = null
      enough.abort()
    },
  })
  signal.throwIfAborted()
  return found
}

const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`
