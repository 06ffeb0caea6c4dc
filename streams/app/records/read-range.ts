import pLimit from 'p-limit'
import { ConfigError } from '../../engine/errors.ts'
import type { KafkaAdmin, LogBounds, TopicPartition } from '../../engine/kafka/port.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import type { LogRecord } from '../../engine/serde/log-record.ts'
import { askKafka, requireTopic } from './known-topic.ts'
import type { RangeEdge } from './range.ts'

export interface RangeOptions {
  readonly topic: string
  /** All unless given. */
  readonly partitions?: readonly number[]
  readonly from: RangeEdge
  /** Exclusive. Null: the end of the log when reading begins; with `follow` there is no end. */
  readonly to: RangeEdge | null
  /** Goes on with what is written until `signal` aborts. */
  readonly follow?: boolean
  /** Ends the reading: what has been read by then is returned. */
  readonly signal: AbortSignal
  /** One call at a time. While it is under way at most one further fetch (1 MiB) waits, or one of each partition with `follow`. */
  onRecords(at: TopicPartition, records: readonly LogRecord[]): void | Promise<void>
}

/** What was read of a partition: `records` of the offsets from `start` to before `end`. */
export interface PartitionRange extends TopicPartition {
  readonly start: number
  readonly end: number
  readonly records: number
}

/**
 * Reads the committed records of a range of a topic without a consumer group: no offset of any group moves. Partitions come one
 * after another, so that two readings of the same log give the same records in the same order; with `follow`, as they are written.
 * A range that begins or ends at a time holds the records of that time wherever they stand, so one that ends at a time is read
 * to the end of the log.
 * @throws {ConfigError} when there is no such topic or partition; {SlipstreamError} `kafka-unavailable`; what `onRecords` throws.
 */
export async function readRange(runtime: Runtime, options: RangeOptions): Promise<readonly PartitionRange[]> {
  const failed = new AbortController()
  const signal = AbortSignal.any([options.signal, runtime.signal, failed.signal])
  const reading: Reading = { ...options, isWanted: timeFilter(options), signal, take: takeTurns(options, failed) }
  const bounds = await rangeBounds(runtime, options)
  const atOnce = pLimit(options.follow === true ? Math.max(1, bounds.length) : 1)
  const ranges = await Promise.all(bounds.map((range) => atOnce(() => readPartition(runtime, range, reading))))
  await reading.take.settled()
  return ranges
}

interface Reading extends RangeOptions {
  /** Null: all are. */
  readonly isWanted: ((record: LogRecord) => boolean) | null
  readonly take: Turns
}

interface Turns {
  /** Resolves when another batch may be fetched: this one may still be under way. */
  next(at: TopicPartition, records: readonly LogRecord[]): Promise<void>
  /** Resolves when all is done. @throws what `onRecords` threw. */
  settled(): Promise<void>
}

/** Kafka answers the next fetch while `onRecords` is busy. */
function takeTurns({ onRecords }: RangeOptions, failed: AbortController): Turns {
  let current = Promise.resolve()
  return {
    next(at, records) {
      const before = current
      current = before.then(() => (failed.signal.aborted ? undefined : onRecords(at, records)))
      current.catch(() => failed.abort())
      return before.catch(() => undefined)
    },
    settled: () => current,
  }
}

async function readPartition(
  runtime: Runtime,
  { topic, partition, start, end }: LogBounds,
  { follow = false, isWanted, signal, take }: Reading,
): Promise<PartitionRange> {
  const at = { topic, partition }
  const last = follow ? Infinity : end
  let count = 0
  let next = start
  if (start < last && !signal.aborted) {
    await readUntil(runtime, { at, start, end: last, signal }, (records) => {
      const wanted = isWanted === null ? records : records.filter(isWanted)
      count += wanted.length
      next = (records.at(-1)?.offset ?? next) + 1
      return wanted.length === 0 ? undefined : take.next(at, wanted)
    })
  }
  return { ...at, start, end: signal.aborted ? next : end, records: count }
}

interface Stretch {
  readonly at: TopicPartition
  readonly start: number
  /** Exclusive; Infinity: until `signal` aborts. */
  readonly end: number
  readonly signal: AbortSignal
}

/** Reads the committed records of a stretch of a partition, as far as the log goes when it begins. */
async function readUntil(
  { kafka }: Runtime,
  { at, start, end, signal }: Stretch,
  onRecords: (records: readonly LogRecord[]) => void | Promise<void>,
): Promise<void> {
  const done = new AbortController()
  await kafka.read({
    partitions: [at],
    from: { next: start },
    isolation: 'committed',
    signal: AbortSignal.any([signal, done.signal]),
    async onRecords(_, records) {
      const isLast = (records.at(-1)?.offset ?? 0) + 1 >= end
      const within = isLast ? records.filter(({ offset }) => offset < end) : records
      if (within.length > 0) await onRecords(within)
      if (isLast) done.abort()
    },
    onCaughtUp() {
      if (end !== Infinity) done.abort()
    },
  })
}

/**
 * Where each partition is to be read, in order of their numbers. Where an edge is a time, a record of another time may stand between.
 * @throws {ConfigError} when there is no such topic or partition; {SlipstreamError} `kafka-unavailable`.
 */
export const rangeBounds = (
  runtime: Runtime,
  options: Pick<RangeOptions, 'topic' | 'partitions' | 'from' | 'to' | 'signal'>,
): Promise<readonly LogBounds[]> => askKafka(runtime, (admin) => boundsOf(runtime, admin, options))

async function boundsOf(
  runtime: Runtime,
  admin: KafkaAdmin,
  options: Parameters<typeof rangeBounds>[1],
): Promise<readonly LogBounds[]> {
  const { topic, from, to, signal } = options
  const { partitions: count } = await requireTopic(admin, topic)
  const wanted = options.partitions ?? Array.from({ length: count }, (_, partition) => partition)
  const missing = wanted.find((partition) => partition >= count)
  if (missing !== undefined) {
    throw new ConfigError(`${topic} has no partition ${missing}: its partitions are 0 to ${count - 1}.`)
  }
  const logs = (await admin.logBounds([topic]))
    .filter(({ partition }) => wanted.includes(partition))
    .sort((a, b) => a.partition - b.partition)
  const starts = await offsetsOf(runtime, admin, from, { logs, signal })
  const ends = to === null || to.kind === 'time' ? null : await offsetsOf(runtime, admin, to, { logs, signal })
  return logs.map((log, index) => {
    const start = Math.min(log.end, Math.max(log.start, starts[index] ?? log.start))
    return { ...log, start, end: Math.max(start, Math.min(log.end, ends?.[index] ?? log.end)) }
  })
}

/** The offset of an edge in each log. */
async function offsetsOf(
  runtime: Runtime,
  admin: KafkaAdmin,
  edge: RangeEdge,
  { logs, signal }: { readonly logs: readonly LogBounds[]; readonly signal: AbortSignal },
): Promise<readonly number[]> {
  switch (edge.kind) {
    case 'earliest':
      return logs.map(({ start }) => start)
    case 'latest':
      return logs.map(({ end }) => end)
    case 'offset':
      return logs.map(() => edge.offset)
    case 'last': {
      const offsets: number[] = []
      for (const log of logs) offsets.push(await lastRecords(runtime, log, edge.count, signal))
      return offsets
    }
    case 'time': {
      const [first] = logs
      const found = first === undefined ? [] : await admin.offsetsAt(first.topic, edge.atMs)
      return logs.map(({ partition, end }) => found.find((each) => each.partition === partition)?.next ?? end)
    }
  }
}

/**
 * The offset of the first of the last records of a log. Offsets are no count of records: markers of transactions have some, and
 * compaction and aborts leave gaps, so twice as far back is looked until there are enough.
 */
async function lastRecords(runtime: Runtime, log: LogBounds, count: number, signal: AbortSignal): Promise<number> {
  if (count === 0) return log.end
  for (let back = 2 * count; !signal.aborted; back *= 2) {
    const start = Math.max(log.start, log.end - back)
    const offsets: number[] = []
    await readUntil(runtime, { at: log, start, end: log.end, signal }, (records) => {
      for (const { offset } of records) offsets.push(offset)
      if (offsets.length > 2 * count) offsets.splice(0, offsets.length - count)
    })
    if (start === log.start || offsets.length >= count) return offsets.at(-count) ?? offsets[0] ?? log.end
  }
  return log.end
}

function timeFilter({ from, to }: RangeOptions): Reading['isWanted'] {
  const since = from.kind === 'time' ? from.atMs : -Infinity
  const until = to?.kind === 'time' ? to.atMs : Infinity
  if (since === -Infinity && until === Infinity) return null
  return ({ timestamp }) => timestamp >= since && timestamp < until
}
